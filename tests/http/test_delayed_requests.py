"""Requests that a fault delays: `verify` counts them while they wait, and a reset of the world ends them."""

import socket
import time

import pytest

from tests.http.raw_client import AUTHORIZATION, BASE, Json, RawClient


def delay(raw_client: RawClient, endpoint: str, milliseconds: int) -> None:
    rule = {"match": {"endpoint": endpoint}, "action": {"delay_ms": milliseconds}}
    assert raw_client.control("POST", "/faults", rule).status == 201


def start(raw_client: RawClient, endpoint: str, body: bytes) -> socket.socket:
    """Send a mutation that a fault delays. Return the connection as soon as `verify` finds the request."""
    connection = raw_client.connect()
    length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n".encode()
    connection.sendall(f"POST {BASE}/{endpoint} HTTP/1.1\r\n".encode() + AUTHORIZATION + length + b"\r\n" + body)
    expected = {"endpoint": endpoint, "count": 1}
    ends = time.monotonic() + 30
    while raw_client.control("POST", "/requests/verify", expected).status != 200:
        assert time.monotonic() < ends, "`verify` does not find the request"
    return connection


def spaces(raw_client: RawClient) -> list[Json]:
    body = raw_client.request("GET", f"{BASE}/get_spaces").body
    return [space["name"] for space in body["spaces"]]


def test_delayed_request_is_verified_while_it_waits(raw_client: RawClient) -> None:
    delay(raw_client, "create_space", 60_000)

    with start(raw_client, "create_space", b'{"name":"Late","mission":"x"}'):
        assert raw_client.control("GET", "/requests?endpoint=create_space").body["requests"] == []

    assert "Late" not in spaces(raw_client)


@pytest.mark.parametrize("back", ["/reset", "/snapshots/before/restore"])
def test_delayed_mutation_is_dropped_by_reset_and_restore(raw_client: RawClient, back: str) -> None:
    raw_client.app.worlds.default.snapshots.clear()
    assert raw_client.control("POST", "/snapshots", {"name": "before"}).status == 201
    delay(raw_client, "create_space", 60_000)
    with start(raw_client, "create_space", b'{"name":"Late","mission":"x"}') as connection:
        assert raw_client.control("POST", back).status == 204

        assert connection.recv(1000) == b""  # the connection is closed without a response

    assert "Late" not in spaces(raw_client)
    assert raw_client.control("POST", "/requests/verify", {"endpoint": "create_space", "count": 0}).status == 200


def test_delayed_request_is_recorded_once_when_it_is_processed(raw_client: RawClient) -> None:
    delay(raw_client, "create_space", 300)

    with start(raw_client, "create_space", b'{"name":"Late","mission":"x"}') as connection:
        assert b"200 OK" in connection.recv(1000)

    assert raw_client.control("POST", "/requests/verify", {"endpoint": "create_space", "count": 1}).status == 200
    assert "Late" in spaces(raw_client)
