"""The tasks of one project, listed in a small world and in a large one: what a list costs follows its own length."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from statistics import median
from typing import Any

from benchmarks.harness import BASE, Result, Server, in_turns, mock, ratio, request

LISTED = 50
"""Tasks in the project that is listed, and in each of the others."""

SMALL, LARGE = 100, 20_000
"""Tasks in the worlds."""


def measure(flags: list[str]) -> Iterator[Result]:
    with ExitStack() as servers:
        small, large = (servers.enter_context(mock(*flags, "--fixture", "empty")) for _ in range(2))
        sides = [(server, request(filled(server, tasks)), 200) for server, tasks in ((small, SMALL), (large, LARGE))]
        few, many = in_turns(sides)
    yield Result(f"{LISTED} tasks of a project, in a world of {LARGE:,}", median(many), "1/s")
    name = f"listing tasks, {LARGE:,} in the world to {SMALL}"
    yield Result(name, ratio(few, many), "ratio", at_most=1.3)


def filled(server: Server, tasks: int) -> str:
    """Makes projects of LISTED tasks each; answers the path that lists those of the first one."""
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
    """The answer to a mutation that must succeed."""
    headers = {"authorization": "Bearer opk_owner", "content-type": "application/json"}
    connection.request("POST", f"{BASE}/{endpoint}", json.dumps(inputs).encode(), headers)
    answer = connection.getresponse()
    body = json.loads(answer.read())
    if answer.status != 200:
        raise SystemExit(f"{endpoint} was to bring 200, but: {answer.status} {body}")
    return body
