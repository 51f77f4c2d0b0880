"""Pages for browsers: the console, the API reference, and the OpenAPI document behind it."""

from asyncio import to_thread
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec
import yaml
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import ControlContext, Route, route
from mockserver.server.http import plug_parser
from mockserver.server.schemas.openapi import OpenApiQuery
from mockserver.server.worlds.world import World

ASSETS: Final = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
"""The files of Swagger UI that the API reference needs. They are part of the package `swagger-ui-py`."""

YAML_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""The dumper of libyaml is ten times as fast; some builds of PyYAML lack it."""

PUBLIC_PATHS: Final = frozenset({"", "/", "/docs", *(f"/docs/{name}" for name in ASSETS)})
"""Pages without data of a world: they are served without the control token and ask for it themselves."""


@cache
def page(name: str) -> bytes:
    """A page of the package."""
    return files("mockserver.server").joinpath("pages", name).read_bytes()


@route("GET", "/", "The page of the console", media_type="text/html", listed=False)
async def get_console() -> Response:
    return Response(page("console.html"), media_type="text/html")


@route("GET", "", "Console: a page to watch and control the mock in a browser", status=307)
async def redirect_to_console(http: Request) -> Response:
    """The page's relative links need the slash at the end of the path."""
    return RedirectResponse(http.url.path + "/")


@route("GET", "/docs", "API reference: a page to read this document and send requests", media_type="text/html")
async def get_docs() -> Response:
    return Response(page("docs.html"), media_type="text/html")


@route("GET", "/docs/{name}", "A file of the API reference", listed=False)
async def get_asset(name: str) -> Response:
    if name not in ASSETS:
        raise ProblemError(404, f"the API reference has no file {name}; it has {', '.join(ASSETS)}")
    return Response(_asset(name), media_type=ASSETS[name], headers={"cache-control": "max-age=86400"})


@cache
def _asset(name: str) -> bytes:
    package = find_spec("swagger_ui")  # only its files are needed: importing it would load a template engine
    if package is None or package.origin is None:
        raise ProblemError(404, "the API reference needs the package swagger-ui-py: pip install swagger-ui-py")
    return (Path(package.origin).parent / "static" / name).read_bytes()


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
    get_docs,
    get_asset,
    get_openapi,
    get_openapi_yaml,
)
