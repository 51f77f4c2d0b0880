"""Measures the cost of a fork and a restore in process, and of opening and closing a world over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

from benchmarks.harness import Result, mock
from mockserver.seed.world_spec import WorldSpec
from mockserver.server.worlds.registry import WorldRegistry

TIMES = 200
SMALL, LARGE = "demo", "scaleup"


def measure(flags: list[str]) -> Iterator[Result]:
    fork, restore = in_process(SMALL)
    fork_large, restore_large = in_process(LARGE)
    yield Result(f"fork of {SMALL}, and closing of the fork", fork, "ms", at_most=1)
    yield Result(f"restore of {SMALL}", restore, "ms", at_most=1)
    yield Result(f"fork of {LARGE}, against {SMALL}", fork_large / fork, "ratio", at_most=1.5)
    yield Result(f"restore of {LARGE}, against {SMALL}", restore_large / restore, "ratio", at_most=1.5)
    with mock(*flags, "--fixture", SMALL) as server:

        def open_and_close() -> None:
            opened = server.call("POST", "/__mock__/worlds", {"fixture": SMALL}).json
            server.call("DELETE", f"/__mock__/worlds/{opened['id']}")

        yield Result("a world opened and closed over HTTP", milliseconds(open_and_close), "ms", at_most=3)


def in_process(fixture: str) -> tuple[float, float]:
    """Return two durations in milliseconds. The first is the duration of a fork and of closing the forked world. The
    second is the duration of a restore."""
    worlds = WorldRegistry(WorldSpec(fixture=fixture))
    world = worlds.default
    kept = world.db.fork()
    return milliseconds(lambda: worlds.close(worlds.fork(world))), milliseconds(lambda: worlds.restore(world, kept))


def milliseconds(act: Callable[[], object]) -> float:
    """Return the median duration of a call, in milliseconds."""
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        spent.append((time.perf_counter() - began) * 1000)
    return median(spent)
