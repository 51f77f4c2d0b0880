"""Runs an application: listens on a port, serves requests, and stops within a second after a signal."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EADDRINUSE
from functools import partial
from typing import TYPE_CHECKING, cast

import uvicorn

from mockserver.server.http.exchange import CLOSE
from mockserver.server.http.fairness import Acceptor, Turns
from mockserver.server.http.protocol import Protocol
from mockserver.server.http.repeated_headers import RepeatedHeaders
from mockserver.server.settings import WILDCARD_TO_LOOPBACK, BadSetting, Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from mockserver.server.app import App

BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """Create a listening socket. Raises BadSetting if the port is invalid or in use, or if the host is not an address
    of this machine.

    The socket listens before the application is ready. A client that connects early waits until the application is
    ready. No other process can use the port while the application is created.
    """
    if not 0 <= port <= 65535:
        raise BadSetting(f"{port} is not a valid port. A port must be between 0 and 65535; 0 selects a free port.")
    try:
        # Python would encode a str with the IDNA codec, which is slow to import and which ASCII names do not need
        name = host.encode() if host.isascii() else host
        family, kind, protocol, _, address = socket.getaddrinfo(
            name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise BadSetting(
            f"cannot listen on {host}: {_reason(error)}. Give --host an address of this machine."
        ) from None
    try:
        if sys.platform != "win32":  # on Windows, this option would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == EADDRINUSE:
            raise BadSetting(
                f"port {port} is used by another program. Stop that program, or use --port 0 for a free port."
            ) from None
        raise BadSetting(f"cannot listen on {host} port {port}: {_reason(error)}.") from None
    listener.setblocking(False)
    return listener


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def root_url(listener: socket.socket) -> str:
    """Return the URL at which clients on this machine reach the socket, such as `http://127.0.0.1:4000`."""
    host, port = listener.getsockname()[:2]
    host = WILDCARD_TO_LOOPBACK.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """uvicorn's server, which calls `ready` when it accepts requests, and `stopping` when it begins to stop.

    The method `run` returns after SIGINT or SIGTERM. uvicorn's own `run` would raise the signal again. The process
    would then end with an error status, before the caller could close its files.
    """

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            try:
                self._ready()
            except (OSError, ValueError) as error:
                self._without_output(error)

    @staticmethod
    def _without_output(error: Exception) -> None:
        """Redirect stdout to the null device, because writing to stdout failed and would fail again."""
        logging.getLogger("mockserver").warning("cannot write to stdout: %s", error)
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():  # Python delivers signals to the main thread only
            yield
            return
        before = {name: signal.signal(name, self.handle_exit) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)


def serve(
    app: App,
    settings: Settings,
    listener: socket.socket,
    ready: Callable[[], None],
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGINT or SIGTERM.

    `ready` is called when the server accepts requests. `stopping` is called when the server begins to stop.
    """
    _server(app, settings, listener, ready, stopping).run(sockets=[listener])


def end_threads() -> None:
    """End the process with status 0 if other threads run, such as a thread that builds a fixture. Without this call,
    Python would wait for these threads at the end of the main thread."""
    if any(not thread.daemon and thread is not threading.current_thread() for thread in threading.enumerate()):
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(0)


@contextmanager
def in_background(app: App, settings: Settings) -> Iterator[str]:
    """A context manager that runs a server in a thread until the end of the `with` statement. Yields the root URL of
    the server."""
    listener = listen(settings.host, settings.port)
    started = threading.Event()
    server = _server(app, settings, listener, started.set, app.worlds.stop)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="mockserver", daemon=True)
    thread.start()
    try:
        while not started.wait(0.1):
            if not thread.is_alive():
                raise RuntimeError("the server did not start; see its log")
        yield root_url(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _cancellable(app: ASGIApp) -> ASGIApp:
    """Wrap an application: if the server stops and cancels a request, the connection of the request is closed.

    Without the wrapper, uvicorn would log the cancellation as an exception of the application.
    """

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            scope["extensions"][CLOSE]["close"]()

    return call


def _server(
    app: App, settings: Settings, listener: socket.socket, ready: Callable[[], None], stopping: Callable[[], None]
) -> Server:
    protocol = partial(Protocol, settings.request_timeout, app.respond_at_once, Turns(), RepeatedHeaders())
    config = uvicorn.Config(
        _cancellable(app),
        http=cast("type[asyncio.Protocol]", Acceptor(listener, protocol)),
        ws="none",
        lifespan="off",
        interface="asgi3",
        loop="auto",  # uses uvloop if it is installed
        log_config=None,
        log_level={"debug": "info", "info": "warning"}.get(settings.log_level, settings.log_level),
        access_log=False,
        proxy_headers=False,  # the client address is not used
        server_header=False,  # the application sends this header
        date_header=True,  # uvicorn formats the date once per second, not for each request
        backlog=BACKLOG,
        # longer than the idle timeouts of clients' connection pools, so that clients close idle connections first
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    return Server(config, ready, stopping)
