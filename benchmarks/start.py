"""From the start of the process to its first answer, and the memory that it holds then and after work."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from benchmarks.harness import BASE, Result, mock, rate, request

STARTS = 7


def measure(flags: list[str]) -> Iterator[Result]:
    first_answer(flags)  # which leaves the bytecode behind
    clock, core = zip(*[first_answer(flags) for _ in range(STARTS)], strict=True)
    yield Result("process start to first answer", median(clock), "s")
    yield Result("the same, by the time it had a core", median(core), "s", at_most=0.3)
    path = f"{BASE}/get_me"
    with mock(*flags) as server:
        server.call("GET", path)
        yield Result("resident after the first answer", server.resident_megabytes(), "MB", at_most=46)
        rate(server, request(path), 200, seconds=3)
        yield Result("resident after three seconds of load", server.resident_megabytes(), "MB")


def first_answer(flags: list[str]) -> tuple[float, float]:
    """Seconds by the clock, and those that the process had a core."""
    before = perf_counter()
    with mock(*flags) as server:
        if server.call("GET", f"{BASE}/get_me").status != 200:
            raise SystemExit("get_me did not answer 200")
        took = perf_counter() - before
        return took, server.busy_seconds() or took
