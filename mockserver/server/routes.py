"""All paths of a server, and CORS. Imported with the first request that the external API does not handle directly."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.server.control.app import ControlApi
from mockserver.server.external.api import ExternalApi
from mockserver.server.fallback import Fallback
from mockserver.server.http.cors import Cors
from mockserver.server.http.exchange import raw_path
from mockserver.server.openapi.document import document
from mockserver.server.pages.blobs import BlobPage
from mockserver.server.settings import CONTROL_PATH, Settings
from mockserver.server.worlds.registry import WorldRegistry

EXPOSED: Final = (
    "x-request-id",
    "x-mock-hint",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
)
"""The response headers that a web page can read. `*` does not cover requests with credentials."""

SESSION_API: Final = "/api/v2"
"""The real server's API for browser sessions: parsed like the external API, but no token is valid."""


def all_routes(settings: Settings, worlds: WorldRegistry, api: ExternalApi) -> ASGIApp:
    """The ASGI application that finds the part of the server that a path belongs to."""
    session_api = ExternalApi(SESSION_API, api.table, None, api.request_ids, max_body_bytes=settings.max_body_bytes)
    control = ControlApi(worlds, settings, document)
    blobs = BlobPage(worlds)
    fallback = Fallback(worlds, api.request_ids, show_tokens=settings.control and not settings.control_token)

    def part(scope: Scope) -> ASGIApp:
        path = scope["path"]
        sent = raw_path(scope).decode("latin-1")
        if api.matches(sent):
            return api
        if session_api.matches(sent):
            return session_api
        if path == CONTROL_PATH or path.startswith(CONTROL_PATH + "/"):
            return control
        if blobs.matches(scope):
            return blobs
        return fallback

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await part(scope)(scope, receive, send)

    return _with_cors(dispatch, settings) if settings.cors else dispatch


def _with_cors(app: ASGIApp, settings: Settings) -> ASGIApp:
    return Cors(
        app,
        allow_origins=settings.cors_origin,
        allow_origin_regex=None if settings.cors_origin else ".*",
        allow_methods=["*"],
        allow_headers=["*"],
        allow_credentials=True,
        expose_headers=EXPOSED,
    )
