"""How long the largest company takes to build, from the start of the process to its first answer."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from benchmarks.harness import BASE, Result, mock

AT_MOST = 20.0


def measure(flags: list[str]) -> Iterator[Result]:
    before = perf_counter()
    with mock("--fixture", "enterprise", *flags) as server:
        if server.call("GET", f"{BASE}/get_me").status != 200:
            raise SystemExit("get_me did not answer 200")
        took = perf_counter() - before
        yield Result("enterprise: start to first answer", took, "s")
        core = server.busy_seconds() or took
        yield Result("the same, by the time it had a core", core, "s", at_most=AT_MOST)
        yield Result("enterprise: resident", server.resident_megabytes(), "MB")
