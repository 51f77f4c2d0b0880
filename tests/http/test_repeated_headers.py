"""Queries that have the same headers as an earlier query. The server parses these queries without the HTTP parser."""

import time

import pytest

from mockserver.server.http.exchange import RequestHeaders
from mockserver.server.http.protocol import Protocol
from mockserver.server.http.repeated_headers import MAX_REMEMBERED, RepeatedHeaders
from tests.http.raw_client import AUTHORIZATION, BASE, RawClient, serving

HEADERS = b"Host: localhost\r\n" + AUTHORIZATION + b"\r\n"
QUERY = f"GET {BASE}/get_me?include_manager=true HTTP/1.1\r\n".encode()
LAST = f"GET {BASE}/get_companies HTTP/1.1\r\nConnection: close\r\n".encode() + HEADERS


@pytest.fixture
def parsed(raw_client: RawClient, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return a list. During the test, all data that the HTTP parser receives is appended to the list."""
    seen: list[bytes] = []
    parse = Protocol._parse

    def observed_parse(protocol: Protocol, data: bytes) -> None:
        seen.append(data)
        parse(protocol, data)

    monkeypatch.setattr(Protocol, "_parse", observed_parse)
    return seen


def exchange(raw_client: RawClient, *requests: bytes) -> list[bytes]:
    """Send requests on one connection, and return the responses. Each request waits for the previous response."""
    responses = []
    with raw_client.connect() as connection:
        for request in requests:
            connection.sendall(request)
            responses.append(connection.recv(65536))
    return responses


def test_repeated_headers_are_not_parsed_again(raw_client: RawClient, parsed: list[bytes]) -> None:
    headers = b"X-Test: repeated\r\n" + HEADERS

    [first, second] = exchange(raw_client, QUERY + headers, QUERY + headers)
    [third] = exchange(raw_client, QUERY.replace(b"get_me", b"get_account") + headers)

    assert first.partition(b"\r\n\r\n")[2] == second.partition(b"\r\n\r\n")[2]
    assert b"Unknown input field: include_manager" in third
    assert parsed == [QUERY + headers]


def test_query_with_repeated_headers_has_the_same_journal_entry(raw_client: RawClient) -> None:
    exchange(raw_client, QUERY + HEADERS, QUERY + HEADERS)

    entries = raw_client.control("GET", "/requests?details=true").body["requests"]
    compared = ("method", "path", "query", "endpoint", "inputs", "headers", "status")
    [first, second] = [{key: entry.get(key) for key in compared} for entry in entries]
    assert first == second
    assert first["endpoint"] == "get_me"


def test_other_headers_are_parsed(raw_client: RawClient, parsed: list[bytes]) -> None:
    headers = b"X-Test: other\r\n" + HEADERS
    requests = [QUERY + headers, QUERY + headers.replace(b"opk_owner", b"opk_unknown")]

    statuses = [response[9:12] for response in exchange(raw_client, *requests)]

    assert statuses == [b"200", b"401"]
    assert parsed == requests


def test_fault_applies_to_a_query_with_repeated_headers(raw_client: RawClient) -> None:
    exchange(raw_client, QUERY + HEADERS)
    rule = {"match": {"endpoint": "get_me"}, "action": {"status": 503}}
    assert raw_client.control("POST", "/faults", rule).status == 201

    [response] = exchange(raw_client, QUERY + HEADERS)

    assert response.startswith(b"HTTP/1.1 503 ")


@pytest.mark.parametrize("body", [b"12345", b"GET / HTTP/1.1\r\n\r\n"])
def test_repeated_headers_with_a_body_are_parsed(raw_client: RawClient, body: bytes) -> None:
    head = QUERY + b"Content-Length: %d\r\n" % len(body) + HEADERS

    for _ in range(2):
        with raw_client.connect() as connection:
            connection.sendall(head)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
            connection.sendall(body)
            connection.sendall(LAST)
            assert b'{"companies":' in connection.recv(65536)


def test_repeated_connection_close_closes_the_connection(raw_client: RawClient) -> None:
    for _ in range(2):
        [reply] = raw_client.send(LAST)
        assert reply.status == 200


@pytest.mark.slow
def test_time_limit_of_a_request_does_not_close_connection_with_repeated_headers() -> None:
    with serving(request_timeout=1, fixture="empty") as raw_client:
        exchange(raw_client, QUERY + HEADERS)
        with raw_client.connect() as connection:
            for pause in (1.2, 0):
                connection.sendall(QUERY + HEADERS)
                assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
                time.sleep(pause)


@pytest.mark.parametrize(
    "data",
    [
        b"GET /x HTTP/1.1\r\nA: 1\r\n\r\nGET /y HTTP/1.1\r\nA: 1\r\n\r\n",
        b"GET /x HTTP/1.1\r\nA: 1\r\n",
        b"GET /x HTTP/1.0\r\nA: 1\r\n\r\n",
        b"HEAD /x HTTP/1.1\r\nA: 1\r\n\r\n",
        b"GET /x#y HTTP/1.1\r\nA: 1\r\n\r\n",
        b"GET /%41 HTTP/1.1\r\nA: 1\r\n\r\n",
        b"GET  /x HTTP/1.1\r\nA: 1\r\n\r\n",
    ],
)
def test_data_that_is_not_one_plain_query_is_not_stored(data: bytes) -> None:
    repeated = RepeatedHeaders()
    repeated.add(b"GET /x HTTP/1.1\r\nA: 1\r\n\r\n", RequestHeaders(((b"a", b"1"),)))
    repeated.add(data, RequestHeaders(()))

    assert repeated.find(b"GET /x?y HTTP/1.1\r\nA: 1\r\n\r\n") is not None
    assert repeated.find(data) is None


def test_oldest_headers_are_removed() -> None:
    repeated = RepeatedHeaders()
    queries = [b"GET / HTTP/1.1\r\nA: %d\r\n\r\n" % number for number in range(MAX_REMEMBERED + 1)]

    for data in queries:
        repeated.add(data, RequestHeaders(()))

    assert [repeated.find(data) is not None for data in queries] == [False] + [True] * MAX_REMEMBERED
