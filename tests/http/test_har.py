"""The HAR file of a journal contains all headers of each response."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.http.raw_client import AUTHORIZATION, BASE, RawClient

END = b"\r\n\r\n"
CLOSE = b"Connection: close\r\n"


def recorded_headers(raw_client: RawClient) -> list[list[tuple[str, str]]]:
    """Return the names and values of the headers of each response in the HAR file of the default world."""
    log = httpx.get(f"http://{raw_client.host}:{raw_client.port}/__mock__/requests.har").json()["log"]
    return [[(one["name"], one["value"]) for one in entry["response"]["headers"]] for entry in log["entries"]]


@pytest.mark.parametrize(
    ("request_line", "headers"),
    [
        (b"GET %s/get_me HTTP/1.1", CLOSE),
        (b"GET %s/get_me HTTP/1.1", b"Origin: http://localhost:3000\r\n" + CLOSE),
        (b"GET %s/get_me HTTP/1.0", b""),
        (b"HEAD %s/get_me HTTP/1.1", b"Connection: Close, TE\r\n"),
        (b"POST %s/get_goals HTTP/1.1", b"Content-Length: 0\r\n" + CLOSE),
    ],
)
def test_har_has_all_headers_of_a_response(raw_client: RawClient, request_line: bytes, headers: bytes) -> None:
    with raw_client.connect() as connection:
        connection.sendall(request_line % BASE.encode() + b"\r\nHost: x\r\n" + AUTHORIZATION + headers + b"\r\n")
        head = b"".join(iter(lambda: connection.recv(65536), b"")).partition(END)[0].decode("latin-1")
    sent = [line.partition(": ")[::2] for line in head.split("\r\n")[1:]]

    recorded = recorded_headers(raw_client)[-1]

    dates = [parsedate_to_datetime(dict(pairs)["date"]) for pairs in (sent, recorded)]
    assert abs(dates[0] - dates[1]) <= timedelta(seconds=2)
    assert [pair for pair in recorded if pair[0] != "date"] == [pair for pair in sent if pair[0] != "date"]
    assert ("connection", "close") in recorded


def test_har_has_connection_header_only_if_connection_is_closed(raw_client: RawClient) -> None:
    request = b"GET %s/get_me HTTP/1.1\r\nHost: x\r\n%s" % (BASE.encode(), AUTHORIZATION)
    raw_client.send(request + b"\r\n", request + CLOSE + b"\r\n")
    assert [("connection", "close") in headers for headers in recorded_headers(raw_client)[-2:]] == [False, True]
