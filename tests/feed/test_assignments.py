"""Assignments of a person (contract: activities 6 and 10). The clock of the world shows Thursday, 2026-03-12."""

import pytest

from tests.environments.feed import FeedEnv
from tests.support import Json, Person, assert_error, rich_text

PAST = {"date_type": "day", "value": "Mar 1, 2026", "date": "2026-03-01"}


def day(date: str) -> Json:
    return {"date_type": "day", "value": date, "date": date}


def assignments(person: Person) -> list[Json]:
    return list(person.call("get_assignments")["assignments"])


def names(person: Person) -> list[str]:
    return [f"{item['role']}: {item['name']}" for item in assignments(person)]


def count(person: Person) -> int:
    return int(person.call("get_assignments_count")["count"])


def test_assignments_of_new_person_are_empty(env: FeedEnv) -> None:
    assert (assignments(env.mia), count(env.mia)) == ([], 0)
    assert env.mia.get("get_assignments", page=1).message == "Unknown input field: page"
    assert_error(env.mia.get("get_assignments_count", page=1), 400, "get_assignments_count has no input field 'page'")


# --- check-ins --------------------------------------------------------------------------------------------------------


def test_project_check_in_is_due_then_reviewed_then_done(env: FeedEnv) -> None:
    project = env.project
    assert assignments(env.mia) == []  # none, because the check-in is due tomorrow
    env.company.advance(days=1)

    (to_write,) = assignments(env.mia)
    company, space = env.company.id, env.owner.call("get_space", id=env.space)["space"]["name"]
    assert to_write == {
        "resource_id": project,
        "name": "Shed - Check-in",
        "due": "2026-03-13T00:00:00Z",
        "type": "check_in",
        "role": "owner",
        "action_label": "Submit weekly check-in",
        "path": f"/{company}/projects/{project}/check-ins/new",
        "origin": {
            "id": project,
            "name": "Shed",
            "type": "project",
            "path": f"/{company}/projects/{project}",
            "space_name": space,
            "due_date": None,
        },
        "task_status": None,
        "author_id": None,
        "author_name": None,
        "description": None,
    }
    assert (count(env.mia), assignments(env.rita)) == (1, [])

    posted = env.mia.call(
        "post_project_check_in", project_id=project, status="on_track", description=rich_text("Fine")
    )["check_in"]["id"]
    assert assignments(env.mia) == []
    (to_review,) = assignments(env.rita)
    assert (to_review["resource_id"], to_review["role"], to_review["due"]) == (
        posted,
        "reviewer",
        "2026-03-13T09:00:00Z",
    )
    assert to_review["action_label"] == "Review weekly check-in"
    assert to_review["path"] == f"/{company}/project-check-ins/{posted}"
    assert (to_review["author_id"], to_review["author_name"]) == (env.mia.id, "Mia Moss")
    assert count(env.rita) == 1

    env.rita.call("acknowledge_project_check_in", id=posted)
    assert (assignments(env.rita), count(env.rita)) == ([], 0)


def test_check_in_of_owner_is_reviewed_by_champion_and_reviewer(env: FeedEnv) -> None:
    assert env.check_in

    assert names(env.mia) == names(env.rita) == ["reviewer: Shed - Check-in"]


def test_new_project_reviewer_has_no_old_check_ins_to_review(env: FeedEnv) -> None:
    carl = env.company.member("Carl Cole")
    assert env.check_in

    env.owner.call("projects/update_reviewer", project_id=env.project, reviewer_id=carl.id)
    assert (names(env.mia), names(env.rita), names(carl)) == ([], [], [])

    env.owner.call("post_project_check_in", project_id=env.project, status="caution", description=rich_text("x"))
    assert (len(names(env.mia)), len(names(env.rita)), len(names(carl))) == (1, 0, 1)


@pytest.mark.parametrize("change", ["pause_project", "close_project"])
def test_paused_project_has_no_assignments(env: FeedEnv, change: str) -> None:
    env.company.advance(days=1)
    assert env.check_in and env.milestone and env.task
    env.company.advance(days=30)
    assert len(assignments(env.mia)) == 4

    more = {} if change == "pause_project" else {"retrospective": rich_text("x"), "success_status": "missed"}
    env.owner.call(change, project_id=env.project, **more)

    assert (assignments(env.mia), count(env.mia)) == ([], 0)


def test_resumed_closed_project_has_check_in_assignment_only(env: FeedEnv) -> None:
    assert env.milestone and env.task and env.retrospective
    env.owner.call("resume_project", project_id=env.project, message=rich_text("On"))
    env.company.advance(days=30)

    assert names(env.mia) == ["owner: Shed - Check-in"]


def test_unstarted_project_has_no_check_in_assignment(env: FeedEnv) -> None:
    env.owner.call("projects/update_start_date", project_id=env.project, start_date=day("2026-04-01"))
    env.company.advance(days=10)
    assert assignments(env.mia) == []

    env.company.advance(days=10)
    assert names(env.mia) == ["owner: Shed - Check-in"]


# --- goals ------------------------------------------------------------------------------------------------------------


