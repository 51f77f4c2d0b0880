"""Every path that a server has, and what browsers need. Imported with the first request that is no plain API call."""

from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from mockserver.server.control import Control
from mockserver.server.control.helpers import ControlContext
from mockserver.server.external.api import ExternalApi
from mockserver.server.fallback import Outside
from mockserver.server.http.cors import Cors
from mockserver.server.pages.blobs import blob_route
from mockserver.server.settings import Settings
from mockserver.server.worlds.worlds import WorldRegistry

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


class Under(BaseRoute):
    """Takes every path under the base of an API."""

    def __init__(self, api: ExternalApi) -> None:
        self.api = api

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        within = scope["type"] == "http" and self.api.takes(scope["path"])
        return (Match.FULL if within else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.api.handle(scope, receive, send)


def layers(settings: Settings, worlds: WorldRegistry, api: ExternalApi) -> Starlette:
    """The whole server."""
    routes: list[BaseRoute] = [
        Under(api),
        Under(ExternalApi(SESSION_API, api.table, None)),
        blob_route(worlds),
        Control(ControlContext(worlds, settings)),
        Outside(worlds, tells=settings.control and not settings.control_token),
    ]
    return Starlette(routes=routes, middleware=_middleware(settings))


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
