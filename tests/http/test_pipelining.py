"""Several requests that arrive together on a connection. The responses have the order of the requests."""

import logging
import socket
import time
from asyncio import AbstractEventLoop

import pytest

from mockserver.server.http.fairness import Start, Turns
from mockserver.server.http.protocol import Protocol
from tests.http.raw_client import AUTHORIZATION, BASE, RawClient, read_all, serving
from tests.support import assert_error


def get(endpoint: str, *headers: bytes, body: bytes = b"") -> bytes:
    length = (b"Content-Length: %d" % len(body),) if body else ()
    lines = b"".join(header + b"\r\n" for header in (*headers, *length))
    return f"GET {BASE}/{endpoint} HTTP/1.1\r\nHost: localhost\r\n".encode() + AUTHORIZATION + lines + b"\r\n" + body


def post(endpoint: str, body: bytes) -> bytes:
    return b"POST" + get(endpoint, b"Content-Type: application/json", body=body)[3:]


def endpoints_in_journal(raw_client: RawClient) -> list[str]:
    return [entry["endpoint"] for entry in raw_client.control("GET", "/requests").body["requests"]]


def test_pipelined_queries_and_mutations_are_answered_in_order(raw_client: RawClient) -> None:
    replies = raw_client.send(
        get("get_me")
        + post("update_theme", b'{"theme":"dark"}')
        + get("get_me")
        + get("no_such_query")
        + get("get_companies", b"Connection: close")
    )

    assert_error(replies.pop(3), 404, "Query not found")
    assert [list(reply.body) for reply in replies] == [["me"], ["success"], ["me"], ["companies"]]


def test_query_after_a_delayed_query_waits_for_its_response(raw_client: RawClient) -> None:
    rule = {"match": {"endpoint": "get_me"}, "action": {"delay_ms": 200}}
    assert raw_client.control("POST", "/faults", rule).status == 201

    replies = raw_client.send(get("get_me") + get("get_companies", b"Connection: close"))

    assert [list(reply.body) for reply in replies] == [["me"], ["companies"]]


@pytest.mark.parametrize(
    ("second", "status", "reason"),
    [
        (b"\x00\x01garbage\r\n\r\n", 400, "not a valid HTTP/1.1 request"),
        (get("get_me", b"X: " + b"x" * 5000), 431, "X is longer than 4096 bytes"),
        (
            get("get_me", b"Transfer-Encoding: chunked").replace(b"GET", b"POST") + b"zz\r\n",
            400,
            "not a valid HTTP/1.1 request",
        ),
    ],
)
def test_invalid_request_after_a_mutation_is_rejected_after_its_response(
    raw_client: RawClient, second: bytes, status: int, reason: str
) -> None:
    first, rejected = raw_client.send(post("update_theme", b'{"theme":"dark"}') + second)

    assert (first.status, first.body) == (200, {"success": True})
    assert_error(rejected, status, reason)


@pytest.mark.parametrize(
    ("second", "status"),
    [
        (get("get_me", b"Connection: close").replace(b"GET", b"FOO"), 405),
        (get("search_people?search_scope_type=company&query=\u00fc", b"Connection: close"), 200),
        (post("update_theme", b'{"theme":"light"}').replace(b"\r\n", b"\r\nConnection: close\r\n", 1), 200),
    ],
)
@pytest.mark.parametrize("first", [get("get_me"), post("update_theme", b'{"theme":"dark"}')])
def test_unusual_request_line_after_another_request_is_read(
    raw_client: RawClient, first: bytes, second: bytes, status: int
) -> None:
    for pieces in ([first + second], [first[:-3], first[-3:] + second], [first + second[:1], second[1:]]):
        assert [reply.status for reply in raw_client.send(*pieces)] == [200, status]


def test_invalid_request_after_delayed_queries_is_rejected_after_their_responses(raw_client: RawClient) -> None:
    rule = {"match": {"endpoint": "get_me"}, "action": {"delay_ms": 100}, "times": 1}
    assert raw_client.control("POST", "/faults", rule).status == 201

    *replies, rejected = raw_client.send(get("get_me") + get("get_me") + b"BAD REQUEST LINE\r\n\r\n")

    assert [list(reply.body) for reply in replies] == [["me"], ["me"]]
    assert_error(rejected, 400, "not a valid HTTP/1.1 request")


def test_body_of_a_query_is_ignored(raw_client: RawClient) -> None:
    first = get("get_me", body=b"GET / HTTP/1.1\r\n\r\n")

    replies = raw_client.send(first[:-5], first[-5:], get("get_companies", b"Connection: close"))

    assert [list(reply.body) for reply in replies] == [["me"], ["companies"]]


def test_request_after_connection_close_is_not_processed(raw_client: RawClient) -> None:
    [reply] = raw_client.send(get("get_me", b"Connection: close") + get("get_companies"))

    assert list(reply.body) == ["me"]
    assert endpoints_in_journal(raw_client) == ["get_me"]


def test_requests_that_must_wait_for_a_later_turn_are_processed_in_order(
    raw_client: RawClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = []
    add = Turns.add

    def observed_add(turns: Turns, loop: AbstractEventLoop, start: Start) -> None:
        late.append(start)
        add(turns, loop, start)

    monkeypatch.setattr(Turns, "must_wait", lambda turns, loop: True)
    monkeypatch.setattr(Turns, "add", observed_add)
    with raw_client.connect() as connection:
        connection.sendall(get("get_me"))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert not late

        connection.sendall(post("update_theme", b'{"theme":"dark"}') + get("get_companies")[:30])
        connection.sendall(get("get_companies", b"Connection: close")[30:])
        replies = read_all(connection)

    assert [list(reply.body) for reply in replies] == [["success"], ["companies"]]
    assert late


def test_requests_that_wait_for_a_later_turn_are_processed_if_the_client_stops_sending(
    raw_client: RawClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Turns, "must_wait", lambda turns, loop: True)
    # later turns never start the waiting requests, so only the end of the data can start them
    monkeypatch.setattr(Turns, "add", lambda turns, loop, start: None)
    with raw_client.connect() as connection:
        connection.sendall(get("get_me"))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")

        connection.sendall(get("get_companies") + post("update_theme", b'{"theme":"dark"}'))
        connection.shutdown(socket.SHUT_WR)
        [reply] = read_all(connection)

    assert list(reply.body) == ["companies"]
    assert endpoints_in_journal(raw_client) == ["get_me", "get_companies", "update_theme"]


def test_disconnection_during_a_mutation_with_a_pipelined_query_is_not_an_error(
    raw_client: RawClient, caplog: pytest.LogCaptureFixture
) -> None:
    rule = {"match": {"endpoint": "update_theme"}, "action": {"delay_ms": 100}}
    assert raw_client.control("POST", "/faults", rule).status == 201
    with raw_client.connect() as connection:
        connection.sendall(post("update_theme", b'{"theme":"dark"}') + get("get_me"))
        connection.shutdown(socket.SHUT_WR)
        assert read_all(connection) == []

    deadline = time.monotonic() + 30
    while not endpoints_in_journal(raw_client) and time.monotonic() < deadline:
        time.sleep(0.02)

    assert endpoints_in_journal(raw_client) == ["update_theme"]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.slow
def test_idle_connection_is_closed_after_a_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Protocol, "timeout_keep_alive", property(lambda self: 0.5, lambda self, value: None), raising=False
    )
    with serving(request_timeout=1, fixture="empty") as raw_client, raw_client.connect(timeout=10) as connection:
        started = time.monotonic()
        connection.sendall(get("get_me"))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")

        assert connection.recv(65536) == b""
        assert time.monotonic() - started > 0.5
