"""Runs an application: takes the port, serves, and stops within a second when asked."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EADDRINUSE
from typing import TYPE_CHECKING, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mockserver.server.faults.apply import CLOSE
from mockserver.server.settings import REACHED, BadSetting, Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from mockserver.server.app import App

BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadSetting when the port is taken or the host is not one of this machine.

    It listens at once, not only when the application is ready: an early client waits instead of being refused,
    and no second process can take the port in between.
    """
    if not 0 <= port <= 65535:
        raise BadSetting(f"there is no port {port}. Ports go up to 65535; 0 picks a free one.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise BadSetting(
            f"cannot listen on {host}: {_reason(error)}. Give --host an address of this machine."
        ) from None
    try:
        if sys.platform != "win32":  # there it would let two servers share one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == EADDRINUSE:
            raise BadSetting(
                f"port {port} is taken. Stop what listens there, or start with --port 0 to get a free one."
            ) from None
        raise BadSetting(f"cannot listen on {host} port {port}: {_reason(error)}.") from None
    listener.setblocking(False)
    return listener


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def root_url(listener: socket.socket) -> str:
    """Where a client on this machine reaches the socket: ``http://127.0.0.1:4000``."""
    host, port = listener.getsockname()[:2]
    host = REACHED.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """uvicorn's server, which says when it answers, and ends without an error when it is told to stop.

    uvicorn raises the signal again once it has stopped, which ends the process before its caller can close what it
    has open, and with a status that reads like a crash.
    """

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
            yield
            return
        before = {name: signal.signal(name, self.handle_exit) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP, in which the application can hang up: the extension CLOSE of its scope."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", transport))  # asyncio promises less than uvicorn asks
        self._extensions: dict[str, dict[object, object]] = {CLOSE: {"close": transport.close}}

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = self._extensions


def serve(
    app: ASGIApp,
    settings: Settings,
    listener: socket.socket,
    ready: Callable[[], None],
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """Serves until SIGINT or SIGTERM; calls ``ready`` once it answers, and ``stopping`` when it ends."""
    _server(app, settings, ready, stopping).run(sockets=[listener])


@contextmanager
def in_background(app: App, settings: Settings) -> Iterator[str]:
    """Serves in a thread for as long as the block lasts, and gives the root URL."""
    listener = listen(settings.host, settings.port)
    started = threading.Event()
    server = _server(app, settings, started.set, app.worlds.stop)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="mockserver", daemon=True)
    thread.start()
    try:
        while not started.wait(0.1):
            if not thread.is_alive():
                raise RuntimeError("the server did not start; its log says why")
        yield root_url(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _server(app: ASGIApp, settings: Settings, ready: Callable[[], None], stopping: Callable[[], None]) -> Server:
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        loop="auto",  # uvloop where there is one
        log_config=None,
        log_level=settings.log_level,
        access_log=False,
        proxy_headers=False,  # a wrapper around every request for an address that nothing here reads
        server_header=False,  # the application says which server it is
        date_header=True,  # rendered once a second, not once a request
        backlog=BACKLOG,
        timeout_keep_alive=75,  # a client's pool keeps connections for a minute; the server must not close first
        timeout_graceful_shutdown=1,
    )
    return Server(config, ready, stopping)
