"""Worlds: open, fork, close and reset them, and list their people."""

from typing import Final, cast

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mockserver.contract.names import suggestion
from mockserver.model.company import companies as model
from mockserver.seed.world_spec import BadFixture
from mockserver.server.control.clock import utc
from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import ControlContext, route
from mockserver.server.http import plug_parser
from mockserver.server.schemas.worlds import (
    DEFAULT_PAGE,
    DEFAULT_WORLD,
    BuildInfo,
    BuildStatus,
    CompanyRef,
    OpenWorld,
    PeopleList,
    PeopleQuery,
    Person,
    WorldInfo,
    WorldList,
    WorldSummary,
)
from mockserver.server.settings import CONTROL_PATH
from mockserver.server.worlds.builds import Build
from mockserver.server.worlds.world import NoSuchPerson, World
from mockserver.store.database import Database
from mockserver.views.company import companies as company_views
from mockserver.views.company import people as people_views

UNKNOWN_BUILD: Final = {404: "There is no build with this id."}
UNKNOWN: Final = {404: "There is no open world with this id."}


@route("GET", "/worlds", "List the open worlds")
async def list_worlds(context: ControlContext) -> WorldList:
    """The response contains the worlds of this server only. With `--shard`, every server has its own worlds."""
    return WorldList(
        shard=str(context.worlds.shard),
        worlds=[
            WorldSummary(id=world.id, default=world is context.worlds.default, company=_company(world))
            for world in context.worlds.list()
        ],
    )


@route(
    "POST",
    "/worlds",
    "Open a world from a fixture, or fork a world",
    status=201,
    problems={404: "`fork` is neither an open world nor a snapshot of the token's world."},
    example={"fixture": "demo", "seed": 7},
)
async def open_world(context: ControlContext, http: Request, body: OpenWorld) -> WorldInfo:
    """If `fork` is the name of a snapshot, the bearer token selects the world that has this snapshot. Otherwise the
    bearer token is ignored.

    With the request header `Prefer: respond-async`, the server builds the world in the background and responds with
    status 202. The response header `Location` contains the path of `GET /builds/{id}`, which returns the progress.
    """
    if body.fork is not None:
        if msgspec.structs.replace(body, fork=None) != OpenWorld():
            raise ProblemError(
                400, "`fork` cannot be combined with other keys; a fork has the clock and data of the copied state"
            )
        return _world_info(context, context.worlds.fork(*_fork_origin(context, http, body.fork)))
    options = body if body.now is None else msgspec.structs.replace(body, now=utc(body.now))
    try:
        spec = context.worlds.fixtures.spec(body.fixture, options)
        if "respond-async" in http.headers.get("prefer", "").lower():
            return cast("WorldInfo", _accepted_response(context.worlds.builds.start(spec)))
        return _world_info(context, await context.worlds.build_and_open(spec))
    except (BadFixture, NoSuchPerson) as error:
        raise ProblemError(400, str(error)) from None


def _accepted_response(build: Build) -> Response:
    headers = {"location": f"{CONTROL_PATH}/builds/{build.id}"}
    return Response(msgspec.json.encode(_build_info(build, None)), 202, headers, plug_parser.JSON)


def _build_info(build: Build, world: WorldInfo | None) -> BuildInfo:
    status: BuildStatus = "failed" if build.error else "ready" if world else "building"
    return BuildInfo(
        id=build.id, status=status, events_done=build.done, events=build.total, detail=build.error, world=world
    )


@route("GET", "/builds/{id}", "Get the progress of a world that is built in the background", problems=UNKNOWN_BUILD)
async def get_build(context: ControlContext, id: str) -> BuildInfo:
    """`POST /worlds` with the header `Prefer: respond-async` starts a build. If `status` is `ready`, the response
    contains the world.
    """
    build = context.worlds.builds.get(id)
    if build is None:
        end = context.worlds.shard.hint(id) or "; POST /__mock__/worlds with `Prefer: respond-async` starts a build"
        raise ProblemError(404, f"there is no build {id!r}{end}")
    world = context.worlds.world_of(build)
    return _build_info(build, _world_info(context, world) if world else None)


def _fork_origin(context: ControlContext, http: Request, name: str) -> tuple[World, Database | None]:
    """Return the world to fork, and the snapshot to fork, or None for the current state of the world."""
    if found := _find_world(context, name):
        return found, None
    world = context.world(http)
    if name in world.snapshots:
        return world, world.snapshots[name]
    end = context.worlds.shard.hint(name) or suggestion(name, ("default", *world.snapshots))
    owner = "the default world" if world is context.worlds.default else "the world of the bearer token"
    raise ProblemError(404, f"there is no open world {name!r}, and {owner} has no snapshot of this name{end}")


@route("GET", "/worlds/{id}", "Get a world with its people and their tokens", problems=UNKNOWN)
async def get_world(context: ControlContext, id: str) -> WorldInfo:
    """`default` is an alias for the id of the default world."""
    return _world_info(context, _require_world(context, id))


@route("DELETE", "/worlds/{id}", "Close a world", problems={400: "The default world cannot be closed.", **UNKNOWN})
async def close_world(context: ControlContext, id: str) -> None:
    world = _require_world(context, id)
    if world is context.worlds.default:
        raise ProblemError(400, "the default world cannot be closed; POST /__mock__/reset restores its initial state")
    context.worlds.close(world)


def _require_world(context: ControlContext, id: str) -> World:
    world = _find_world(context, id)
    if world is None:
        end = context.worlds.shard.hint(id) or "; GET /__mock__/worlds lists the open worlds"
        raise ProblemError(404, f"there is no open world {id!r}{end}")
    return world


def _find_world(context: ControlContext, id: str) -> World | None:
    return context.worlds.default if id == DEFAULT_WORLD else context.worlds.get(id)


@route("POST", "/reset", "Reset the world to its initial state")
async def reset_world(world: World, context: ControlContext) -> None:
    """The world gets the data, clock, tokens and fault rules that it had when it was opened. The journal is cleared.
    The snapshots of the world are kept.
    """
    async with context.worlds.prepared(world.db, world.initial_state):
        context.worlds.reset(world)


@route("GET", "/people", "List the people of the world with their tokens")
async def list_people(world: World, query: PeopleQuery) -> PeopleList:
    text = query.search.casefold()
    people = [person for person in world.people() if not text or text in _searched_text(world, person)]
    listed = people[query.offset : query.offset + query.limit]
    return PeopleList(count=len(people), people=[_person(world, person) for person in listed])


def _searched_text(world: World, person: model.Person) -> str:
    return f"{person.full_name}\n{person.email}\n{world.role(person)}".casefold()


def _company(world: World) -> CompanyRef:
    return CompanyRef(id=company_views.company_id(world.company), name=world.company.name)


def _world_info(context: ControlContext, world: World) -> WorldInfo:
    people = world.people()
    listed = [_person(world, person) for person in people[:DEFAULT_PAGE]]
    return WorldInfo(
        id=world.id,
        default=world is context.worlds.default,
        company=_company(world),
        owner=listed[0] if listed else None,
        people=listed,
        people_count=len(people),
    )


def _person(world: World, person: model.Person) -> Person:
    return Person(
        id=people_views.person_id(person),
        uuid=person.id,
        full_name=person.full_name,
        email=person.email,
        role=world.role(person),
        token=world.derived_token(person, read_only=False),
        read_only_token=world.derived_token(person, read_only=True),
    )
