"""A server in the background of a test run."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Any

import httpx

from mockserver.server.app import create_app
from mockserver.server.run import in_background
from mockserver.server.settings import Settings
from mockserver.testing.world import Connection, MockWorld


class MockServer:
    """A real server on a free port, in a thread of this process; entering gives its default world.

    The keywords are the settings of `mockserver serve`: `MockServer(fixture="demo", seed=7, port=4000)`.
    """

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(**{"port": 0, **settings})
        self._open = ExitStack()

    def __enter__(self) -> MockWorld:
        with ExitStack() as opening:
            root = opening.enter_context(in_background(create_app(self.settings), self.settings))
            pool = opening.enter_context(httpx.HTTPTransport(verify=False))  # no certificate is read to speak to it
            world = MockWorld.default(Connection(root, pool, self.settings.control_token))
            self._open = opening.pop_all()
        return world

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
