"""Values that are computed only from a goal, its targets and its checks: status, progress, next step, dates.

(contract: goals 1.1, 1.9, 3.2)
"""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from mockserver.domain import dates
from mockserver.domain.errors import ServerCrash
from mockserver.domain.goals import goal_targets, goals
from mockserver.model.dates import ContextualDate, Timeframe, day
from mockserver.model.goals.goals import Check, Goal, Target

NOW = datetime(2026, 3, 12, 10, tzinfo=UTC)
TODAY = NOW.date()


def goal(**fields: Any) -> Goal:
    due = fields.pop("due", date(2026, 4, 1))
    scheduled = datetime(due.year, due.month, due.day, tzinfo=UTC) if due else None
    given: dict[str, Any] = {"id": "g", "company_id": "c", "space_id": "s", "name": "Grow", "creator_id": "p"}
    return Goal(**given, next_update_scheduled_at=scheduled, inserted_at=NOW, updated_at=NOW, **fields)


def target(start: float, to: float, value: float, name: str = "t") -> Target:
    given: dict[str, Any] = {"id": name, "goal_id": "g", "name": name, "unit": "x", "index": 0}
    return Target(from_=start, to=to, value=value, inserted_at=NOW, updated_at=NOW, **given)


def check(completed: bool, name: str = "c") -> Check:
    given: dict[str, Any] = {"id": name, "goal_id": "g", "creator_id": "p", "name": name, "index": 0}
    return Check(completed=completed, inserted_at=NOW, updated_at=NOW, **given)


@pytest.mark.parametrize(
    ("due", "posted", "next_due"),
    [
        ((2026, 4, 1), (2026, 3, 12), (2026, 4, 1)),
        ((2026, 4, 1), (2026, 3, 24), (2026, 4, 1)),
        ((2026, 4, 1), (2026, 3, 25), (2026, 5, 1)),
        ((2026, 4, 1), (2026, 4, 1), (2026, 5, 1)),
        ((2026, 4, 1), (2026, 4, 20), (2026, 5, 1)),
        ((2026, 2, 1), (2026, 3, 12), (2026, 4, 1)),
        ((2026, 12, 1), (2026, 12, 5), (2027, 1, 1)),
        ((2027, 1, 31), (2027, 1, 31), (2027, 2, 1)),
        (None, (2026, 3, 12), (2026, 4, 1)),
    ],
)
def test_next_progress_update_is_due_on_first_of_month(due: Any, posted: Any, next_due: Any) -> None:
    assert goals.next_check_in(date(*due) if due else None, date(*posted)) == date(*next_due)


@pytest.mark.parametrize(
    ("fields", "status", "outdated"),
    [
        ({}, "pending", False),
        ({"last_update_status": "caution"}, "caution", False),
        ({"last_update_status": "on_track", "due": date(2026, 3, 9)}, "on_track", False),
        ({"last_update_status": "on_track", "due": date(2026, 3, 8)}, "outdated", True),
        ({"success": "yes"}, "achieved", False),
        ({"success": "no"}, "missed", False),
        ({"success": "maybe", "last_update_status": "off_track"}, "off_track", False),
        ({"success": "yes", "success_status": "missed", "due": date(2026, 1, 1)}, "missed", True),
        ({"closed_at": NOW, "due": date(2026, 1, 1)}, "pending", False),
        ({"deleted_at": NOW, "due": date(2026, 1, 1)}, "pending", False),
        ({"due": None}, "outdated", True),
        ({"due": None, "closed_at": NOW, "success_status": "achieved"}, "achieved", True),
    ],
)
def test_goal_status_is_outcome_then_overdue_then_last_update(
    fields: dict[str, Any], status: str, outdated: bool
) -> None:
    subject = goal(**fields)
    assert (goals.status(subject, TODAY), goals.is_outdated(subject, TODAY)) == (status, outdated)


@pytest.mark.parametrize(
    ("start", "to", "value", "percent"),
    [
        (0, 100, 50, 50),
        (0, 100, 120, 100),
        (0, 100, -5, 0),
        (30, 15, 20, 66.66666666666666),
        (30, 15, 10, 100),
        (30, 15, 40, 0),
        (10, 10, 10, 0),
    ],
)
def test_target_progress_is_between_0_and_100(start: float, to: float, value: float, percent: float) -> None:
    assert goal_targets.percentage(target(start, to, value)) == pytest.approx(percent, rel=1e-15)


def test_goal_progress_is_mean_of_targets_and_checklist() -> None:
    targets = [target(0, 100, 50), target(30, 15, 20), target(10, 10, 10)]

    assert goal_targets.progress(targets, [check(True), check(False)]) == pytest.approx(41.6666666)
    assert goal_targets.progress([], [check(True), check(True), check(False)]) == 66.66666666666667


def test_goal_progress_without_targets_is_integer_zero() -> None:
    assert repr(goal_targets.progress([], [])) == "0"
    assert repr(goal_targets.progress([target(0, 1, 0)], [])) == "0.0"


@pytest.mark.parametrize(
    ("targets", "checks", "step"),
    [
        ([target(0, 5, 5, "done"), target(0, 5, 4, "next")], [check(False)], "next"),
        ([target(5, 0, 1, "falling")], [], "falling"),
        ([target(5, 5, 5, "level")], [check(True, "a"), check(False, "b")], "b"),
        ([target(0, 5, 9, "beyond")], [], ""),
    ],
)
def test_next_step_is_first_open_target_then_first_open_check(
    targets: list[Target], checks: list[Check], step: str
) -> None:
    assert goal_targets.next_step(targets, checks) == step


def given(date_type: str, value: str, of: date) -> dates.DateInput:
    return {"date_type": date_type, "value": value, "date": of}


@pytest.mark.parametrize(
    ("date_type", "value"), [("month", "Jul 2025"), ("quarter", "Q3 2025"), ("year", "2025"), ("day", "whenever")]
)
def test_contextual_date_is_formatted_by_type(date_type: Any, value: str) -> None:
    of = date(2025, 7, 20)
    assert dates.contextual_date(given(date_type, value, of)) == ContextualDate(date_type, value, of)


@pytest.mark.parametrize(
    "broken",
    [
        given("month", "July 2025", date(2025, 7, 1)),
        given("month", "Aug 2025", date(2025, 7, 1)),
        given("quarter", "Q2 2025", date(2025, 7, 1)),
        given("year", "2026", date(2025, 7, 1)),
        given("day", "  ", date(2025, 7, 1)),
        {"date_type": "day", "value": "x"},
        {"value": "x", "date": date(2025, 7, 1)},
        {},
    ],
)
def test_contextual_date_with_wrong_value_crashes(broken: dates.DateInput) -> None:
    with pytest.raises(ServerCrash):
        dates.contextual_date(broken)


def test_timeframe_change_of_one_side_creates_missing_timeframe() -> None:
    start, due = day(date(2026, 1, 1)), day(date(2026, 6, 1))

    assert dates.with_end(Timeframe(start, None), due) == Timeframe(start, due)
    assert dates.with_start(Timeframe(start, due), None) == Timeframe(None, due)
    assert dates.with_end(None, due) == Timeframe(None, due)
    assert dates.with_end(Timeframe(None, due), None) == Timeframe(None, None)
    assert dates.with_end(None, None) is None
