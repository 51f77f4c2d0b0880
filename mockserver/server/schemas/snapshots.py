"""Snapshots of a world."""

from typing import Annotated

from msgspec import Meta

from mockserver.server.schemas.base import Request, Response, Time


class CreateSnapshot(Request, frozen=True):
    name: (
        Annotated[
            str, Meta(pattern="^[^/]{1,200}$", description="A new name. Default: `snapshot-1`, `snapshot-2` and so on.")
        ]
        | None
    ) = None


class SnapshotInfo(Response, frozen=True):
    name: Annotated[str, Meta(description="The name of the snapshot.")]
    now: Annotated[Time, Meta(description="The world's time when the snapshot was created.")]


class SnapshotList(Response, frozen=True):
    snapshots: Annotated[list[SnapshotInfo], Meta(description="The snapshots of the world.")]
