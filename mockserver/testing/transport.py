"""A transport for httpx that passes requests to the mockserver application directly, without a socket."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import Future
from contextvars import Context
from functools import cached_property
from typing import Any, Final, TypeVar, Unpack

import anyio.to_thread
import httpx
from starlette.types import Message, Scope

from mockserver.server.app import create_app
from mockserver.server.faults.apply import ConnectionClosed
from mockserver.server.settings import Settings
from mockserver.testing.async_world import AsyncMockWorld
from mockserver.testing.connection import ServerConnection
from mockserver.testing.options import ServerOptions
from mockserver.testing.settings import make_settings
from mockserver.testing.world import MockWorld

ROOT: Final = "http://mockserver"
T = TypeVar("T")


def asgi(**settings: Unpack[ServerOptions]) -> InProcess:
    """Create a transport that runs mockserver in this process, for `httpx.Client` and `httpx.AsyncClient`.

    The keyword arguments are settings of `mockserver serve`.
    """
    return InProcess(make_settings(settings))


class InProcess(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that runs the mockserver application. `world` and `async_world` control the application's default
    world.

    The application runs in its own event loop, in a thread. Therefore, synchronous and asynchronous clients can be used
    in tests without an event loop, in tests with asyncio, and in tests with trio.
    """

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self.settings = settings

    @cached_property
    def world(self) -> MockWorld:
        return MockWorld.default(ServerConnection(ROOT, self, self.settings.control_token, self.app.worlds))

    @cached_property
    def async_world(self) -> AsyncMockWorld:
        return AsyncMockWorld(self.world)

    @cached_property
    def _loop(self) -> _BackgroundLoop:
        loop = _BackgroundLoop()
        weakref.finalize(self, loop.stop)
        return loop

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._loop.submit(self._respond(request, request.read())).result()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        future = self._loop.submit(self._respond(request, await request.aread()))
        try:
            return await anyio.to_thread.run_sync(future.result, abandon_on_cancel=True)
        finally:
            future.cancel()

    async def _respond(self, request: httpx.Request, content: bytes) -> httpx.Response:
        sent: list[Message] = []
        partial = False

        unread = iter([content])

        async def receive() -> Message:
            for part in unread:
                return {"type": "http.request", "body": part, "more_body": False}
            await asyncio.Event().wait()  # the client never disconnects before it has the response
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("read")):
                await self.app(_scope(request), receive, send)
        except TimeoutError:
            raise httpx.ReadTimeout("the mock took longer than the client's timeout", request=request) from None
        except ConnectionClosed as closed:
            partial = closed.partial
            if not partial:
                message = "Server disconnected without sending a response."
                raise httpx.RemoteProtocolError(message, request=request) from None
        start, *body = sent
        received = b"" if request.method == "HEAD" else b"".join(part.get("body", b"") for part in body)
        return httpx.Response(start["status"], headers=start["headers"], stream=_Body(received, partial))


class _BackgroundLoop:
    """An event loop in a daemon thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mockserver", daemon=True)
        self._thread.start()

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine in the event loop, without the context variables of the caller.

        If the caller uses trio, one of these variables would make anyio use trio in this asyncio event loop.
        """
        return Context().run(asyncio.run_coroutine_threadsafe, coroutine, self._loop)

    def stop(self) -> None:
        """Cancel all running tasks, and end the thread."""
        self.submit(_cancel_other_tasks()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _cancel_other_tasks() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


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
