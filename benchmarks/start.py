"""From the start of the process to its first answer, and the memory that it holds then and after work."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from benchmarks.harness import BASE, Result, mock, rate, request

STARTS = 7


def measure(flags: list[str]) -> Iterator[Result]:
    yield Result("process start to first answer", median(first_answer(flags) for _ in range(STARTS)), "s", at_most=0.4)
    path = f"{BASE}/get_me"
    with mock(*flags) as server:
        server.call("GET", path)
        yield Result("resident after the first answer", server.resident_megabytes(), "MB", at_most=70)
        rate(server, request(path), 200, seconds=3)
        yield Result("resident after three seconds of load", server.resident_megabytes(), "MB")


def first_answer(flags: list[str]) -> float:
    before = perf_counter()
    with mock(*flags) as server:
        if server.call("GET", f"{BASE}/get_me").status != 200:
            raise SystemExit("get_me did not answer 200")
        return perf_counter() - before
