"""Values that are computed from the fields of a project: status, state, whether it is outdated, next milestone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from mockserver.domain.projects import projects
from mockserver.model.dates import Timeframe, day
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project
from mockserver.model.tasks.tasks import EMPTY_KANBAN
from tests.environments.projects import ProjectEnv
from tests.support import Company, rich_text

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
DUE = datetime(2026, 3, 13, tzinfo=UTC)
TODAY = date(2026, 3, 12)
LATE = date(2026, 3, 17)


def project(**fields: Any) -> Project:
    given = {"next_check_in_scheduled_at": DUE, "inserted_at": NOW, "updated_at": NOW} | fields
    return Project(
        id="p",
        company_id="c",
        space_id="s",
        name="Launch",
        creator_id="o",
        task_statuses=(),
        tasks_kanban_state=EMPTY_KANBAN,
        subscription_list_id="l",
        **given,
    )


def milestone(id: str, end: date | None = None, status: Any = "pending") -> Milestone:
    return Milestone(
        id=id,
        project_id="p",
        creator_id="o",
        title=id,
        status=status,
        timeframe=Timeframe(None, day(end) if end else None),
        tasks_kanban_state=EMPTY_KANBAN,
        subscription_list_id="l",
        inserted_at=NOW,
        updated_at=NOW,
    )


@pytest.mark.parametrize(
    ("fields", "today", "status"),
    [
        ({}, TODAY, "pending"),
        ({"last_check_in_status": "caution"}, TODAY, "caution"),
        ({"last_check_in_status": "caution"}, LATE, "outdated"),
        ({"last_check_in_status": "caution", "status": "paused"}, LATE, "paused"),
        ({"status": "paused", "success_status": "missed"}, LATE, "missed"),
        ({"status": "closed"}, LATE, "pending"),
        ({"status": "closed", "success_status": "achieved"}, LATE, "achieved"),
    ],
)
def test_project_status_follows_state_and_check_in(fields: dict[str, Any], today: date, status: str) -> None:
    assert projects.status(project(**fields), today) == status


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "active"),
        ({"status": "paused"}, "paused"),
        ({"status": "closed", "closed_at": NOW}, "closed"),
        ({"status": "active", "closed_at": NOW}, "closed"),
        ({"status": "paused", "closed_at": NOW}, "closed"),
    ],
)
def test_project_state_follows_fields(fields: dict[str, Any], state: str) -> None:
    assert projects.state(project(**fields)) == state


@pytest.mark.parametrize(
    ("fields", "today", "outdated"),
    [
        ({}, date(2026, 3, 16), False),
        ({}, date(2026, 3, 17), True),
        ({"status": "paused"}, LATE, False),
        ({"status": "closed"}, LATE, False),
        ({"deleted_at": NOW}, LATE, False),
        ({"next_check_in_scheduled_at": None}, TODAY, True),
        ({"next_check_in_scheduled_at": None, "status": "paused"}, TODAY, True),
        ({"timeframe": Timeframe(day(date(2026, 3, 18)))}, LATE, False),
        ({"timeframe": Timeframe(day(LATE))}, LATE, True),
        ({"timeframe": Timeframe(None, day(TODAY))}, LATE, True),
    ],
)
def test_project_is_outdated_after_missed_check_in(fields: dict[str, Any], today: date, outdated: bool) -> None:
    assert projects.is_outdated(project(**fields), today) is outdated


@pytest.mark.parametrize(
    ("milestones", "following"),
    [
        ([], None),
        ([milestone("a", status="done")], None),
        ([milestone("a"), milestone("b")], "b"),
        ([milestone("a"), milestone("b", date(2026, 9, 1)), milestone("c")], "b"),
        ([milestone("a", date(2026, 9, 1)), milestone("b", date(2026, 4, 1))], "b"),
        ([milestone("a", date(2026, 4, 1)), milestone("b", date(2026, 4, 1))], "a"),
        ([milestone("a", date(2026, 4, 1), "done"), milestone("b", date(2026, 9, 1))], "b"),
    ],
)
def test_next_milestone_is_first_open_by_due_date(milestones: list[Milestone], following: str | None) -> None:
    found = projects.next_milestone(milestones)
    assert (found.id if found else None) == following


def test_project_is_outdated_four_days_after_check_in_date(company: Company) -> None:
    env = ProjectEnv(company)
    env.owner.call("post_project_check_in", project_id=env.id, status="on_track", description=rich_text("All well"))
    due = env.get_project()["next_check_in_scheduled_at"]

    company.advance(days=11)  # to Monday, 23 March. The check-in was due on Friday, 20 March
    monday = env.get_project()
    company.advance(days=1)
    tuesday = env.get_project()

    assert due == "2026-03-20T00:00:00Z"
    assert (monday["status"], monday["is_outdated"]) == ("on_track", False)
    assert (tuesday["status"], tuesday["is_outdated"]) == ("outdated", True)
