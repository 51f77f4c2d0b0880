"""The routes of the console (a page for browsers) and of the OpenAPI document."""

from asyncio import to_thread
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mockserver.server.control.routing import ControlContext, route
from mockserver.server.http import plug_parser
from mockserver.server.pages import assets
from mockserver.server.schemas.openapi import OpenApiQuery

YAML: Final = "application/yaml"

PUBLIC_PATHS: Final = frozenset({"", "/", "/docs"})
"""The paths of pages that contain no data of a world, and that can therefore be requested without the control token.
The pages ask the user for the token, and send it with their requests."""


def is_public(path: str) -> bool:
    """Return whether the path, without `/__mock__`, can be requested without the control token."""
    return path in PUBLIC_PATHS or path.startswith("/static/")


@route("GET", "/", "Console: a page to watch and control the mock in a browser", listed=False)
async def get_console(http: Request) -> Response:
    return assets.respond("console.html", http.headers.get("if-none-match"))


@route("GET", "", "Console: a page to watch and control the mock in a browser", status=307, listed=False)
async def redirect_to_console(http: Request) -> Response:
    """The page's relative links need the slash at the end of the path."""
    return RedirectResponse(http.url.path + "/")


@route("GET", "/openapi.json", "Get the OpenAPI document of the external API and the control API")
async def get_openapi(http: Request, query: OpenApiQuery, context: ControlContext) -> Response:
    """The document does not depend on the data. If the header `If-None-Match` contains the current ETag, the status is
    304.
    """
    return await _openapi(http, query, context, plug_parser.JSON, as_yaml=False)


@route(
    "GET", "/openapi.yaml", "Get the OpenAPI document of the external API and the control API as YAML", media_type=YAML
)
async def get_openapi_yaml(http: Request, query: OpenApiQuery, context: ControlContext) -> Response:
    return await _openapi(http, query, context, YAML, as_yaml=True)


async def _openapi(
    http: Request, query: OpenApiQuery, context: ControlContext, media_type: str, *, as_yaml: bool
) -> Response:
    """Return the response with the document. A thread creates the document, because the first creation takes long."""
    body = await to_thread(context.openapi, _address(http), query.control, as_yaml)
    return assets.with_etag(body, media_type, http.headers.get("if-none-match"))


def _address(http: Request) -> str:
    """Return the root URL with which the client reached this server."""
    return str(http.base_url).rstrip("/")
