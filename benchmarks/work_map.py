"""Compares the cost of the work map of a small company and of a company that is ten times as large.

The cost must not grow much faster than the number of items.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.harness import BASE, ROUNDS, Result, Server, mock_with, ratio

SMALL, LARGE = 200, 2_000
"""The number of items on each work map. Half of the items are goals, the other half are projects."""

AT_MOST = 15.0
MILLISECONDS = 40.0
"""The maximum CPU time of a response with the large work map."""
BRANCHES = 3
"""The number of child goals of each goal."""

CALLS = {SMALL: 50, LARGE: 5}
"""The number of requests in a round, by the number of items. The requests are sent one after another, without the
load generator, because the time of the client does not matter if a response takes several milliseconds."""


def measure(flags: list[str]) -> Iterator[Result]:
    with ExitStack() as servers:
        sides = [(servers.enter_context(mock_with(_fixture(items), *flags)), items) for items in (SMALL, LARGE)]
        for server, items in sides:
            milliseconds(server, items)
        rounds = [[milliseconds(server, items) for server, items in sides] for _ in range(ROUNDS)]
    few, many = zip(*rounds, strict=True)
    yield Result(f"get_work_map of {SMALL}", median(few), "ms")
    yield Result(f"get_work_map of {LARGE:,}", median(many), "ms", at_most=MILLISECONDS)
    yield Result(f"get_work_map, {LARGE:,} against {SMALL}", ratio(list(many), list(few)), "ratio", at_most=AT_MOST)


def milliseconds(server: Server, items: int) -> float:
    """Return the CPU time of the server per request, in milliseconds."""
    before, started = server.busy_seconds(), perf_counter()
    for _ in range(CALLS[items]):
        response = server.call("GET", f"{BASE}/get_work_map?include_assignees=true")
        if response.status != 200:
            raise SystemExit(f"get_work_map must return 200, but returned {response.status}")
    took = perf_counter() - started
    after = server.busy_seconds()
    return (took if before is None or after is None else after - before) / CALLS[items] * 1000


def _fixture(items: int) -> dict[str, Any]:
    """Return a fixture with a tree of goals. Each goal has targets, a check, and a project with a milestone."""
    goals: list[dict[str, Any]] = [
        {
            "name": f"Goal {number}",
            "targets": [{"name": "Revenue", "to": 100}, {"name": "Reach", "to": 100}],
            "checks": [{"name": "Hire"}],
            "projects": [{"name": f"Project {number}", "milestones": [{"title": "First half"}]}],
        }
        for number in range(items // 2)
    ]
    for number in range(1, len(goals)):
        goals[number]["parent"] = f"Goal {(number - 1) // BRANCHES}"
    return {"goals": goals}
