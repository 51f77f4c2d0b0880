"""The snapshots of a world."""

from itertools import count
from typing import Final

from mockserver.contract.names import suggestion
from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import ControlContext, route
from mockserver.server.schemas.snapshots import CreateSnapshot, SnapshotInfo, SnapshotList
from mockserver.server.worlds.registry import KEPT_BY_RESTORE
from mockserver.server.worlds.world import World
from mockserver.store.database import Database

UNKNOWN: Final = {404: "The world has no snapshot of this name."}


@route("GET", "/snapshots", "List the snapshots of the world")
async def list_snapshots(world: World) -> SnapshotList:
    return SnapshotList(snapshots=[_snapshot_info(world, name) for name in world.snapshots])


@route(
    "POST",
    "/snapshots",
    "Create a snapshot of the current state",
    status=201,
    problems={409: "The world already has a snapshot of this name."},
    example={"name": "before"},
)
async def create_snapshot(world: World, body: CreateSnapshot) -> SnapshotInfo:
    """Without a name, the snapshot is called `snapshot-1`, `snapshot-2` and so on."""
    name = body.name or next(name for n in count(1) if (name := f"snapshot-{n}") not in world.snapshots)
    if name in world.snapshots:
        raise ProblemError(409, f"there is already a snapshot {name!r}; delete it or choose another name")
    world.snapshots[name] = world.db.fork()
    return _snapshot_info(world, name)


@route("POST", "/snapshots/{name}/restore", "Restore a snapshot", problems=UNKNOWN)
async def restore_snapshot(world: World, context: ControlContext, name: str) -> None:
    """The data, the clock and the random source are restored. Tokens, fault rules and the journal are not part of a
    snapshot, and stay unchanged.
    """
    state = find_snapshot(world, name)
    async with context.worlds.prepared(world.db, state, exclude=KEPT_BY_RESTORE):
        context.worlds.restore(world, state)


@route("DELETE", "/snapshots/{name}", "Delete a snapshot", problems=UNKNOWN)
async def delete_snapshot(world: World, name: str) -> None:
    find_snapshot(world, name)
    del world.snapshots[name]


def find_snapshot(world: World, name: str) -> Database:
    """Return the database of a snapshot. Raises ProblemError if no snapshot has this name."""
    if name not in world.snapshots:
        known = ", ".join(map(repr, world.snapshots)) or "none"
        end = suggestion(name, world.snapshots) or "."
        raise ProblemError(404, f"this world has no snapshot {name!r}{end} Snapshots: {known}")
    return world.snapshots[name]


def _snapshot_info(world: World, name: str) -> SnapshotInfo:
    return SnapshotInfo(name=name, now=world.snapshots[name].clock.now())
