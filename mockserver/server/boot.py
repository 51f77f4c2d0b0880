"""What a server says of itself at its start: where it listens, and who may speak to it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from starlette.applications import Starlette

BASE_PATH = "/api/external/v1"
CONTROL_PATH = "/__mock__"


class Person(Struct, frozen=True, kw_only=True):
    """Somebody of the default world, with a token that speaks in their name."""

    name: str
    email: str
    role: str
    token: str
    read_only_token: str | None = None


class Boot(Struct, frozen=True, kw_only=True):
    """The default world of a server that listens; ``--json`` prints it with the process id."""

    url: str
    """What a client is given as the API's address."""
    control_url: str
    company: str
    people: list[Person]


class _World(Protocol):
    """What is asked of the default world."""

    company_name: str

    def people(self) -> Iterable[Person]: ...


def describe(app: Starlette, root: str) -> Boot:
    """The application's default world, as served at ``root`` (``http://host:port``)."""
    world: _World = app.state.worlds.default
    return Boot(
        url=root + BASE_PATH,
        control_url=root + CONTROL_PATH,
        company=world.company_name,
        people=list(world.people()),
    )


class _Endpoint(Struct):
    kind: str


class _Catalogue(Struct):
    api: str
    release: str
    endpoints: dict[str, _Endpoint]


class Api(Struct, frozen=True, kw_only=True):
    """Which API is served."""

    name: str
    release: str
    endpoints: dict[str, str]
    """Kind ("query" or "mutation") by name, in the catalogue's order."""


def catalogue() -> Api:
    """The API's name and endpoints, without compiling anything from them."""
    text = files("mockserver.contract").joinpath("catalog.json").read_bytes()
    read = msgspec.json.decode(text, type=_Catalogue)
    endpoints = {name: endpoint.kind for name, endpoint in read.endpoints.items()}
    return Api(name=read.api, release=read.release, endpoints=endpoints)


def built_endpoints() -> frozenset[str]:
    """The names of the endpoints that have a handler."""
    return frozenset()
