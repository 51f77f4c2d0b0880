"""The stream of requests (`GET /__mock__/requests/stream`) over a socket."""

import pytest

from tests.http.raw_client import BASE, RawClient
from tests.support import assert_error


def stream_head(version: str) -> bytes:
    return f"GET /__mock__/requests/stream {version}\r\nHost: localhost\r\n\r\n".encode()


def test_stream_over_http_1_0_is_not_chunked(raw_client: RawClient) -> None:
    with raw_client.connect() as connection:
        connection.sendall(stream_head("HTTP/1.0"))
        head = connection.recv(10_000).lower()
        assert b"200 ok" in head
        assert b"transfer-encoding" not in head
        assert b"connection: close" in head
        raw_client.request("GET", f"{BASE}/get_me")

        received = b""
        while b'"get_me"' not in received:
            received += connection.recv(10_000)
        assert b"\nevent: request\ndata: {" in received


def test_head_request_for_the_stream_ends(raw_client: RawClient) -> None:
    head = b"HEAD /__mock__/requests/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
    health = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    with raw_client.connect() as connection:
        connection.sendall(head + health)
        received = b""
        while data := connection.recv(10_000):
            received += data

    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert received.endswith(b"HEALTHY")


def test_stream_with_invalid_since_returns_400(raw_client: RawClient) -> None:
    reply = raw_client.control("GET", "/requests/stream?since=abc")

    assert_error(reply, 400, "since")


@pytest.mark.slow
def test_stalled_reader_does_not_delay_other_requests(raw_client: RawClient) -> None:
    with raw_client.connect() as connection:
        connection.sendall(stream_head("HTTP/1.1"))
        large = {"theme": "x" * 50_000}
        for _ in range(200):
            assert_error(
                raw_client.request("POST", f"{BASE}/update_theme", large), 500, "must be one of dark, light, system"
            )

        assert len(raw_client.control("GET", "/requests").body["requests"]) == 200
        assert raw_client.control("POST", "/reset").status == 204
