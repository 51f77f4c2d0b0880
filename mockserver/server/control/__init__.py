"""The control API under `/__mock__/`: what a test does to the mock itself. JSON in, JSON out."""

from difflib import get_close_matches
from hmac import compare_digest
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from mockserver.server.control import (
    blobs,
    clock,
    console,
    faults,
    fixture,
    records,
    requests,
    snapshots,
    tokens,
    worlds,
)
from mockserver.server.control.helpers import Call, Calls, ControlContext, Problem, refusal
from mockserver.server.settings import CONTROL_HEADER, CONTROL_PATH

CALLS: Final[Calls] = [
    *console.CALLS,
    *worlds.CALLS,
    *tokens.CALLS,
    *blobs.CALLS,
    *clock.CALLS,
    *faults.CALLS,
    *fixture.CALLS,
    *requests.CALLS,
    *snapshots.CALLS,
    *records.CALLS,
]
"""Every call there is."""


class Control:
    """The ASGI application of the control API."""

    def __init__(self, context: ControlContext) -> None:
        self.context = context
        self.on = context.settings.control
        self.token = context.settings.control_token.encode()
        templates: dict[str, dict[str, Call]] = {}
        for method, path, call in CALLS:
            templates.setdefault(path, {})[method] = call
        self.table = [(compile_path(CONTROL_PATH + path)[0], calls) for path, calls in templates.items()]
        self.paths = [CONTROL_PATH + path for path in templates]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request) if self.on else Response("Not Found", 404, media_type="text/plain")
        except Problem as problem:
            response = refusal(problem)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.scope["path"]
        if (
            self.token
            and path.removeprefix(CONTROL_PATH) not in console.OPEN
            and not compare_digest(request.headers.get(CONTROL_HEADER, "").encode(), self.token)
        ):
            raise Problem(401, "this server's control API wants the header `X-Mock-Control` with its --control-token")
        for pattern, calls in self.table:
            if found := pattern.match(path):
                call = calls.get("GET" if request.method == "HEAD" else request.method)
                if call is None:
                    raise Problem(405, f"{path} takes {' and '.join(calls)}", allow=list(calls))
                request.scope["path_params"] = found.groupdict()
                return await call(request, self.context)
        near = get_close_matches(path, self.paths, n=1, cutoff=0)
        raise Problem(404, f"there is no {path}; did you mean {near[0]}?")
