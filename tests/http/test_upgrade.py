"""Requests that offer to upgrade the connection to another protocol (contract: wire 2).

The server ignores the offer, and reads the body of the request.
"""

import pytest

from tests.http.raw_client import AUTHORIZATION, BASE, RawClient
from tests.support import assert_error

THEME = b'{"theme":"dark"}'


def request(path: str, body: bytes, *headers: bytes, close: bool = True) -> bytes:
    lines = [*headers, b"Content-Type: application/json", b"Content-Length: %d" % len(body)]
    connection = b"Connection: Upgrade, close\r\n" if close else b"Connection: Upgrade, HTTP2-Settings\r\n"
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n".encode() + AUTHORIZATION + connection
    return head + b"\r\n".join(lines) + b"\r\n\r\n" + body


@pytest.mark.parametrize("protocol", [b"h2c", b"websocket", b"TLS/1.0", b"anything"])
def test_mutation_with_upgrade_header_reads_the_body(raw_client: RawClient, protocol: bytes) -> None:
    [reply] = raw_client.send(
        request(f"{BASE}/update_theme", THEME, b"Upgrade: " + protocol, b"HTTP2-Settings: AAMAAABk")
    )

    assert (reply.status, reply.body) == (200, {"success": True})


def test_verify_with_upgrade_header_reads_the_expectation(raw_client: RawClient) -> None:
    [reply] = raw_client.send(
        request("/__mock__/requests/verify", b'{"endpoint":"delete_goal","count":5}', b"Upgrade: h2c")
    )

    assert_error(reply, 409, "expected exactly 5")


def test_body_of_an_upgrade_request_is_not_processed_as_a_request(raw_client: RawClient) -> None:
    inner = (
        f"POST {BASE}/create_space HTTP/1.1\r\nHost: localhost\r\n".encode()
        + AUTHORIZATION
        + b'Content-Type: application/json\r\nContent-Length: 33\r\n\r\n{"name":"Smuggled","mission":"x"}'
    )
    head = request(f"{BASE}/update_theme", inner, b"Upgrade: h2c")

    [reply] = raw_client.send(head[: len(head) - len(inner)], inner)

    assert_error(reply, 400, "Bad Request")
    assert [entry.endpoint_name for entry in raw_client.app.worlds.default.journal] == ["update_theme"]


def test_upgrade_request_in_single_bytes_and_a_second_request_are_both_processed(raw_client: RawClient) -> None:
    first = request(f"{BASE}/update_theme", THEME, b"Upgrade: h2c", close=False)
    second = f"GET {BASE}/get_me HTTP/1.1\r\nConnection: close\r\n".encode() + AUTHORIZATION + b"\r\n"

    replies = raw_client.send(*(bytes([byte]) for byte in first), second)

    assert [reply.status for reply in replies] == [200, 200]


def test_journal_shows_the_upgrade_header(raw_client: RawClient) -> None:
    raw_client.send(request(f"{BASE}/update_theme", THEME, b"Upgrade: h2c"))

    entry = next(iter(raw_client.app.worlds.default.journal))
    assert (b"upgrade", b"h2c") in entry.headers.pairs
    assert entry.inputs == {"theme": "dark"}
