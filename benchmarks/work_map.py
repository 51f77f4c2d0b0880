"""Compares the work map of a small company with that of one that is ten times as large.

The cost must depend on the number of items only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.harness import BASE, ROUNDS, Result, Server, mock, ratio
from benchmarks.listing import done

SMALL, LARGE = 200, 2_000
"""The number of items on each work map. Half of the items are goals, the other half are projects."""

AT_MOST = 15.0
MILLISECONDS = 40.0
"""The maximum CPU time of a response with the large work map."""
BRANCHES = 3
"""The number of child goals of each goal."""

CALLS = {SMALL: 50, LARGE: 5}
"""The number of requests in a round, by the number of items. The load generator is not used, because a single response
takes long."""


def measure(flags: list[str]) -> Iterator[Result]:
    with ExitStack() as servers:
        sides = [(servers.enter_context(mock(*flags, "--fixture", "empty")), items) for items in (SMALL, LARGE)]
        for server, items in sides:
            fill(server, items)
            milliseconds(server, items)
        rounds = [[milliseconds(server, items) for server, items in sides] for _ in range(ROUNDS)]
    few, many = zip(*rounds, strict=True)
    yield Result(f"get_work_map of {SMALL}", median(few), "ms")
    yield Result(f"get_work_map of {LARGE:,}", median(many), "ms", at_most=MILLISECONDS)
    yield Result(f"get_work_map, {LARGE:,} to {SMALL}", ratio(list(many), list(few)), "ratio", at_most=AT_MOST)


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


def fill(server: Server, items: int) -> None:
    """Create a tree of goals. Each goal has targets, a check, and a project with a milestone."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    space = done(connection, "create_space", name="Product", mission="Ship")["space"]["id"]
    common: dict[str, Any] = {
        "space_id": space,
        "anonymous_access_level": 0,
        "company_access_level": 10,
        "space_access_level": 70,
    }
    targets = [{"name": name, "from": 0, "to": 100, "unit": "%"} for name in ("Revenue", "Reach")]
    goals: list[str] = []
    for number in range(items // 2):
        parent = goals[(number - 1) // BRANCHES] if goals else None
        made = done(connection, "create_goal", name=f"Goal {number}", parent_goal_id=parent, targets=targets, **common)
        goals.append(made["goal"]["id"])
        done(connection, "goals/add_check", goal_id=goals[-1], name="Hire")
        made = done(connection, "create_project", name=f"Project {number}", goal_id=goals[-1], **common)
        project = made["project"]["id"]
        done(connection, "projects/create_milestone", project_id=project, name="First half", due_date=None)
    connection.close()
