"""The application, wired in one place."""

from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

import mockserver.api  # noqa: F401  # registers the handlers
from mockserver.contract.catalogue import catalogue
from mockserver.seed.loading import Step
from mockserver.seed.spec import WorldSpec
from mockserver.server.blobs import blob_route
from mockserver.server.control import Control
from mockserver.server.control.base import Desk
from mockserver.server.cors import Cors
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


def create_app(settings: Settings | None = None, step: Step | None = None) -> Starlette:
    """A server with its default world, ready to be called. `app.state.worlds` are its worlds.

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
    worlds = Worlds(default, map(from_text, settings.fault), step)
    table = routing_table(catalogue())
    routes: list[BaseRoute] = [
        ExternalApi(catalogue().base_path, table, worlds, prefer=settings.prefer),
        ExternalApi(SESSION_API, table, None),
        blob_route(worlds),
        Control(Desk(worlds, settings)),
        Outside(worlds, tells=settings.control and not settings.control_token),
    ]
    app = Starlette(routes=routes, middleware=_middleware(settings))
    app.state.worlds = worlds
    return app


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
