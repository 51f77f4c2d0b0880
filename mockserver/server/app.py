"""The application, wired in one place."""

from functools import cached_property
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

import mockserver.api  # noqa: F401  # registers the handlers
from mockserver.contract.catalogue import catalogue
from mockserver.seed.loading import Step
from mockserver.seed.spec import WorldSpec
from mockserver.server.blobs import blob_route
from mockserver.server.control import Control
from mockserver.server.control.base import Desk
from mockserver.server.cors import Cors, from_browser
from mockserver.server.external import ExternalApi, routing_table
from mockserver.server.faults import from_text
from mockserver.server.outside import Outside
from mockserver.server.settings import Settings
from mockserver.server.worlds import Worlds

EXPOSED: Final = (
    "x-request-id",
    "x-mock-hint",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
)
"""The headers that a page may read. `*` would mean them all, but not for a request with credentials."""

SESSION_API: Final = "/api/v2"
"""The real server's API for browsers: parsed like the external one, but no token opens it."""


class App:
    """The ASGI application. Calls of the API go straight to it; what is rarer passes through Starlette's layers."""

    def __init__(self, settings: Settings, worlds: Worlds) -> None:
        self.settings = settings
        self.worlds = worlds
        self.table = routing_table(catalogue())
        self.api = ExternalApi(catalogue().base_path, self.table, worlds, prefer=settings.prefer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["path"].startswith(self.api.prefix)
            and not (self.settings.cors and from_browser(scope))
        ):
            await self.api.handle(scope, receive, send)
        else:
            await self.layers(scope, receive, send)

    @cached_property
    def layers(self) -> Starlette:
        """All paths, and what browsers need."""
        routes: list[BaseRoute] = [
            self.api,
            ExternalApi(SESSION_API, self.table, None),
            blob_route(self.worlds),
            Control(Desk(self.worlds, self.settings)),
            Outside(self.worlds, tells=self.settings.control and not self.settings.control_token),
        ]
        return Starlette(routes=routes, middleware=_middleware(self.settings))


def create_app(settings: Settings | None = None, step: Step | None = None) -> App:
    """A server with its default world, ready to be called.

    `step` is told how far the building of the default world is. Raises BadFixture, NoSuchPerson.
    """
    settings = settings or Settings()
    default = WorldSpec(
        fixture=settings.fixture,
        seed=settings.seed,
        now=settings.now,
        frozen=settings.frozen,
        locale=settings.locale or None,
    )
    return App(settings, Worlds(default, map(from_text, settings.fault), step))


def _middleware(settings: Settings) -> list[Middleware]:
    if not settings.cors:
        return []
    return [
        Middleware(
            Cors,
            allow_origins=settings.cors_origin,
            allow_origin_regex=None if settings.cors_origin else ".*",
            allow_methods=["*"],
            allow_headers=["*"],
            allow_credentials=True,
            expose_headers=EXPOSED,
        )
    ]
