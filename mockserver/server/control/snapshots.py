"""Snapshots of a world, by name."""

from itertools import count
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from mockserver.server.control.helpers import Calls, ControlContext, Json, Problem, answer, body, done
from mockserver.server.worlds.world import World
from mockserver.store.database import Database


class SnapshotSpec(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(pattern="^[^/]{1,200}$")] | None = None


async def make(request: Request, context: ControlContext) -> Response:
    """Keeps the state as it is now. Without a name the snapshot gets one."""
    world, spec = context.world(request), await body(request, SnapshotSpec)
    name = spec.name or next(name for n in count(1) if (name := f"snapshot-{n}") not in world.snapshots)
    if name in world.snapshots:
        raise Problem(409, f"there is a snapshot {name!r}; delete it first, or take another name")
    world.snapshots[name] = world.db.fork()
    return answer(201, _shown(world, name))


async def list_snapshots(request: Request, context: ControlContext) -> Response:
    world = context.world(request)
    return answer(200, {"snapshots": [_shown(world, name) for name in world.snapshots]})


async def restore(request: Request, context: ControlContext) -> Response:
    """Back to a snapshot. Tokens, rules and the journal stay: they are about the world, not in it."""
    world = context.world(request)
    context.worlds.restore(world, snapshot(world, request.path_params["name"]))
    return done()


async def delete(request: Request, context: ControlContext) -> Response:
    world, name = context.world(request), request.path_params["name"]
    snapshot(world, name)
    del world.snapshots[name]
    return done()


def snapshot(world: World, name: str) -> Database:
    """The state that was kept under a name."""
    if name not in world.snapshots:
        there = ", ".join(map(repr, world.snapshots)) or "none"
        raise Problem(404, f"there is no snapshot {name!r} of this world; there is {there}")
    return world.snapshots[name]


def _shown(world: World, name: str) -> Json:
    return {"name": name, "now": world.snapshots[name].clock.now()}


CALLS: Final[Calls] = [
    ("GET", "/snapshots", list_snapshots),
    ("POST", "/snapshots", make),
    ("POST", "/snapshots/{name}/restore", restore),
    ("DELETE", "/snapshots/{name}", delete),
]
