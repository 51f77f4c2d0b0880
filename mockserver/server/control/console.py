"""What a person looks at in a browser: the console, the API reference, and the document behind it."""

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mockserver.server.control.helpers import Calls, ControlContext, Problem, answer

ASSETS: Final = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
"""The files of Swagger UI that the reference is made of, as the package `swagger-ui-py` brings them."""

OPEN: Final = frozenset({"", "/", "/docs", *(f"/docs/{name}" for name in ASSETS)})
"""Pages without anything to keep: they are shown without the control token and ask for it themselves."""


@cache
def page(name: str) -> bytes:
    """A page of the package."""
    return files("mockserver.server").joinpath("pages", name).read_bytes()


async def show_console(request: Request, context: ControlContext) -> Response:
    return Response(page("console.html"), media_type="text/html")


async def lead_to_console(request: Request, context: ControlContext) -> Response:
    """The page's own links begin at the slash."""
    return RedirectResponse(request.url.path + "/")


async def show_docs(request: Request, context: ControlContext) -> Response:
    return Response(page("docs.html"), media_type="text/html")


async def send_asset(request: Request, context: ControlContext) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        raise Problem(404, f"the reference has no {name}; it has {', '.join(ASSETS)}")
    return Response(_asset(name), media_type=ASSETS[name], headers={"cache-control": "max-age=86400"})


@cache
def _asset(name: str) -> bytes:
    package = find_spec("swagger_ui")  # its files alone: importing it would load a template engine
    if package is None or package.origin is None:
        raise Problem(404, "the reference page needs the package swagger-ui-py: pip install swagger-ui-py")
    return (Path(package.origin).parent / "static" / name).read_bytes()


async def show_document(request: Request, context: ControlContext) -> Response:
    """Examples are taken from the bearer's world, as it is now."""
    from mockserver.server.openapi.document import document  # it describes every call, those of this module too

    return answer(200, document(context.world(request)))


CALLS: Final[Calls] = [
    ("GET", "", lead_to_console),
    ("GET", "/", show_console),
    ("GET", "/docs", show_docs),
    ("GET", "/docs/{name}", send_asset),
    ("GET", "/openapi.json", show_document),
]
