"""Request lines and limits on headers, as in Cowboy, the HTTP server of the real server."""

import pytest

from tests.http.raw_client import AUTHORIZATION, BASE, RawClient
from tests.support import assert_error

TAIL = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + AUTHORIZATION


@pytest.mark.parametrize(
    ("line", "status", "text"),
    [
        (b"FOO /api/external/v1/get_me", 405, "Method Not Allowed"),
        (b"get /api/external/v1/get_me", 405, "Method Not Allowed"),
        (b"patch /api/external/v1/get_me", 405, "Method Not Allowed"),
        (b"PROPFIND /api/external/v1/get_me", 405, "Method Not Allowed"),
        (b"CONNECT /api/external/v1/get_me", 405, "Method Not Allowed"),
        (b"GET http://127.0.0.1:4000/api/external/v1/get_me", 200, '"me"'),
        (b"GET http://127.0.0.1:4000", 200, "mockserver"),
        (b"GET http://127.0.0.1:4000?x=1", 200, "mockserver"),
        (b"GET /api/external/v1/get_m\xc3\xbc", 404, "Query not found"),
        (b"GET /api/external/v1/search_people?search_scope_type=company&query=\xc3\xbc", 200, '"people"'),
        (b"GET /api/external/v1/get_me#fragment", 200, '"me"'),
        (b"GET /api/external%2Fv1/get_me", 200, "API is at"),
        (b"GET /api/external/v1/goals%2Fget_me", 404, "Query not found"),
        (b"OPTIONS *", 404, "Not Found"),
    ],
)
def test_request_line_gets_the_response_of_the_real_server(
    raw_client: RawClient, line: bytes, status: int, text: str
) -> None:
    [reply] = raw_client.send(line + TAIL + b"\r\n")

    assert reply.status == status, reply
    assert text in reply.content.decode()


def test_body_of_a_request_with_an_unusual_method_is_read(raw_client: RawClient) -> None:
    body = f"GET {BASE}/get_me HTTP/1.1\r\n\r\n".encode()
    length = b"Content-Length: %d\r\n\r\n" % len(body)

    [reply] = raw_client.send(b"FOO /api/external/v1/get_me" + TAIL + length + body)

    assert_error(reply, 405, "send queries as GET and mutations as POST")


@pytest.mark.parametrize("cut", [1, 3, 5, 20])
def test_request_line_in_two_pieces_is_read(raw_client: RawClient, cut: int) -> None:
    line = b"BREW /api/external/v1/get_m\xc3\xbc" + TAIL + b"\r\n"

    [reply] = raw_client.send(line[:cut], line[cut:])

    assert_error(reply, 405, "send queries as GET and mutations as POST")


@pytest.mark.parametrize(
    ("headers", "status", "hint"),
    [
        (b"X-Long: " + b"x" * 4096 + b"\r\n", 200, ""),
        (b"X-Long: " + b"x" * 4097 + b"\r\n", 431, "X-Long is longer than 4096 bytes"),
        (b"Cookie: " + b"x" * 5000 + b"\r\n", 200, ""),
        (b"x" * 65 + b": 1\r\n", 431, "longer than 64 bytes"),
        (b"".join(b"X-%d: 1\r\n" % number for number in range(97)), 200, ""),
        (b"".join(b"X-%d: 1\r\n" % number for number in range(98)), 431, "at most 100 headers"),
    ],
)
def test_header_limits_are_those_of_the_real_server(
    raw_client: RawClient, headers: bytes, status: int, hint: str
) -> None:
    [reply] = raw_client.send(b"GET /api/external/v1/get_me" + TAIL + headers + b"\r\n")

    assert reply.status == status
    assert hint in reply.hint if hint else reply.hint == ""


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /health HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_invalid_request_returns_400_and_a_closed_connection(raw_client: RawClient, data: bytes) -> None:
    [reply] = raw_client.send(data)

    assert_error(reply, 400, "this is not a valid HTTP/1.1 request")
