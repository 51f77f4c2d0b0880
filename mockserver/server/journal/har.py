"""Converts journal entries to an HTTP archive (HAR 1.2), which the developer tools of browsers can open."""

from collections.abc import Iterable, Iterator
from email.utils import formatdate
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from mockserver import __version__
from mockserver.server.http.exchange import Exchange
from mockserver.server.http.responses import RawHeaders
from mockserver.server.journal.serialize import MASKED, header_pairs, started_at, text

Json = Any

CHUNK_BYTES: Final = 100_000

REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


def har(entries: Iterable[Exchange]) -> Iterator[bytes]:
    """Yield the JSON text of the archive in chunks. Each chunk takes about a millisecond to create."""
    creator = msgspec.json.encode({"name": "mockserver", "version": __version__})
    chunk = bytearray(b'{"log":{"version":"1.2","creator":%s,"pages":[],"entries":[' % creator)
    for number, entry in enumerate(entries):
        chunk += b"," if number else b""
        chunk += msgspec.json.encode(_entry(entry))
        if len(chunk) > CHUNK_BYTES:
            yield bytes(chunk)
            chunk.clear()
    yield bytes(chunk) + b"]}}"


def _entry(entry: Exchange) -> Json:
    milliseconds = entry.duration * 1000
    return {
        "startedDateTime": started_at(entry),
        "time": milliseconds,
        "request": _request(entry),
        "response": _response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": entry.fault,
    }


def _request(entry: Exchange) -> Json:
    query = entry.query.decode("latin-1")
    host = entry.headers.get(b"host") or "localhost"
    request = {
        "method": entry.method,
        "url": f"http://{host}{entry.path}" + (f"?{query}" if query else ""),
        "httpVersion": f"HTTP/{entry.http_version}",
        "cookies": _cookies(entry.headers.pairs, b"cookie"),
        "headers": _name_value_pairs(header_pairs(entry.headers.pairs)),
        "queryString": _name_value_pairs(parse_qsl(query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": len(entry.body),
    }
    if entry.body:
        request["postData"] = {"mimeType": entry.headers.get(b"content-type") or "", "text": text(entry.body)}
    return request


def _response(entry: Exchange) -> Json:
    response = entry.response
    status = response.status if response else 0
    body = response.body if response and entry.method != "HEAD" else b""
    headers = _sent_headers(entry) if response else []
    content_type = response.content_type.decode("latin-1") if response and response.content_type else ""
    return {
        "status": status,
        "statusText": REASONS.get(status, ""),
        "httpVersion": f"HTTP/{entry.http_version}",
        "cookies": _cookies(headers, b"set-cookie"),
        "headers": _name_value_pairs(header_pairs(headers)),
        "content": {"size": len(body), "mimeType": content_type, "text": text(body)},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": len(body),
    }


def _sent_headers(entry: Exchange) -> RawHeaders:
    """Return the headers of the response: the headers of the application, and `date` and `connection`, which the HTTP
    server adds.

    The HTTP server updates its date once per second. Therefore, the returned date can be one second later than the date
    that the client received.
    """
    headers = [*entry.response_headers]
    if all(name != b"date" for name, _ in headers):
        headers.insert(0, (b"date", formatdate(entry.started_at + entry.duration, usegmt=True).encode()))
    options = (entry.headers.get(b"connection") or "").lower().split(",")
    if entry.http_version == "1.0" or "close" in map(str.strip, options):
        headers.append((b"connection", b"close"))
    return headers


def _cookies(headers: Iterable[tuple[bytes, bytes]], header: bytes) -> Json:
    """Return the names of the cookies in all headers with the name `header`, with masked values."""
    parsed = SimpleCookie("; ".join(value.decode("latin-1") for name, value in headers if name == header))
    return _name_value_pairs((name, MASKED[header]) for name in parsed)


def _name_value_pairs(pairs: Iterable[tuple[str, str]]) -> Json:
    return [{"name": name, "value": value} for name, value in pairs]
