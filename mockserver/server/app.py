"""The ASGI application. This module creates all parts of the application."""

from __future__ import annotations

import sys
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Final

from starlette.types import ASGIApp, Receive, Scope, Send

import mockserver.api  # noqa: F401  # this import registers the handlers
from mockserver.contract.catalogue import catalogue
from mockserver.seed.build_cache import BuildCache
from mockserver.server.external.api import ExternalApi
from mockserver.server.external.routing import routing_table
from mockserver.server.faults.parsing import parse_fault_option
from mockserver.server.http.exchange import MAX_INLINE_BYTES, Exchange, without_body
from mockserver.server.http.responses import RequestIds, Response
from mockserver.server.settings import Settings
from mockserver.server.shard import Shard
from mockserver.server.worlds.registry import WorldRegistry
from mockserver.server.worlds.templates import TemplateStore

if TYPE_CHECKING:
    from mockserver.seed.timeline import Progress
    from mockserver.server.journal.request_log import RequestLog

ROUTES: Final = "mockserver.server.routes"


class App:
    """The ASGI application.

    A request for the external API is passed directly to `ExternalApi`, unless its response needs CORS headers. All
    other requests are passed to the application in `server/routes.py`.
    """

    def __init__(self, settings: Settings, worlds: WorldRegistry) -> None:
        self.settings = settings
        self.worlds = worlds
        self.request_ids = RequestIds()
        self.api = ExternalApi(
            catalogue().base_path,
            routing_table(catalogue()),
            worlds,
            self.request_ids,
            max_body_bytes=settings.max_body_bytes,
            prefer=settings.prefer,
            request_log=_request_log(settings),
        )
        self._cors = settings.cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            exchange = without_body(scope)
            if self._is_external(exchange):
                await self.api.handle(exchange, scope, receive, send)
                return
        if "all_routes" not in vars(self):
            from anyio.to_thread import run_sync

            await run_sync(import_module, ROUTES)  # in a thread, because the import takes 0.1 seconds
        await self.all_routes(scope, receive, send)

    def respond_at_once(self, exchange: Exchange) -> Response | None:
        """Process a query, and return its response.

        Do nothing and return None in these cases:
        - A fault could apply to the query.
        - The query string is longer than MAX_INLINE_BYTES.
        - The path is outside of the external API, or the response needs CORS headers.
        """
        if len(exchange.query) > MAX_INLINE_BYTES or not self._is_external(exchange):
            return None
        return self.api.respond_at_once(exchange)

    def _is_external(self, exchange: Exchange) -> bool:
        """Return whether the request is for the external API and its response does not need CORS headers."""
        return exchange.path.startswith(self.api.prefix) and not (self._cors and b"origin" in exchange.headers.by_name)

    @cached_property
    def all_routes(self) -> ASGIApp:
        """The ASGI application that serves all paths and adds CORS headers. It is created at the first use, because the
        import of `server/routes.py` is slow."""
        from mockserver.server.routes import all_routes

        return all_routes(self.settings, self.worlds, self.api)


def _request_log(settings: Settings) -> RequestLog | None:
    """Create the request log, or return None if the log format is `off` or `auto`.

    The command line replaces `auto` by `text` or `off` before it creates the application. For applications that are
    created in another way, `auto` has the same effect as `off`.
    """
    if settings.log_format in ("auto", "off"):
        return None
    from mockserver.server.journal.request_log import RequestLog

    return RequestLog(sys.stderr, settings.log_format, settings.log_level)


def create_app(settings: Settings | None = None, on_progress: Progress | None = None) -> App:
    """Create an application and its default world.

    While the default world is built, `on_progress` is called with the number of finished steps and the total number of
    steps.

    Raises BadFixture for an invalid fixture, BadSetting for an invalid `--fault` option, and NoSuchPerson for a fault
    rule with an unknown person.
    """
    settings = settings or Settings()
    default = settings.world_spec()
    templates = TemplateStore(BuildCache.from_setting(settings.cache_dir))
    templates.get(default, on_progress)
    worlds = WorldRegistry(default, map(parse_fault_option, settings.fault), templates, Shard.parse(settings.shard))
    worlds.fixtures.folder = settings.fixture_dir
    return App(settings, worlds)
