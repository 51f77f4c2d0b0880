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
from mockserver.server.http.responses import RawHeaders, RequestIds, Response, raw_headers
from mockserver.store.database import ChangeSet

BASE_DEPTH: Final = len(plug_parser.split_path(catalogue().base_path))

CLOSE: Final = "mockserver.close"
"""The ASGI extension with which the application closes the connection: a function under the key `close`."""


class Exchange:
    """A request, and the results of each step of its processing."""

    __slots__ = (
        "body",
        "changes",
        "checks",
        "commit",
        "duration",
        "endpoint",
        "fault",
        "headers",
        "headers_by_name",
        "inputs",
        "method",
        "number",
        "path",
        "person_id",
        "query",
        "response",
        "response_headers",
        "started_at",
        "started_monotonic",
        "token",
        "world_time",
    )

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
        self.body = body
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

    def set_response(self, response: Response, ids: RequestIds) -> RawHeaders:
        """Set the response, and return its headers as they are sent."""
        self.response = response
        self.response_headers = raw_headers(response, ids.get(self.header(b"x-request-id")))
        return self.response_headers


async def read(scope: Scope, receive: Receive) -> Exchange:
    """The request of an ASGI scope. The body is read if the method allows one."""
    method = scope["method"]
    path = (scope.get("raw_path") or scope["path"].encode()).split(b"?", 1)[0].decode("latin-1")
    body = b"" if method in ("GET", "HEAD") else await _body(receive)
    return Exchange(method, path, scope["query_string"], scope["headers"], body)


async def _body(receive: Receive) -> bytes:
    chunks = []
    while True:
        message = await receive()
        if chunk := message.get("body"):
            chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)
