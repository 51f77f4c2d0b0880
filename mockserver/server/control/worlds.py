"""Worlds: opened, forked, closed, set back; and the people who live in one."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from mockserver.model.company.companies import Person
from mockserver.seed.world_spec import BadFixture, WorldSpec
from mockserver.server.control.clock import moment
from mockserver.server.control.helpers import Calls, ControlContext, Json, Problem, answer, body, done, query
from mockserver.server.worlds.world import NoSuchPerson, World
from mockserver.store.database import Database
from mockserver.views.company import companies as company_views
from mockserver.views.company import people as people_views

LISTED: Final = 50
"""How many people an answer lists where nobody says. Opening a world takes the same time at any size."""

DEFAULT: Final = "default"
"""What the default world is called where a world's id is asked for."""


class OpenSpec(WorldSpec, frozen=True, forbid_unknown_fields=True):
    """What to open: a fixture with its settings, or a fork."""

    fork: str | None = None
    """A world's id, `default`, or the name of a snapshot of the bearer's world."""


class PeopleQuery(msgspec.Struct, forbid_unknown_fields=True):
    search: str = ""
    """A part of the name or the e-mail address, or a role."""
    limit: Annotated[int, Meta(ge=1, le=1000)] = LISTED
    offset: Annotated[int, Meta(ge=0)] = 0


async def list_worlds(request: Request, context: ControlContext) -> Response:
    return answer(200, {"worlds": [_line(world, context) for world in context.worlds.list()]})


async def open_world(request: Request, context: ControlContext) -> Response:
    spec = await body(request, OpenSpec)
    if spec.fork is not None:
        if msgspec.structs.replace(spec, fork=None) != OpenSpec():
            raise Problem(400, "`fork` stands alone: the new world is as the other one is; move its clock afterwards")
        return answer(201, _opened(context.worlds.fork(*_forked(request, context, spec.fork)), context))
    opening = {name: getattr(spec, name) for name in WorldSpec.__struct_fields__}
    if spec.now is not None:
        opening["now"] = moment(spec.now)
    try:
        return answer(201, _opened(context.worlds.open(WorldSpec(**opening)), context))
    except (BadFixture, NoSuchPerson) as bad:
        raise Problem(400, str(bad)) from None


def _forked(request: Request, context: ControlContext, name: str) -> tuple[World, Database | None]:
    """The world that is meant, and its snapshot if it is not the world as it is."""
    if found := _named(context, name):
        return found, None
    world = context.world(request)
    if name in world.snapshots:
        return world, world.snapshots[name]
    raise Problem(404, f"there is neither a world {name!r} nor a snapshot of this name in the world of the bearer")


def _named(context: ControlContext, id: str) -> World | None:
    return context.worlds.default if id == DEFAULT else context.worlds.get(id)


async def show_world(request: Request, context: ControlContext) -> Response:
    return answer(200, _opened(_known(request, context), context))


async def close_world(request: Request, context: ControlContext) -> Response:
    world = _known(request, context)
    if world is context.worlds.default:
        raise Problem(400, "the default world stays as long as the server; POST /__mock__/reset sets it back")
    context.worlds.close(world)
    return done()


def _known(request: Request, context: ControlContext) -> World:
    world = _named(context, request.path_params["id"])
    if world is None:
        raise Problem(404, "there is no open world of this id; GET /__mock__/worlds lists them")
    return world


async def reset(request: Request, context: ControlContext) -> Response:
    context.worlds.reset(context.world(request))
    return done()


async def list_people(request: Request, context: ControlContext) -> Response:
    """The people of the bearer's world with their tokens, the owner first."""
    world, asked = context.world(request), query(request, PeopleQuery)
    wanted = asked.search.casefold()
    people = [one for one in world.people() if wanted in _searched(world, one)] if wanted else world.people()
    shown = people[asked.offset : asked.offset + asked.limit]
    return answer(200, {"count": len(people), "people": [_person(world, one) for one in shown]})


def _searched(world: World, person: Person) -> str:
    return f"{person.full_name}\n{person.email}\n{world.role(person)}".casefold()


def _line(world: World, context: ControlContext) -> Json:
    company = {"id": company_views.company_id(world.company), "name": world.company.name}
    return {"id": world.id, "default": world is context.worlds.default, "company": company}


def _opened(world: World, context: ControlContext) -> Json:
    people = world.people()
    shown = [_person(world, person) for person in people[:LISTED]]
    return {**_line(world, context), "owner": shown[0] if shown else None, "people": shown, "people_count": len(people)}


def _person(world: World, person: Person) -> Json:
    return {
        "id": people_views.person_id(person),
        "full_name": person.full_name,
        "email": person.email,
        "role": world.role(person),
        "token": world.derived_token(person, read_only=False),
        "read_only_token": world.derived_token(person, read_only=True),
    }


CALLS: Final[Calls] = [
    ("GET", "/worlds", list_worlds),
    ("POST", "/worlds", open_world),
    ("GET", "/worlds/{id}", show_world),
    ("DELETE", "/worlds/{id}", close_world),
    ("POST", "/reset", reset),
    ("GET", "/people", list_people),
]
