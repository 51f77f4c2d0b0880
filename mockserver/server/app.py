"""The application, wired in one place."""

from functools import cached_property
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

import mockserver.api  # noqa: F401  # registers the handlers
from mockserver.contract.catalogue import catalogue
from mockserver.seed.load import Step
from mockserver.seed.world_spec import WorldSpec
from mockserver.server.external.api import ExternalApi, routing_table
from mockserver.server.faults.rules import from_text
from mockserver.server.settings import Settings
from mockserver.server.worlds.worlds import WorldRegistry

if TYPE_CHECKING:
    from starlette.applications import Starlette


def from_browser(scope: Scope) -> bool:
    """Whether a request names an origin, as only browsers' requests do."""
    return b"origin" in dict(scope["headers"])


class App:
    """The ASGI application. Calls of the API go straight to it; what is rarer passes through Starlette's layers."""

    def __init__(self, settings: Settings, worlds: WorldRegistry) -> None:
        self.settings = settings
        self.worlds = worlds
        self.api = ExternalApi(catalogue().base_path, routing_table(catalogue()), worlds, prefer=settings.prefer)

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
    def layers(self) -> "Starlette":
        """All paths; not needed to start, and no small thing to import."""
        from mockserver.server.routes import layers

        return layers(self.settings, self.worlds, self.api)


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
    return App(settings, WorldRegistry(default, map(from_text, settings.fault), step))
