"""The clock of a world: reading, setting and advancing it, and how dates depend on it."""

from typing import Any

import pytest

from mockserver.store import clock
from tests.support import Company, Response, Server

NINE = "2026-03-12T09:00:00Z"


def call(company: Company, method: str, path: str = "/clock", **body: Any) -> Response:
    return company.server.control(method, path, company.owner.token, **body)


def test_clock_stands_still_at_time_of_world(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = 1000.0
    monkeypatch.setattr(clock, "tick", lambda: ticks)

    assert call(company, "GET").body == {"now": NINE, "frozen": True}
    ticks += 60
    assert call(company, "GET")["now"] == NINE


@pytest.mark.parametrize(
    ("written", "now"),
    [
        ("2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z"),
        ("2026-06-01T10:00:00", "2026-06-01T10:00:00Z"),
        ("2026-06-01T10:00:00+02:00", "2026-06-01T08:00:00Z"),
        ("2026-06-01T10:00:00.987Z", "2026-06-01T10:00:00Z"),
    ],
)
def test_clock_can_be_set_in_utc(company: Company, written: str, now: str) -> None:
    assert call(company, "PUT", now=written).body == {"now": now, "frozen": True}


def test_clock_runs_when_started(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = 1000.0
    monkeypatch.setattr(clock, "tick", lambda: ticks)

    assert call(company, "PUT", frozen=False).body == {"now": NINE, "frozen": False}
    ticks += 61.9
    assert call(company, "GET")["now"] == "2026-03-12T09:01:01Z"
    assert call(company, "PUT", frozen=True).body == {"now": "2026-03-12T09:01:01Z", "frozen": True}
    ticks += 60
    assert call(company, "GET")["now"] == "2026-03-12T09:01:01Z"


@pytest.mark.parametrize(
    ("by", "now"),
    [
        ({"days": 8}, "2026-03-20T09:00:00Z"),
        ({"hours": 15, "minutes": 1, "seconds": 1}, "2026-03-13T00:01:01Z"),
        ({"days": -1}, "2026-03-11T09:00:00Z"),
        ({"days": 0.5}, "2026-03-12T21:00:00Z"),
        ({}, NINE),
    ],
)
def test_clock_can_be_advanced(company: Company, by: dict[str, float], now: str) -> None:
    assert call(company, "POST", "/clock/advance", **by)["now"] == now


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/clock/advance", {"days": 1e30}),
        ("POST", "/clock/advance", {"days": 10_000_000}),
        ("POST", "/clock/advance", {"days": -100_000}),
        ("POST", "/clock/advance", {"days": "8"}),
        ("PUT", "/clock", {"now": "9999-12-31T23:59:59Z"}),
        ("PUT", "/clock", {"now": "0001-01-01T00:00:00+14:00"}),
        ("PUT", "/clock", {"frozen": "yes"}),
        ("POST", "/worlds", {"now": "0001-01-01T00:00:00+14:00"}),
    ],
)
def test_clock_outside_calendar_is_rejected(company: Company, method: str, path: str, body: dict[str, Any]) -> None:
    response = call(company, method, path, **body)

    assert (response.status, response.headers["content-type"]) == (400, "application/problem+json")
    assert call(company, "GET")["now"] == NINE


def test_worlds_have_separate_clocks(server: Server, company: Company) -> None:
    company.advance(days=8)

    assert call(server.open(), "GET")["now"] == NINE


def test_new_records_have_time_of_world(company: Company) -> None:
    company.advance(days=8)

    company.owner.call("create_space", name="Design", mission="Draw")

    call_ = company.server.control("GET", "/requests?limit=1", company.owner.token)["requests"][0]
    (space,) = [row for row in call_["changes"]["created"] if row["entity"] == "space"]
    assert call_["world_time"] == space["fields"]["inserted_at"] == "2026-03-20T09:00:00Z"


def test_due_dates_follow_clock(company: Company) -> None:
    levels = {"anonymous_access_level": 0, "company_access_level": 70, "space_access_level": 70}
    people = {"champion_id": company.owner.id, "reviewer_id": company.member("Mia Member").id}
    goal = company.owner.call("create_goal", name="Grow", space_id=company.general_id, **people, **levels)["goal"]["id"]

    def seen() -> tuple[int, bool]:
        count = company.owner.call("get_assignments_count")["count"]
        return count, company.owner.call("get_goal", id=goal)["goal"]["is_outdated"]

    assert seen() == (0, False)
    company.advance(days=40)
    assert seen() == (1, True)
    company.advance(days=-40)
    assert seen() == (0, False)
