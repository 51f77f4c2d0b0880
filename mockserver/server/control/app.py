"""The control API as an ASGI application."""

from difflib import get_close_matches
from functools import cache
from hmac import compare_digest
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from mockserver.contract.catalogue import catalogue
from mockserver.server.control import (
    blobs,
    clock,
    console,
    explain,
    faults,
    fixture,
    operations,
    records,
    reference,
    requests,
    snapshots,
    tokens,
    worlds,
)
from mockserver.server.control.problems import ProblemError, problem_response
from mockserver.server.control.routing import ControlContext, EncodeOpenApi, MakeExample, Route
from mockserver.server.pages.reference import describe
from mockserver.server.settings import CONTROL_HEADER, CONTROL_PATH, Settings
from mockserver.server.worlds.registry import WorldRegistry
from mockserver.server.worlds.world import NoSuchPerson
from mockserver.store.database import CommitFailed

MODULES = (console, reference, worlds, tokens, blobs, clock, faults, fixture, requests, snapshots, records, explain)
ROUTES: Final = tuple(item for module in MODULES for item in vars(module).values() if isinstance(item, Route))
"""All operations, in the order of the documentation. If a request matches the paths of several operations, the first
one is used."""


@cache
def _reference() -> bytes:
    return describe(catalogue(), operations.describe(ROUTES))


class ControlApi:
    """The ASGI application of the control API."""

    def __init__(
        self,
        worlds: WorldRegistry,
        settings: Settings,
        openapi: EncodeOpenApi,
        example: MakeExample,
    ) -> None:
        self.context = ControlContext(worlds, settings, openapi, example, _reference)
        self.token = settings.control_token.encode()
        by_path: dict[str, dict[str, Route]] = {}
        for route in ROUTES:
            by_path.setdefault(route.path, {})[route.method] = route
        self.table = [(compile_path(CONTROL_PATH + path)[0], methods) for path, methods in by_path.items()]
        self.paths = [CONTROL_PATH + path for path in by_path]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except ProblemError as error:
            response = problem_response(error)
        except NoSuchPerson as error:
            response = problem_response(ProblemError(404, str(error)))
        except CommitFailed as error:
            response = problem_response(ProblemError(503, str(error)))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if not self.context.settings.control:
            return Response("Not Found", 404, media_type="text/plain")
        path = request.scope["path"]
        if (
            self.token
            and not console.is_public(path.removeprefix(CONTROL_PATH))
            and not compare_digest(request.headers.get(CONTROL_HEADER, "").encode(), self.token)
        ):
            raise ProblemError(401, "send the value of --control-token in the header `X-Mock-Control`")
        for pattern, methods in self.table:
            if found := pattern.match(path):
                route = methods.get("GET" if request.method == "HEAD" else request.method)
                if route is None:
                    allowed = list(methods)
                    raise ProblemError(405, f"{path} supports {' and '.join(allowed)}", allow=allowed)
                request.scope["path_params"] = found.groupdict()
                return await route.respond(request, self.context)
        # the error suggests the closest path, even if that path is not similar
        (closest,) = get_close_matches(path, self.paths, n=1, cutoff=0)
        raise ProblemError(404, f"the control API has no {path}; did you mean {closest}?")
