"""The routes of the control API. The decorator `route` turns a handler into a route, and stores its documentation.

    @route("POST", "/clock/advance", "Move the clock", example={"days": 7})
    async def advance_clock(world: World, body: AdvanceClock) -> ClockInfo: ...

The name of a parameter of the handler determines the argument: `world` is the world of the bearer token, `context` is
the ControlContext, and `http` is Starlette's request. `body` and `query` are structs of the annotated type, decoded
from the request body and the query string. All other parameters are parameters of the path. A handler returns a struct,
None for the status 204, or a response of Starlette.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple, TypeVar, get_type_hints

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mockserver.contract import strict_json
from mockserver.contract.struct_errors import explain
from mockserver.server.control.problems import ProblemError
from mockserver.server.http import plug_parser
from mockserver.server.http.exchange import MAX_INLINE_BYTES
from mockserver.server.schemas.base import Json, Problem
from mockserver.server.settings import Settings
from mockserver.server.worlds.registry import WorldRegistry
from mockserver.server.worlds.world import World
from mockserver.store.database import Database

S = TypeVar("S", bound=msgspec.Struct)
EMPTY_BODIES: Final = (b"", b"{}", b"null")
Handler = Callable[..., Awaitable[Any]]
MakeExample = Callable[[Database, str, str], tuple[Mapping[str, Json], Json]]
"""A function that returns the inputs and the response body of an example. The body is None if no request succeeds.

The arguments of the function are a database, the name of an endpoint and the id of a person.

The function runs in a thread, and does not change the database.
"""

EncodeOpenApi = Callable[[str, bool, bool], bytes]
"""A function that returns the encoded OpenAPI document.

The arguments of the function are the server's address, whether the control API is included, and whether the format is
YAML instead of JSON.
"""


class ControlContext(NamedTuple):
    """The objects that handlers need."""

    worlds: WorldRegistry
    settings: Settings
    openapi: EncodeOpenApi
    example: MakeExample
    reference: Callable[[], bytes]
    """A function that returns the data of the reference page. The first call takes half a second."""

    def world(self, request: Request) -> World:
        """Return the world of the bearer token, or the default world if the request has no token. Raises ProblemError
        if the token is invalid."""
        header = request.headers.get("authorization")
        if header is None:
            return self.worlds.default
        token = plug_parser.bearer(header) or ""
        grant = self.worlds.tokens.get(token)
        if grant is None:
            end = self.worlds.shard.hint(token) or "; to use the default world, send no token"
            raise ProblemError(401, f"this bearer token belongs to no open world{end}")
        return grant.world


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of the control API."""

    method: str
    path: str
    """The path after `/__mock__`. Parameters are in braces."""
    handler: Handler
    summary: str
    """The first sentence of the documentation, without a full stop."""
    description: str
    """The rest of the documentation, which is the docstring of the handler."""
    arguments: frozenset[str]
    """The names of the handler's parameters."""
    body: type[msgspec.Struct] | None
    query: type[msgspec.Struct] | None
    response: type[msgspec.Struct] | None
    """The struct that the response body contains as JSON. If `response` is None, the body is empty or has the type
    `media_type`."""
    status: int
    """The status of a successful response."""
    problems: Mapping[int, str]
    """The errors that are specific to this operation. The keys are statuses, the values are the causes."""
    problem: type[Problem]
    """The type of the response bodies of the errors in `problems`."""
    media_type: str | None
    """The media type of a response body that is not a struct."""
    example: Json
    """An example of the body or of the query string."""
    listed: bool
    """Whether the OpenAPI document contains the operation."""

    @property
    def parameters(self) -> list[str]:
        """The parameters in the path."""
        return re.findall(r"{(\w+)}", self.path)

    async def respond(self, request: Request, context: ControlContext) -> Response:
        """Decode the request, call the handler and encode its result."""
        arguments: dict[str, Any] = dict(request.path_params)
        if "world" in self.arguments:
            arguments["world"] = context.world(request)
        if "body" in self.arguments and self.body is not None:
            arguments["body"] = await parse_body(request, self.body)
        elif self.body is None and (await request.body()).strip() not in EMPTY_BODIES:
            raise ProblemError(400, f"{self.method} {request.url.path} does not accept a request body")
        if self.query is not None:
            arguments["query"] = parse_query(request, self.query)
        elif request.query_params and "http" not in self.arguments:
            raise ProblemError(400, f"{self.method} {request.url.path} does not accept parameters in the query string")
        for name, value in (("context", context), ("http", request)):
            if name in self.arguments:
                arguments[name] = value
        result = await self.handler(**arguments)
        if isinstance(result, Response):
            return result
        if result is None:
            return Response(status_code=self.status)
        return Response(msgspec.json.encode(result), self.status, media_type=plug_parser.JSON)


def route(
    method: str,
    path: str,
    summary: str,
    *,
    status: int | None = None,
    body: type[msgspec.Struct] | None = None,
    problems: Mapping[int, str] | None = None,
    problem: type[Problem] = Problem,
    media_type: str | None = None,
    example: Json = None,
    listed: bool = True,
) -> Callable[[Handler], Route]:
    """Return a decorator that turns a handler into a route.

    The argument `body` is needed only if the handler itself reads the request body, and therefore has no parameter
    `body`. The argument is then the type of the request body in the documentation.
    """

    def declare(handler: Handler) -> Route:
        hints = get_type_hints(handler)
        returned = hints["return"]
        response = returned if isinstance(returned, type) and issubclass(returned, msgspec.Struct) else None
        return Route(
            method=method,
            path=path,
            handler=handler,
            summary=summary,
            description=inspect.getdoc(handler) or "",
            arguments=frozenset(hints) - {"return"},
            body=body or hints.get("body"),
            query=hints.get("query"),
            response=response,
            status=status or (204 if returned is type(None) else 200),
            problems=problems or {},
            problem=problem,
            media_type=media_type,
            example=example,
            listed=listed,
        )

    return declare


async def parse_body(request: Request, kind: type[S]) -> S:
    """Parse the JSON body into a struct. An empty body is the same as `{}`. Raises ProblemError."""
    text = await request.body() or b"{}"
    if len(text) <= MAX_INLINE_BYTES:
        return _decoded(text, kind)
    from anyio.to_thread import run_sync  # imported here to shorten the start; anyio supports asyncio and trio

    return await run_sync(_parse_large_body, text, kind, abandon_on_cancel=True)


def _parse_large_body(text: bytes, kind: type[S]) -> S:
    if strict_json.has_many_values(text.decode("utf-8", "replace")):
        raise ProblemError(413, f"the JSON of a request must have at most {strict_json.MAX_VALUES} values and keys")
    return _decoded(text, kind)


def _decoded(text: bytes, kind: type[S]) -> S:
    try:
        value = strict_json.loads(text, unique_keys=True)
    except strict_json.NotJson as error:
        raise ProblemError(400, f"the body is not valid JSON: {error}") from None
    return validated(kind, lambda: msgspec.convert(value, kind))


def parse_query(request: Request, kind: type[S]) -> S:
    """Parse the query string into a struct. Raises ProblemError."""
    return validated(kind, lambda: msgspec.convert(dict(request.query_params), kind, strict=False))


def validated(kind: type[S], read: Callable[[], S]) -> S:
    """Return the result of `read`, a function that decodes a struct of the type `kind`.

    If decoding fails, raises ProblemError. If the struct itself rejects its values, the message is that of the struct.
    Otherwise, the message lists the known keys or the allowed values.
    """
    try:
        return read()
    except msgspec.DecodeError as error:
        raise ProblemError(400, explain(kind, error)) from None
