"""The ASGI application that serves all paths and adds CORS headers.

`App` imports this module at the first request that it does not pass directly to the external API.
"""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.server.control.app import ControlApi
from mockserver.server.control.console import PUBLIC_PATHS
from mockserver.server.external.api import ExternalApi
from mockserver.server.fallback import Fallback
from mockserver.server.http.browsers import LOOPBACK_ORIGIN
from mockserver.server.http.cors import Cors
from mockserver.server.http.exchange import raw_path
from mockserver.server.http.guard import Guard
from mockserver.server.openapi.document import encoded, example
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
"""The response headers that web pages can read. The headers are listed because `*` does not apply to requests with
credentials."""

SESSION_API: Final = "/api/v2"
"""The base path of the real server's API for browser sessions.

mockserver checks requests for this API like requests for the external API, but rejects every token.
"""


def all_routes(settings: Settings, worlds: WorldRegistry, api: ExternalApi) -> ASGIApp:
    """Create the ASGI application that passes each request to the part of the server that serves its path."""
    session_api = ExternalApi(SESSION_API, api.table, None, api.request_ids, max_body_bytes=settings.max_body_bytes)
    control: ASGIApp = Guard(ControlApi(worlds, settings, encoded, example), settings, api.lock, PUBLIC_PATHS)
    blobs = BlobPage(worlds)
    fallback = Fallback(worlds, api.request_ids, show_tokens=settings.control and not settings.control_token)

    def app_of(scope: Scope) -> ASGIApp:
        sent = raw_path(scope).decode("latin-1")
        if api.matches(sent):
            return api
        if session_api.matches(sent):
            return session_api
        return blobs if blobs.matches(scope) else fallback

    async def dispatch_public(scope: Scope, receive: Receive, send: Send) -> None:
        await app_of(scope)(scope, receive, send)

    public = _with_cors(dispatch_public, settings, "" if settings.cors_origin else ".*")
    guarded = _with_cors(control, settings, LOOPBACK_ORIGIN)

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"]
            is_control = path == CONTROL_PATH or path.startswith(CONTROL_PATH + "/")
            await (guarded if is_control else public)(scope, receive, send)

    return dispatch


def _with_cors(app: ASGIApp, settings: Settings, origins: str) -> ASGIApp:
    """Wrap an application, so that its responses have CORS headers for allowed origins.

    The allowed origins are those of `--cors-origin`, and those that match the regular expression `origins`. If
    `origins` is empty, it matches no origin. With `--no-cors`, `app` is returned unchanged.
    """
    if not settings.cors:
        return app
    return Cors(
        app,
        allow_origins=settings.cors_origin,
        allow_origin_regex=origins or None,
        allow_methods=["*"],
        allow_headers=["*"],
        allow_credentials=True,
        allow_private_network=True,
        expose_headers=EXPOSED,
    )
