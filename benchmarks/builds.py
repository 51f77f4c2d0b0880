"""Measures the cache of fixtures, the first write after a fork, and pauses of the event loop while a world is built."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Result
from mockserver.model.feed.activities import Notification
from mockserver.seed import fixtures
from mockserver.seed.build_cache import BuildCache
from mockserver.seed.world_spec import WorldSpec
from mockserver.server.worlds.templates import TemplateStore
from mockserver.store.database import Database

SPEC = WorldSpec(fixture="scaleup")


def measure(flags: list[str]) -> Iterator[Result]:
    with TemporaryDirectory() as folder:
        cache = BuildCache(Path(folder))
        built = _cpu(lambda: fixtures.build(SPEC, cache=cache))
        read = min(_cpu(lambda: fixtures.build(SPEC, cache=cache)) for _ in range(3))
        db, _ = fixtures.build(SPEC, cache=cache)
    yield Result("scaleup from the cache, against a build", read / built, "x", at_most=0.15)
    db.fork()
    yield Result("first write after a fork of scaleup", min(_first_write(db.fork()) for _ in range(5)), "ms", at_most=5)
    yield Result("longest pause during a build in a thread", asyncio.run(_longest_pause()) * 1000, "ms", at_most=50)


def _cpu(action: object) -> float:
    assert callable(action)
    start = time.process_time()
    action()
    return time.process_time() - start


def _first_write(db: Database) -> float:
    row = next(db.all(Notification))
    start = time.process_time()
    with db.transaction():
        db.change(row, read=not row.read)
    return (time.process_time() - start) * 1000


async def _longest_pause() -> float:
    """Build the fixture `startup` in a thread. Return the longest pause of the event loop during the build, in seconds.

    A pause is the time by which a sleep of one millisecond was too long.
    """
    building = asyncio.create_task(TemplateStore().prepare(WorldSpec(fixture="startup", seed=9)))
    longest = 0.0
    while not building.done():
        start = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - start - 0.001)
    await building
    return longest
