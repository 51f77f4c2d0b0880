"""What the calls of the control API share: reading a spec, answering, refusing with a text that helps."""

import typing
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, TypeVar, get_type_hints

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mockserver.server.http import plug_parser
from mockserver.server.settings import Settings
from mockserver.server.worlds.registry import WorldRegistry
from mockserver.server.worlds.world import World

S = TypeVar("S", bound=msgspec.Struct)
Json = Any


class Problem(Exception):
    """A refusal of the control API (RFC 9457). `detail` says what to do; `more` are further members."""

    def __init__(self, status: int, detail: str, **more: Json) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


class ControlContext(typing.NamedTuple):
    """What a call works on."""

    worlds: WorldRegistry
    settings: Settings

    def world(self, request: Request) -> World:
        """The world of the bearer token; without one, the default world."""
        header = request.headers.get("authorization")
        if header is None:
            return self.worlds.default
        grant = self.worlds.tokens.get(plug_parser.bearer(header))
        if grant is None:
            raise Problem(401, "this bearer token opens no world; leave the header out for the default world")
        return grant.world


Call = Callable[[Request, ControlContext], Awaitable[Response]]
Calls = list[tuple[str, str, Call]]
"""Verb, path below the control API's root, and what answers."""


async def body(request: Request, kind: type[S]) -> S:
    """The JSON body as a spec. An empty body is `{}`; unknown keys are refused with the list of known ones."""
    text = await request.body() or b"{}"
    return valid(kind, lambda: msgspec.json.decode(text, type=kind))


def query(request: Request, kind: type[S]) -> S:
    """The query string as a spec, refused like a body."""
    return valid(kind, lambda: msgspec.convert(dict(request.query_params), kind, strict=False))


def valid(kind: type[S], read: Callable[[], S]) -> S:
    """What `read` makes of the request, or a refusal that names the keys there are."""
    try:
        return read()
    except msgspec.DecodeError as error:
        known = ", ".join(f"`{name}`" for name in known_keys(kind, str(error))) or "none"
        raise Problem(400, f"{error}. Known keys: {known}") from None


def known_keys(kind: type[msgspec.Struct], error: str) -> tuple[str, ...]:
    """The keys of the object that an error of msgspec is about: it ends with the way there, ``at `$.match` ``."""
    place: Any = kind
    for step in error.rpartition("`$")[2].rstrip("`").split(".")[1:]:
        hint = get_type_hints(place).get(step.partition("[")[0])
        parts = (hint, *typing.get_args(hint))
        inner = next((part for part in parts if type(part) is type(kind)), None)
        if inner is None:
            break
        place = inner
    fields: tuple[str, ...] = place.__struct_encode_fields__
    return fields


def answer(status: int, value: Json) -> Response:
    return Response(msgspec.json.encode(value), status, media_type=plug_parser.JSON)


def done() -> Response:
    """There is nothing more to say."""
    return Response(status_code=204)


def refusal(problem: Problem) -> Response:
    """A problem as it goes over the wire."""
    title = HTTPStatus(problem.status).phrase
    text = msgspec.json.encode({"title": title, "status": problem.status, "detail": problem.detail, **problem.more})
    return Response(text, problem.status, media_type="application/problem+json")
