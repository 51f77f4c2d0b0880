"""Measures a query of one project in a small and in a large world. The cost must be the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from urllib.parse import urlencode

from benchmarks.harness import BASE, Result, Server, in_turns, mock, ratio, request
from mockserver.model.ids import short

SMALL, LARGE = 50, 5_000
AT_MOST = 1.3

PARTS = (
    "contributors goal key_resources last_check_in milestones permissions champion reviewer space access_levels "
    "privacy retrospective potential_subscribers unread_notifications subscription_list"
)
CASES = {"get_project": {}, "with all its parts": {f"include_{part}": "true" for part in PARTS.split()}}


def measure(flags: list[str]) -> Iterator[Result]:
    with filled(SMALL, flags) as small, filled(LARGE, flags) as large:
        for name, parts in CASES.items():
            sides = [
                (server, request(f"{BASE}/get_project?{urlencode({'id': id, **parts})}", token), 200)
                for server, token, id in (small, large)
            ]
            few, many = in_turns(sides)
            yield Result(f"{name}, one of {SMALL}", median(few), "1/s")
            yield Result(f"{name}, one of {LARGE:,}", median(many), "1/s")
            yield Result(f"{name}, {LARGE:,} against {SMALL}", ratio(few, many), "ratio", at_most=AT_MOST)


@contextmanager
def filled(projects: int, flags: list[str]) -> Iterator[tuple[Server, str, str]]:
    """A context manager that runs a server with this number of projects. All projects have the same champion. Yields
    the server, a token of the champion and the id of a project.
    """
    with mock(*flags) as server:
        mia = {"full_name": "Mia Member", "email": "mia@benchmark.test", "title": "Engineer"}
        uuid = _done(server, f"{BASE}/add_company_member", mia)["person_id"]
        token = _done(server, "/__mock__/tokens", {"person_id": uuid})["token"]
        room = {"name": "Lab", "mission": "m", "company_permissions": 10, "public_permissions": 0}
        inputs = {
            "space_id": _done(server, f"{BASE}/create_space", room)["space"]["id"],
            "champion_id": short(uuid),
            "anonymous_access_level": 0,
            "company_access_level": 10,
            "space_access_level": 70,
        }
        made = [_done(server, f"{BASE}/create_project", inputs | {"name": f"P {n}"}) for n in range(projects)]
        yield server, token, made[projects // 2]["project"]["id"]


def _done(server: Server, path: str, inputs: object) -> Any:
    response = server.call("POST", path, inputs)
    if response.status not in (200, 201):
        raise SystemExit(f"{path} returned {response.status}: {response.body.decode()}")
    return response.json
