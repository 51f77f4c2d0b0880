"""Pages for browsers: the console, and the OpenAPI document."""

from asyncio import to_thread
from typing import Final

import msgspec
import yaml
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mockserver.server.control.routing import ControlContext, Route, route
from mockserver.server.http import plug_parser
from mockserver.server.pages import assets
from mockserver.server.schemas.openapi import OpenApiQuery
from mockserver.server.worlds.world import World

YAML_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""The dumper of libyaml is ten times as fast; some builds of PyYAML lack it."""

PUBLIC_PATHS: Final = frozenset({"", "/", "/docs"})
"""Pages without data of a world: they are served without the control token and ask for it themselves."""


def is_public(path: str) -> bool:
    """Whether a path below the root is served without the control token: the pages and their files."""
    return path in PUBLIC_PATHS or path.startswith("/static/")


@route("GET", "/", "Console: a page to watch and control the mock in a browser", media_type="text/html")
async def get_console(http: Request) -> Response:
    return assets.respond("console.html", http.headers.get("if-none-match"))


@route("GET", "", "Console: a page to watch and control the mock in a browser", status=307)
async def redirect_to_console(http: Request) -> Response:
    """The page's relative links need the slash at the end of the path."""
    return RedirectResponse(http.url.path + "/")


@route("GET", "/openapi.json", "OpenAPI document of both APIs, with examples from the world")
async def get_openapi(http: Request, query: OpenApiQuery, world: World, context: ControlContext) -> Response:
    made = context.openapi(world, _address(http), query.control)
    return Response(msgspec.json.encode(made), media_type=plug_parser.JSON)


@route("GET", "/openapi.yaml", "OpenAPI document of both APIs as YAML", media_type="application/yaml")
async def get_openapi_yaml(http: Request, query: OpenApiQuery, world: World, context: ControlContext) -> Response:
    made = context.openapi(world, _address(http), query.control)
    return Response(await to_thread(_yaml, msgspec.json.encode(made)), media_type="application/yaml")


def _yaml(text: bytes) -> bytes:
    """A JSON text as YAML. Decoded, it has no shared objects, which YAML would write as aliases."""
    made = msgspec.json.decode(text)
    written: bytes = yaml.dump(
        made, Dumper=YAML_DUMPER, sort_keys=False, allow_unicode=True, encoding="utf-8", width=120
    )
    return written


def _address(http: Request) -> str:
    """The address that the client used for this server."""
    return str(http.base_url).rstrip("/")


ROUTES: Final[tuple[Route, ...]] = (
    redirect_to_console,
    get_console,
    get_openapi,
    get_openapi_yaml,
)
