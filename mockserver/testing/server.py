"""A server that runs in the background of a test run."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Unpack

import anyio.to_thread
import httpx

from mockserver.server.app import create_app
from mockserver.server.run import in_background
from mockserver.testing.async_world import AsyncMockWorld
from mockserver.testing.connection import ServerConnection
from mockserver.testing.options import ServerOptions
from mockserver.testing.settings import make_settings
from mockserver.testing.world import MockWorld


class MockServer:
    """A server in a thread of this process. By default, its port is a free port.

    `with` starts the server and returns its default world as a `MockWorld`. `async with` returns an `AsyncMockWorld`.
    The keyword arguments are the settings of `mockserver serve`: `MockServer(fixture="demo", seed=7, port=4000)`.
    """

    def __init__(self, **settings: Unpack[ServerOptions]) -> None:
        self.settings = make_settings(settings, port=0)
        self._resources = ExitStack()

    def __enter__(self) -> MockWorld:
        with ExitStack() as opening:
            app = create_app(self.settings)
            root = opening.enter_context(in_background(app, self.settings))
            # certificates are slow to load, and HTTP without TLS does not need them
            pool = opening.enter_context(httpx.HTTPTransport(verify=False))
            world = MockWorld.default(ServerConnection(root, pool, self.settings.control_token, app.worlds))
            self._resources = opening.pop_all()
        return world

    def __exit__(self, *error: object) -> None:
        self._resources.close()

    async def __aenter__(self) -> AsyncMockWorld:
        return AsyncMockWorld(await anyio.to_thread.run_sync(self.__enter__))

    async def __aexit__(self, *error: object) -> None:
        await anyio.to_thread.run_sync(self._resources.close)
