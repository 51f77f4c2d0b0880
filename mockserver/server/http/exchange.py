"""One request with its response. The journal keeps it as an entry."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from starlette.types import Receive, Scope

from mockserver.contract.catalogue import Endpoint, catalogue
from mockserver.domain.context import AccessCheck
from mockserver.model.ids import Id
from mockserver.server.http import plug_parser
from mockserver.server.http.plug_parser import HttpError, Params
from mockserver.server.http.responses import RawHeaders, RequestIds, Response, raw_headers
from mockserver.store.database import ChangeSet

BASE_DEPTH: Final = len(plug_parser.split_path(catalogue().base_path))

MAX_INLINE_BYTES: Final = 100_000
"""Longer bodies and query strings are parsed in a thread, so that other requests do not wait."""

NO_PARAMS: Final = Params({}, "GET")

CLOSE: Final = "mockserver.close"
"""The ASGI extension with which the application closes the connection: a function under the key `close`. The
function under `omit_date` keeps the server from sending its own `date` header."""


class Exchange:
    """A request, and the results of each step of its processing."""

    __slots__ = (
        "body",
        "body_too_large",
        "changes",
        "checks",
        "commit",
        "duration",
        "endpoint",
        "fault",
        "headers",
        "headers_by_name",
        "http_version",
        "inputs",
        "method",
        "number",
        "parsed",
        "path",
        "person_id",
        "query",
        "response",
        "response_headers",
        "size",
        "started_at",
        "started_monotonic",
        "token",
        "world_time",
    )

    size: int
    """The approximate memory of the journal entry."""
    number: int
    """The number of the journal entry."""
    response: Response | None
    """None if a fault closed the connection instead."""
    world_time: datetime
    """The time of the world when the request was processed."""
    response_headers: RawHeaders
    duration: float
    """Seconds from the request to its response."""

    def __init__(self, method: str, path: str, query: bytes, headers: RawHeaders, body: bytes = b"") -> None:
        self.started_at = time.time()
        self.started_monotonic = time.perf_counter()
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.headers_by_name = dict(headers)
        """The last value of each header."""
        self.http_version = "1.1"
        self.body = body
        self.body_too_large = False
        """Whether the body was not read because it is over the limit."""
        self.parsed: Params | HttpError | None = None
        """The parsed parameters of a large request; others are parsed when they are needed."""
        self.token: str | None = None
        self.person_id: Id | None = None
        """The person of the token, None if the token is not valid."""
        self.endpoint: Endpoint | None = None
        self.inputs: dict[str, Any] = {}
        """The decoded inputs; the raw parameters if decoding failed."""
        self.checks: Sequence[AccessCheck] = ()
        """The permissions that the handler required."""
        self.changes: ChangeSet = []
        self.fault = ""
        """The id of the fault rule that was applied."""
        self.commit = True
        """Whether the changes of the handler are kept."""

    @property
    def endpoint_name(self) -> str:
        """The name of the endpoint in the path, whether such an endpoint exists or not."""
        return "/".join(plug_parser.split_path(self.path)[BASE_DEPTH:])

    def header(self, name: bytes) -> str | None:
        """The value of a header by its lower-case name. Several values are joined as the real server joins them."""
        value = self.headers_by_name.get(name)
        if value is None:
            return None
        if len(self.headers_by_name) != len(self.headers):
            value = b", ".join([one for key, one in self.headers if key == name])
        return value.decode("latin-1")

    def params(self) -> Params:
        """The parsed parameters. Raises HttpError."""
        if self.method == "GET" and not self.query:
            return NO_PARAMS
        parsed = self.parsed or _parse(self)
        if isinstance(parsed, HttpError):
            raise parsed
        return parsed

    def set_response(self, response: Response, ids: RequestIds) -> RawHeaders:
        """Set the response, and return its headers as they are sent."""
        self.response = response
        requested = self.header(b"x-request-id") if b"x-request-id" in self.headers_by_name else None
        self.response_headers = raw_headers(response, ids.get(requested))
        return self.response_headers


async def read(scope: Scope, receive: Receive, max_body_bytes: int) -> Exchange:
    """The request of an ASGI scope. The body is read if the method allows one. A large one is parsed in a thread."""
    method, query = scope["method"], scope["query_string"]
    exchange = Exchange(method, raw_path(scope).decode("latin-1"), query, scope["headers"])
    exchange.http_version = scope.get("http_version", "1.1")
    if method not in ("GET", "HEAD"):
        body = await read_body(exchange.headers_by_name.get(b"content-length"), receive, max_body_bytes)
        exchange.body, exchange.body_too_large = body or b"", body is None
    if len(exchange.body) + len(query) > MAX_INLINE_BYTES:
        from anyio.to_thread import run_sync  # works in asyncio and in trio; not needed to start

        exchange.parsed = await run_sync(_parse, exchange, abandon_on_cancel=True)
    return exchange


def raw_path(scope: Scope) -> bytes:
    """The path of a request as it was sent: percent-encoded, without the query string."""
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    return path.partition(b"?")[0] if b"?" in path else path


async def read_body(content_length: bytes | None, receive: Receive, limit: int) -> bytes | None:
    """The body of a request. Returns None, without reading further, if it is longer than the limit."""
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
    content_type, accept = exchange.header(b"content-type"), exchange.header(b"accept")
    try:
        return plug_parser.params(exchange.method, content_type, exchange.query, body, accept)
    except HttpError as error:
        return error
