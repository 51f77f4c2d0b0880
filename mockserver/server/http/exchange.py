"""A request and its response. The entries of the journal are objects of the type Exchange."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec
from starlette.types import Receive, Scope

from mockserver.contract.catalogue import Endpoint, catalogue
from mockserver.domain.context import AccessCheck
from mockserver.model.ids import Id
from mockserver.server.http import plug_parser
from mockserver.server.http.plug_parser import HttpError, Params
from mockserver.server.http.responses import RawHeaders, RequestIds, Response, raw_headers
from mockserver.store.database import Change

BASE_DEPTH: Final = len(plug_parser.split_path(catalogue().base_path))

MAX_INLINE_BYTES: Final = 100_000
"""If the body and the query string together have at most this number of bytes, they are parsed in the event loop.
Larger requests are parsed in a thread, so that other requests do not wait."""

HEADER_BYTES: Final = 150
"""The approximate memory of a header, in bytes, in addition to the bytes of its name and value."""

MAX_CACHED_HEADERS: Final = 16
"""The headers of a request are cached if there are at most this number of them. Requests with more headers are rare,
and their headers need much memory."""

NO_PARAMS: Final = Params({}, "GET")

CLOSE: Final = "mockserver.close"
"""The name of an ASGI extension that provides two functions to the application.

`close` closes the connection. `omit_date` prevents the server from adding its own `date` header.
"""


class RequestHeaders:
    """The headers of a request, and the values that are needed for every request: the `Accept` header and the token."""

    __slots__ = ("accept", "by_name", "pairs", "size", "token")

    def __init__(self, pairs: tuple[tuple[bytes, bytes], ...]) -> None:
        self.pairs = pairs
        self.by_name = dict(pairs)
        """Maps the names of headers to their values. If a header occurs several times, the dictionary contains its last
        value."""
        self.size = sum(len(name) + len(value) for name, value in pairs) + HEADER_BYTES * len(pairs)
        """The approximate size of the headers in memory, in bytes."""
        self.accept = self.get(b"accept")
        self.token = plug_parser.bearer(self.get(b"authorization"))

    def get(self, name: bytes) -> str | None:
        """Return the value of a header by its lower-case name. If the header occurs several times, its values are
        joined by commas, as on the real server."""
        value = self.by_name.get(name)
        if value is None:
            return None
        if len(self.by_name) != len(self.pairs):
            value = b", ".join([item for key, item in self.pairs if key == name])
        return value.decode("latin-1")


_repeated_headers = lru_cache(maxsize=128)(RequestHeaders)
"""Creates a RequestHeaders object, or returns it from a cache. Most requests of a client have the same headers, and
their journal entries share one object."""


def request_headers(pairs: Iterable[tuple[bytes, bytes]]) -> RequestHeaders:
    key = tuple(pairs)
    return _repeated_headers(key) if len(key) <= MAX_CACHED_HEADERS else RequestHeaders(key)


class Exchange(msgspec.Struct, eq=False, gc=False):
    """A request, its response, and the data that is collected while the request is processed."""

    method: str
    path: str
    query: bytes
    headers: RequestHeaders
    http_version: str = "1.1"
    body: bytes = b""
    body_too_large: bool = False
    """Whether the body is larger than the limit. Such a body is not read."""
    started_at: float = msgspec.field(default_factory=time.time)
    started_monotonic: float = msgspec.field(default_factory=time.perf_counter)
    parsed: Params | HttpError | None = None
    """The result of parsing a large request: the parameters or an error. None for all other requests, which `params`
    parses."""
    person_id: Id | None = None
    """The id of the person of the token, or None if the token is not valid."""
    endpoint: Endpoint | None = None
    inputs: dict[str, Any] = {}
    """The decoded inputs, or the parameters if the inputs could not be decoded."""
    checks: Sequence[AccessCheck] = ()
    """The permissions that the handler checked, with the results."""
    changes: Sequence[Change] = ()
    fault: str = ""
    """The id of the fault rule that was applied, or "" if none was."""
    commit: bool = True
    """Whether the changes of the handler are committed."""
    response: Response | None = None
    """The response, or None if a fault closed the connection instead."""
    response_headers: RawHeaders = []
    duration: float = 0.0
    """The seconds between the arrival of the request and its response."""
    number: int = 0
    """The number of the journal entry, or 0 if the request is not in the journal yet."""
    size: int = 0
    """The approximate size of the journal entry in memory, in bytes."""
    world_time: datetime = datetime.min
    """The time of the world's clock when the request was processed."""

    @property
    def endpoint_name(self) -> str:
        """The part of the path after the base path. In a request for an endpoint, it is the name of the endpoint."""
        return "/".join(plug_parser.split_path(self.path)[BASE_DEPTH:])

    def params(self) -> Params:
        """Return the parameters in the query string and the body. Raises HttpError if they cannot be parsed."""
        if self.method == "GET" and not self.query:
            return NO_PARAMS
        parsed = self.parsed or _parse(self)
        if isinstance(parsed, HttpError):
            raise parsed
        return parsed

    def set_response(self, response: Response, ids: RequestIds) -> RawHeaders:
        """Store the response and its headers, and return the headers. `ids` creates the header `x-request-id`."""
        self.response = response
        requested = self.headers.get(b"x-request-id")
        self.response_headers = raw_headers(response, ids.get(requested))
        return self.response_headers


def without_body(scope: Scope) -> Exchange:
    """Create an exchange from an ASGI scope. The body is not read yet."""
    return Exchange(
        scope["method"],
        raw_path(scope).decode("latin-1"),
        scope["query_string"],
        request_headers(scope["headers"]),
        scope.get("http_version", "1.1"),
    )


async def read_rest(exchange: Exchange, receive: Receive, max_body_bytes: int) -> None:
    """Read the body of a request, unless the method is GET or HEAD. A large request is parsed in a thread."""
    if exchange.method not in ("GET", "HEAD"):
        body = await read_body(exchange.headers.by_name.get(b"content-length"), receive, max_body_bytes)
        exchange.body, exchange.body_too_large = body or b"", body is None
    if len(exchange.body) + len(exchange.query) > MAX_INLINE_BYTES:
        from anyio.to_thread import run_sync  # supports asyncio and trio; imported here, because the import is slow

        exchange.parsed = await run_sync(_parse, exchange, abandon_on_cancel=True)


def raw_path(scope: Scope) -> bytes:
    """Return the path of a request as it was sent: percent-encoded, without the query string."""
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    return path.partition(b"?")[0] if b"?" in path else path


async def read_body(content_length: bytes | None, receive: Receive, limit: int) -> bytes | None:
    """Read and return the body of a request.

    Returns None if the body is longer than `limit` bytes. The rest of such a body is not read.
    """
    if content_length is not None and content_length.isdigit() and int(content_length[-20:]) > limit:
        return None
    chunks, size = [], 0
    while True:
        message = await receive()
        if chunk := message.get("body"):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                return None
        if not message.get("more_body"):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _parse(exchange: Exchange) -> Params | HttpError:
    body = None if exchange.body_too_large else exchange.body
    content_type, accept = exchange.headers.get(b"content-type"), exchange.headers.accept
    try:
        return plug_parser.params(exchange.method, content_type, exchange.query, body, accept)
    except HttpError as error:
        return error
