"""Compares the cost of a small query and of an error response with the cost of the same responses in uvicorn alone."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.harness import BASE, Result, bare, in_turns, mock, ratio, request

CASES = [("get_me", "get_me", 200, 0.66), ("a 404", "no_such_query", 404, None)]


def measure(flags: list[str]) -> Iterator[Result]:
    with mock(*flags) as server:
        for name, endpoint, status, bound in CASES:
            path = f"{BASE}/{endpoint}"
            with bare(server.call("GET", path)) as floor:
                ours, theirs = in_turns([(server, request(path), status), (floor, request(path), status)])
            yield Result(f"{name}, requests per second of CPU time", median(ours), "1/s")
            yield Result(f"{name}, bare uvicorn", median(theirs), "1/s")
            yield Result(f"{name}, against bare uvicorn", ratio(ours, theirs), "ratio", at_least=bound)
