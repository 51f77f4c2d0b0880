"""Compares the cost of a query for one project in a small and in a large world. The two costs must be about equal."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any
from urllib.parse import urlencode

from benchmarks.harness import BASE, Result, in_turns, mock_with, ratio, request

SMALL, LARGE = 50, 5_000
AT_MOST = 1.3
CHAMPION = "mia"
"""The token of the champion of all projects."""

PARTS = (
    "contributors goal key_resources last_check_in milestones permissions champion reviewer space access_levels "
    "privacy retrospective potential_subscribers unread_notifications subscription_list"
)
CASES = {"get_project": {}, "with all its parts": {f"include_{part}": "true" for part in PARTS.split()}}


def measure(flags: list[str]) -> Iterator[Result]:
    with mock_with(_fixture(SMALL), *flags) as small, mock_with(_fixture(LARGE), *flags) as large:
        ids = [
            (server, server.call("GET", f"{BASE}/get_projects").json["projects"][0]["id"]) for server in (small, large)
        ]
        for name, parts in CASES.items():
            sides = [
                (server, request(f"{BASE}/get_project?{urlencode({'id': id, **parts})}", CHAMPION), 200)
                for server, id in ids
            ]
            few, many = in_turns(sides)
            yield Result(f"{name}, one of {SMALL}", median(few), "1/s")
            yield Result(f"{name}, one of {LARGE:,}", median(many), "1/s")
            yield Result(f"{name}, {LARGE:,} against {SMALL}", ratio(few, many), "ratio", at_most=AT_MOST)


def _fixture(projects: int) -> dict[str, Any]:
    """Return a fixture of projects with the same champion."""
    return {
        "people": [{"name": "Mia Member", "token": CHAMPION}],
        "spaces": [{"name": "Lab"}],
        "projects": [{"name": f"P {n}", "space": "Lab", "champion": "Mia Member"} for n in range(projects)],
    }
