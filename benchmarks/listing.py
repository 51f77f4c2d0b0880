"""Compares the cost of listing the tasks of a project in a small and in a large world.

The cost must depend only on the length of the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from typing import Any

from benchmarks.harness import BASE, Result, in_turns, mock_with, ratio, request

LISTED = 50
"""The number of tasks in each project."""

SMALL, LARGE = 100, 20_000
"""The number of tasks in each world."""


def measure(flags: list[str]) -> Iterator[Result]:
    with ExitStack() as servers:
        sides = []
        for tasks in (SMALL, LARGE):
            server = servers.enter_context(mock_with(_fixture(tasks), *flags))
            project = server.call("GET", f"{BASE}/get_projects").json["projects"][0]["id"]
            sides.append((server, request(f"{BASE}/tasks/list?project_id={project}"), 200))
        few, many = in_turns(sides)
    yield Result(f"{LISTED} tasks of a project, in a world of {LARGE:,}", median(many), "1/s")
    name = f"listing tasks, {LARGE:,} in the world against {SMALL}"
    yield Result(name, ratio(few, many), "ratio", at_most=1.3)


def _fixture(tasks: int) -> dict[str, Any]:
    """Return a fixture of projects with LISTED tasks each."""
    listed = [{"name": f"Task {number}"} for number in range(LISTED)]
    return {"projects": [{"name": f"Project {number}", "tasks": listed} for number in range(tasks // LISTED)]}
