"""Builds worlds from fixtures, or reads built worlds from the cache."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from mockserver.seed.world_spec import Seeded, WorldSpec
from mockserver.store.database import Database

if TYPE_CHECKING:
    from mockserver.seed.build_cache import BuildCache
    from mockserver.seed.timeline import Progress


def build(
    spec: WorldSpec, progress: Progress | None = None, cache: BuildCache | None = None
) -> tuple[Database, Seeded]:
    """Return the world of a spec. The world is read from the cache or, if the cache does not contain the world, built.

    Raises UnknownFixture, or BrokenFixture with all errors of the fixture.
    """
    if cache is not None and (cached := cache.load(spec)):
        return cached
    # `resolver` imports all builders, which are not needed for a cached world
    from mockserver.seed.resolver import resolve_and_build

    db, seeded = resolve_and_build(spec, progress)
    if cache is not None:
        with suppress(OSError):  # for example, the directory is not writable
            cache.save(spec, db, seeded)
    return db, seeded
