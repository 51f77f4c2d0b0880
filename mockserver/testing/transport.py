"""The mock without a socket: a transport for httpx that calls the application itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import cached_property
from typing import Any, Final

import httpx
from starlette.types import ASGIApp, Message, Scope

from mockserver.server.app import create_app
from mockserver.server.faults.apply import ConnectionClosed
from mockserver.server.settings import Settings
from mockserver.testing.world import Connection, MockWorld

ROOT: Final = "http://mockserver"


def asgi(**settings: Any) -> InProcess:
    """A transport for `httpx.Client` and `httpx.AsyncClient`; the keywords are the settings of `mockserver serve`."""
    return InProcess(Settings(**settings))


class InProcess(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A mock of its own. `world` is the handle of its default world."""

    def __init__(self, settings: Settings) -> None:
        self.app: ASGIApp = create_app(settings)
        self.settings = settings

    @cached_property
    def world(self) -> MockWorld:
        return MockWorld.default(Connection(ROOT, self, self.settings.control_token))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            loop = asyncio.new_event_loop()  # not asyncio.run: that takes a test's own loop away
            try:
                return loop.run_until_complete(self._respond(request, request.read()))
            finally:
                loop.close()
        raise RuntimeError("an event loop is running here: use httpx.AsyncClient with this transport")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._respond(request, await request.aread())

    async def _respond(self, request: httpx.Request, content: bytes) -> httpx.Response:
        sent: list[Message] = []
        partial = False

        async def receive() -> Message:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("read")):
                await self.app(_scope(request), receive, send)
        except TimeoutError:
            raise httpx.ReadTimeout("the mock took longer than the client waits", request=request) from None
        except ConnectionClosed as closed:
            partial = closed.partial
            if not partial:
                message = "Server disconnected without sending a response."
                raise httpx.RemoteProtocolError(message, request=request) from None
        start, *body = sent
        received = b"" if request.method == "HEAD" else b"".join(part.get("body", b"") for part in body)
        return httpx.Response(start["status"], headers=start["headers"], stream=_Body(received, partial))


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, content: bytes, partial: bool) -> None:
        self._content, self._partial = content, partial

    def __iter__(self) -> Iterator[bytes]:
        yield self._content
        if self._partial:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


def _scope(request: httpx.Request) -> Scope:
    path, _, query = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": (request.url.host, request.url.port or 80),
    }
