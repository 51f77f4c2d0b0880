"""One request, and what became of it: handed through every step, and to the journal at the end."""

import time
from datetime import datetime
from typing import Any, Final

from starlette.types import Receive, Scope

from mockserver.contract.catalogue import Endpoint, catalogue
from mockserver.server.http import plug_parser
from mockserver.server.http.responses import Answer
from mockserver.server.worlds.worlds import TokenGrant
from mockserver.store.database import ChangeSet

BASE_DEPTH: Final = len(plug_parser.split_path(catalogue().base_path))


class Exchange:
    """`access` is what its token opens, found before the request is judged; the other fields fill as it is."""

    __slots__ = (
        "access",
        "answer",
        "at",
        "began",
        "body",
        "changes",
        "endpoint",
        "fault",
        "fields",
        "headers",
        "inputs",
        "keep",
        "method",
        "now",
        "number",
        "path",
        "query",
        "sent",
        "token",
        "took",
    )

    number: int
    """Its place in the journal."""
    answer: Answer | None
    """What was answered; None where a fault hung up instead."""
    now: datetime
    """The world's time when it was answered."""
    sent: list[tuple[bytes, bytes]]
    """The headers of the answer."""
    took: float
    """Seconds until it was answered."""

    def __init__(
        self, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes = b""
    ) -> None:
        self.at = time.time()
        self.began = time.perf_counter()
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.fields = dict(headers)
        """The headers by their names; of several of one name, the last."""
        self.body = body
        self.token: str | None = None
        self.access: TokenGrant | None = None
        self.endpoint: Endpoint | None = None
        self.inputs: dict[str, Any] = {}
        """As the handler gets them; as they were sent, where they were refused."""
        self.changes: ChangeSet = []
        self.fault = ""
        """The rule that the call met."""
        self.keep = True
        """Whether what the call does is to stay done."""

    @property
    def name(self) -> str:
        """The endpoint that the path names, be there one or not."""
        return "/".join(plug_parser.split_path(self.path)[BASE_DEPTH:])

    def header(self, name: bytes) -> str | None:
        """The value of a header (its name in lower case), several joined as the real server joins them."""
        value = self.fields.get(name)
        if value is None:
            return None
        if len(self.fields) != len(self.headers):
            value = b", ".join([one for key, one in self.headers if key == name])
        return value.decode("latin-1")


async def read(scope: Scope, receive: Receive) -> Exchange:
    """The request of an ASGI scope, its body read if its method may have one."""
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
