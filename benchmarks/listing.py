"""Measures listing the tasks of a project in a small and in a large world. The cost must depend only on the length of
the list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from statistics import median
from typing import Any

from benchmarks.harness import BASE, Result, Server, in_turns, mock, ratio, request

LISTED = 50
"""The number of tasks in each project."""

SMALL, LARGE = 100, 20_000
"""The number of tasks in each world."""


def measure(flags: list[str]) -> Iterator[Result]:
    with ExitStack() as servers:
        small, large = (servers.enter_context(mock(*flags, "--fixture", "empty")) for _ in range(2))
        sides = [(server, request(filled(server, tasks)), 200) for server, tasks in ((small, SMALL), (large, LARGE))]
        few, many = in_turns(sides)
    yield Result(f"{LISTED} tasks of a project, in a world of {LARGE:,}", median(many), "1/s")
    name = f"listing tasks, {LARGE:,} in the world to {SMALL}"
    yield Result(name, ratio(few, many), "ratio", at_most=1.3)


def filled(server: Server, tasks: int) -> str:
    """Create projects with LISTED tasks each. Returns the path and query string that list the tasks of the first
    project."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    space = done(connection, "create_space", name="Product", mission="Ship")["space"]["id"]
    levels = {"anonymous_access_level": 0, "company_access_level": 10, "space_access_level": 10}
    projects = [
        done(connection, "create_project", space_id=space, name=f"Project {number}", **levels)["project"]["id"]
        for number in range(tasks // LISTED)
    ]
    for project in projects:
        for number in range(LISTED):
            inputs = {"type": "project", "id": project, "name": f"Task {number}", "milestone_id": None}
            done(connection, "tasks/create", **inputs, assignee_id=None, due_date=None)
    connection.close()
    return f"{BASE}/tasks/list?project_id={projects[0]}"


def done(connection: HTTPConnection, endpoint: str, **inputs: Any) -> Any:
    """Execute a mutation and return the response body. Raises SystemExit if the mutation fails."""
    headers = {"authorization": "Bearer opk_owner", "content-type": "application/json"}
    connection.request("POST", f"{BASE}/{endpoint}", json.dumps(inputs).encode(), headers)
    response = connection.getresponse()
    body = json.loads(response.read())
    if response.status != 200:
        raise SystemExit(f"{endpoint} must return 200, but returned {response.status} {body}")
    return body
