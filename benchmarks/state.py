"""Compares mutations with a state file and mutations in memory, in a small world and in a large one.

A commit writes one line to the journal file, so its cost must not depend on the size of the state.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.harness import BASE, Result, Server, in_turns, mock, ratio, request

TASKS = {100: 8, 20_000: 5_000}
"""The number of tasks in the fixture, by the approximate number of records in the world. Each task also creates
subscriptions and activities."""

AT_LEAST = 0.5
FIXTURE = "goals: [{{name: Grow}}]\nprojects: [{{faker: 1, tasks: [{{faker: {tasks}}}]}}]\n"


def measure(flags: list[str]) -> Iterator[Result]:
    for entities, tasks in TASKS.items():
        with TemporaryDirectory() as folder:
            fixture = Path(folder, "world.yaml")
            fixture.write_text(FIXTURE.format(tasks=tasks), encoding="utf-8")
            base = ["--fixture", str(fixture), *flags]
            kept = [*base, "--state", str(Path(folder, "state.json")), "--fsync", "interval"]
            with mock(*base) as memory, mock(*kept) as state:
                in_memory, with_state = in_turns([(one, _mutation(one), 200) for one in (memory, state)])
        yield Result(f"mutations in memory, {entities:,} entities", median(in_memory), "1/s")
        yield Result(f"mutations with --state, {entities:,} entities", median(with_state), "1/s")
        yield Result(
            f"--state against memory, {entities:,} entities",
            ratio(with_state, in_memory),
            "ratio",
            at_least=AT_LEAST,
        )


def _mutation(server: Server) -> bytes:
    """Return a request that renames a goal. The request changes the database even if the goal already has the name."""
    goal = server.call("GET", f"{BASE}/get_goals").json["goals"][0]["id"]
    return request(f"{BASE}/goals/update_name", method="POST", inputs={"goal_id": goal, "name": "Grow"})
