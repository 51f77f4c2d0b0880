"""Measures the time from the start of the server process to the first response, and the memory of the process."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from benchmarks.harness import BASE, Result, mock, rate, request

STARTS = 7


def measure(flags: list[str]) -> Iterator[Result]:
    first_response(flags)  # the first start writes the bytecode files
    clock, core = zip(*[first_response(flags) for _ in range(STARTS)], strict=True)
    yield Result("process start to first response, elapsed time", median(clock), "s")
    yield Result("process start to first response, CPU time", median(core), "s", at_most=0.3)
    path = f"{BASE}/get_me"
    with mock(*flags) as server:
        server.call("GET", path)
        yield Result("resident memory after the first response", server.resident_megabytes(), "MB", at_most=46)
        rate(server, request(path), 200, seconds=3)
        yield Result("resident memory after three seconds of load", server.resident_megabytes(), "MB")


def first_response(flags: list[str]) -> tuple[float, float]:
    """Start a server and send a request. Return the elapsed time and the CPU time until the response, in seconds."""
    before = perf_counter()
    with mock(*flags) as server:
        if server.call("GET", f"{BASE}/get_me").status != 200:
            raise SystemExit("get_me did not return 200")
        took = perf_counter() - before
        return took, server.busy_seconds() or took