def test_goal_progress_update_is_due_then_reviewed(env: FeedEnv) -> None:
    goal = env.goal
    env.company.advance(days=20)
    (to_write,) = assignments(env.mia)
    assert (to_write["name"], to_write["due"]) == ("Grow - Goal Update", "2026-04-01T00:00:00Z")
    assert (to_write["action_label"], to_write["type"]) == ("Submit goal progress update", "goal_update")
    assert to_write["path"] == f"/{env.company.id}/goals/{goal}/check-ins/new"
    assert to_write["origin"]["path"] == f"/{env.company.id}/goals/{goal}"

    update = env.update  # posted by the owner, so both the champion (Mia) and the reviewer (Rita) may review it
    assert count(env.mia) == 1
    (to_review,) = assignments(env.rita)
    assert (to_review["resource_id"], to_review["name"]) == (update, "Grow \N{EN DASH} Goal Update")
    assert to_review["path"] == f"/{env.company.id}/goal-check-ins/{update}"
    assert to_review["author_name"] == "Olivia Owner"

    env.rita.call("acknowledge_goal_progress_update", id=update)
    assert (names(env.mia), names(env.rita)) == ([], [])


def test_only_goal_lead_has_no_own_updates_to_review(env: FeedEnv) -> None:
    env.owner.call("goals/update_reviewer", goal_id=env.goal, reviewer_id=env.mia.id)
    env.new_update(env.mia)

    assert assignments(env.mia) == []


def test_new_goal_reviewer_has_no_old_updates_to_review(env: FeedEnv) -> None:
    assert env.update
    env.owner.call("goals/update_reviewer", goal_id=env.goal, reviewer_id=env.mia.id)

    assert (assignments(env.mia), assignments(env.rita)) == ([], [])


def test_closed_goal_has_no_assignments(env: FeedEnv) -> None:
    assert env.update
    env.company.advance(days=60)
    assert len(assignments(env.mia)) == 2

    env.owner.call("close_goal", goal_id=env.goal, success="no", success_status="missed", retrospective=rich_text("x"))

    assert (assignments(env.mia), count(env.mia)) == ([], 0)


# --- tasks and milestones ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "pressing"), [(None, 0), ("2026-03-01", 1), ("2026-03-12", 1), ("2026-03-13", 1), ("2026-03-14", 0)]
)
def test_assignments_count_includes_tasks_due_by_tomorrow(env: FeedEnv, due: str | None, pressing: int) -> None:
    env.new_task("project", env.project, milestone_id=None, due_date=due and day(due))
    env.new_task("space", env.space, due_date=due and day(due))

    shown = assignments(env.mia)

    assert [item["due"] for item in shown] == [due, due]
    assert count(env.mia) == 2 * pressing


def test_project_task_assignment_shows_project(env: FeedEnv) -> None:
    env.owner.call("projects/update_due_date", project_id=env.project, due_date=day("2026-03-31"))
    id = env.new_task("project", env.project, milestone_id=None)

    (task,) = assignments(env.mia)

    assert (task["resource_id"], task["name"], task["action_label"]) == (id, "Sweep", "Sweep")
    assert (task["type"], task["task_status"]) == ("project_task", "pending")
    assert task["path"] == f"/{env.company.id}/tasks/{id}"
    assert task["origin"]["due_date"] == "2026-03-31T00:00:00Z"


def test_space_task_assignment_shows_space(env: FeedEnv) -> None:
    id = env.space_task

    (task,) = assignments(env.mia)

    space = env.owner.call("get_space", id=env.space)["space"]["id"]
    assert task["path"] == f"/{env.company.id}/spaces/{space}/kanban?taskId={id}"
    assert task["origin"] == {
        "id": space,
        "name": "Yard",
        "type": "space",
        "path": f"/{env.company.id}/spaces/{space}",
        "space_name": "Yard",
        "due_date": None,
    }


@pytest.mark.parametrize("name", ["task", "space_task"])
def test_closed_task_is_no_assignment(env: FeedEnv, name: str) -> None:
    id, type = getattr(env, name), "project" if name == "task" else "space"
    closed = env.status(type, id) | {"closed": True, "value": "done"}
    before = len(assignments(env.mia))

    env.owner.call("tasks/update_status", task_id=id, type=type, status=closed)

    assert len(assignments(env.mia)) == before - 1


def test_milestone_is_assignment_of_champion(env: FeedEnv) -> None:
    id = env.milestone

    (shown,) = assignments(env.mia)

    assert (shown["resource_id"], shown["name"], shown["due"]) == (id, "Roof", "2026-12-20")
    assert shown["path"] == f"/{env.company.id}/milestones/{id}"
    assert (count(env.mia), assignments(env.rita)) == (0, [])
    env.owner.call("post_milestone_comment", milestone_id=id, content=rich_text("x"), action="complete")
    assert assignments(env.mia) == []


def test_milestone_without_due_date_is_listed_but_not_counted(env: FeedEnv) -> None:
    env.owner.call("projects/create_milestone", project_id=env.project, name="Some day", due_date=None)
    env.owner.call("projects/create_milestone", project_id=env.project, name="Now", due_date=PAST)

    assert ([item["due"] for item in assignments(env.mia)], count(env.mia)) == ([None, "2026-03-01"], 1)


def test_assignment_requires_role_but_not_access(env: FeedEnv) -> None:
    assert env.space_task
    env.owner.call("convert_company_member_to_guest", person_id=env.mia.id)

    assert names(env.mia) == ["owner: Sweep"]


def test_assignment_groups_are_sorted(env: FeedEnv) -> None:
    assert env.space_task and env.task and env.check_in and env.update
    env.company.advance(days=40)

    assert [(item["type"], item["role"]) for item in assignments(env.mia)] == [
        ("check_in", "owner"),
        ("check_in", "reviewer"),
        ("goal_update", "owner"),
        ("goal_update", "reviewer"),
        ("project_task", "owner"),
        ("space_task", "owner"),
        ("milestone", "owner"),
    ]
