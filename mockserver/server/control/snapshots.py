"""Snapshots of a world, by name."""

from itertools import count
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from mockserver.server.control.helpers import Calls, Desk, Json, Problem, answer, body, done
from mockserver.server.worlds.worlds import OpenWorld
from mockserver.store.database import World


class SnapshotSpec(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(pattern="^[^/]{1,200}$")] | None = None


async def make(request: Request, desk: Desk) -> Response:
    """Keeps the state as it is now. Without a name the snapshot gets one."""
    host, spec = desk.host(request), await body(request, SnapshotSpec)
    name = spec.name or next(name for n in count(1) if (name := f"snapshot-{n}") not in host.snapshots)
    if name in host.snapshots:
        raise Problem(409, f"there is a snapshot {name!r}; delete it first, or take another name")
    host.snapshots[name] = host.world.fork()
    return answer(201, _shown(host, name))


async def list_snapshots(request: Request, desk: Desk) -> Response:
    host = desk.host(request)
    return answer(200, {"snapshots": [_shown(host, name) for name in host.snapshots]})


async def restore(request: Request, desk: Desk) -> Response:
    """Back to a snapshot. Tokens, rules and the journal stay: they are about the world, not in it."""
    host = desk.host(request)
    desk.worlds.restore(host, snapshot(host, request.path_params["name"]))
    return done()


async def delete(request: Request, desk: Desk) -> Response:
    host, name = desk.host(request), request.path_params["name"]
    snapshot(host, name)
    del host.snapshots[name]
    return done()


def snapshot(host: OpenWorld, name: str) -> World:
    """The state that was kept under a name."""
    if name not in host.snapshots:
        there = ", ".join(map(repr, host.snapshots)) or "none"
        raise Problem(404, f"there is no snapshot {name!r} of this world; there is {there}")
    return host.snapshots[name]


def _shown(host: OpenWorld, name: str) -> Json:
    return {"name": name, "now": host.snapshots[name].clock.now()}


CALLS: Final[Calls] = [
    ("GET", "/snapshots", list_snapshots),
    ("POST", "/snapshots", make),
    ("POST", "/snapshots/{name}/restore", restore),
    ("DELETE", "/snapshots/{name}", delete),
]
