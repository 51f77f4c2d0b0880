"""What a person has to do (contract: activities 6 and 10). The stage opens on Thursday, 2026-03-12."""

import pytest

from tests.builders.feed import Stage
from tests.support import Json, Person, rich_text

PAST = {"date_type": "day", "value": "Mar 1, 2026", "date": "2026-03-01"}


def on(date: str) -> Json:
    return {"date_type": "day", "value": date, "date": date}


def duties(person: Person) -> list[Json]:
    return list(person.done("get_assignments")["assignments"])


def names(person: Person) -> list[str]:
    return [f"{one['role']}: {one['name']}" for one in duties(person)]


def count(person: Person) -> int:
    return int(person.done("get_assignments_count")["count"])


def test_nothing_to_do(stage: Stage) -> None:
    assert (duties(stage.mia), count(stage.mia)) == ([], 0)
    assert stage.mia.get("get_assignments", page=1).message == "Unknown input field: page"
    assert stage.mia.get("get_assignments_count", page=1).status == 400


# --- check-ins --------------------------------------------------------------------------------------------------------


def test_a_check_in_is_written_then_reviewed_then_done(stage: Stage) -> None:
    project = stage.project
    assert duties(stage.mia) == []  # due on Friday the 13th
    stage.company.advance(days=1)

    (to_write,) = duties(stage.mia)
    company, space = stage.company.id, stage.owner.done("get_space", id=stage.space)["space"]["name"]
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
    assert (count(stage.mia), duties(stage.rita)) == (1, [])

    posted = stage.mia.done(
        "post_project_check_in", project_id=project, status="on_track", description=rich_text("Fine")
    )["check_in"]["id"]
    assert duties(stage.mia) == []
    (to_review,) = duties(stage.rita)
    assert (to_review["resource_id"], to_review["role"], to_review["due"]) == (
        posted,
        "reviewer",
        "2026-03-13T09:00:00Z",
    )
    assert to_review["action_label"] == "Review weekly check-in"
    assert to_review["path"] == f"/{company}/project-check-ins/{posted}"
    assert (to_review["author_id"], to_review["author_name"]) == (stage.mia.id, "Mia Moss")
    assert count(stage.rita) == 1

    stage.rita.done("acknowledge_project_check_in", id=posted)
    assert (duties(stage.rita), count(stage.rita)) == ([], 0)


def test_the_owners_check_in_is_for_both_to_review(stage: Stage) -> None:
    assert stage.check_in

    assert names(stage.mia) == names(stage.rita) == ["reviewer: Shed - Check-in"]


def test_a_new_reviewer_has_nothing_old_to_review_and_nobody_else_has(stage: Stage) -> None:
    carl = stage.company.member("Carl Cole")
    assert stage.check_in

    stage.owner.done("projects/update_reviewer", project_id=stage.project, reviewer_id=carl.id)
    assert (names(stage.mia), names(stage.rita), names(carl)) == ([], [], [])

    stage.owner.done("post_project_check_in", project_id=stage.project, status="caution", description=rich_text("x"))
    assert (len(names(stage.mia)), len(names(stage.rita)), len(names(carl))) == (1, 0, 1)


@pytest.mark.parametrize("change", ["pause_project", "close_project"])
def test_a_project_at_rest_asks_for_nothing(stage: Stage, change: str) -> None:
    stage.company.advance(days=1)
    assert stage.check_in and stage.milestone and stage.task
    stage.company.advance(days=30)
    assert len(duties(stage.mia)) == 4

    more = {} if change == "pause_project" else {"retrospective": rich_text("x"), "success_status": "missed"}
    stage.owner.done(change, project_id=stage.project, **more)

    assert (duties(stage.mia), count(stage.mia)) == ([], 0)


def test_a_project_resumed_after_closing_asks_for_check_ins_but_not_for_its_work(stage: Stage) -> None:
    assert stage.milestone and stage.task and stage.retrospective
    stage.owner.done("resume_project", project_id=stage.project, message=rich_text("On"))
    stage.company.advance(days=30)

    assert names(stage.mia) == ["owner: Shed - Check-in"]


def test_a_project_that_has_not_started_asks_for_no_check_in(stage: Stage) -> None:
    stage.owner.done("projects/update_start_date", project_id=stage.project, start_date=on("2026-04-01"))
    stage.company.advance(days=10)
    assert duties(stage.mia) == []

    stage.company.advance(days=10)
    assert names(stage.mia) == ["owner: Shed - Check-in"]


# --- goals ------------------------------------------------------------------------------------------------------------


def test_a_goals_update_is_written_then_reviewed(stage: Stage) -> None:
    goal = stage.goal
    stage.company.advance(days=20)
    (to_write,) = duties(stage.mia)
    assert (to_write["name"], to_write["due"]) == ("Grow - Goal Update", "2026-04-01T00:00:00Z")
    assert (to_write["action_label"], to_write["type"]) == ("Submit goal progress update", "goal_update")
    assert to_write["path"] == f"/{stage.company.id}/goals/{goal}/check-ins/new"
    assert to_write["origin"]["path"] == f"/{stage.company.id}/goals/{goal}"

    update = stage.update  # the owner's, so that both may review it
    assert count(stage.mia) == 1
    (to_review,) = duties(stage.rita)
    assert (to_review["resource_id"], to_review["name"]) == (update, "Grow \N{EN DASH} Goal Update")
    assert to_review["path"] == f"/{stage.company.id}/goal-check-ins/{update}"
    assert to_review["author_name"] == "Olivia Owner"

    stage.rita.done("acknowledge_goal_progress_update", id=update)
    assert (names(stage.mia), names(stage.rita)) == ([], [])


def test_who_leads_a_goal_alone_reviews_nothing_of_himself(stage: Stage) -> None:
    stage.owner.done("goals/update_reviewer", goal_id=stage.goal, reviewer_id=stage.mia.id)
    stage.new_update(stage.mia)

    assert duties(stage.mia) == []


def test_a_new_reviewer_of_a_goal_has_nothing_old_to_review(stage: Stage) -> None:
    assert stage.update
    stage.owner.done("goals/update_reviewer", goal_id=stage.goal, reviewer_id=stage.mia.id)

    assert (duties(stage.mia), duties(stage.rita)) == ([], [])


def test_a_closed_goal_asks_for_nothing(stage: Stage) -> None:
    assert stage.update
    stage.company.advance(days=60)
    assert len(duties(stage.mia)) == 2

    stage.owner.done(
        "close_goal", goal_id=stage.goal, success="no", success_status="missed", retrospective=rich_text("x")
    )

    assert (duties(stage.mia), count(stage.mia)) == ([], 0)


# --- tasks and milestones ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "pressing"), [(None, 0), ("2026-03-01", 1), ("2026-03-12", 1), ("2026-03-13", 1), ("2026-03-14", 0)]
)
def test_a_task_counts_when_it_is_due_by_tomorrow(stage: Stage, due: str | None, pressing: int) -> None:
    stage.new_task("project", stage.project, milestone_id=None, due_date=due and on(due))
    stage.new_task("space", stage.space, due_date=due and on(due))

    shown = duties(stage.mia)

    assert [one["due"] for one in shown] == [due, due]
    assert count(stage.mia) == 2 * pressing


def test_a_projects_task(stage: Stage) -> None:
    stage.owner.done("projects/update_due_date", project_id=stage.project, due_date=on("2026-03-31"))
    id = stage.new_task("project", stage.project, milestone_id=None)

    (task,) = duties(stage.mia)

    assert (task["resource_id"], task["name"], task["action_label"]) == (id, "Sweep", "Sweep")
    assert (task["type"], task["task_status"]) == ("project_task", "pending")
    assert task["path"] == f"/{stage.company.id}/tasks/{id}"
    assert task["origin"]["due_date"] == "2026-03-31T00:00:00Z"


def test_a_spaces_task(stage: Stage) -> None:
    id = stage.space_task

    (task,) = duties(stage.mia)

    space = stage.owner.done("get_space", id=stage.space)["space"]["id"]
    assert task["path"] == f"/{stage.company.id}/spaces/{space}/kanban?taskId={id}"
    assert task["origin"] == {
        "id": space,
        "name": "Yard",
        "type": "space",
        "path": f"/{stage.company.id}/spaces/{space}",
        "space_name": "Yard",
        "due_date": None,
    }


@pytest.mark.parametrize("name", ["task", "space_task"])
def test_a_closed_task_is_done(stage: Stage, name: str) -> None:
    id, type = getattr(stage, name), "project" if name == "task" else "space"
    closed = stage.status(type, id) | {"closed": True, "value": "done"}
    before = len(duties(stage.mia))

    stage.owner.done("tasks/update_status", task_id=id, type=type, status=closed)

    assert len(duties(stage.mia)) == before - 1


def test_a_milestone_is_the_champions(stage: Stage) -> None:
    id = stage.milestone

    (shown,) = duties(stage.mia)

    assert (shown["resource_id"], shown["name"], shown["due"]) == (id, "Roof", "2026-12-20")
    assert shown["path"] == f"/{stage.company.id}/milestones/{id}"
    assert (count(stage.mia), duties(stage.rita)) == (0, [])
    stage.owner.done("post_milestone_comment", milestone_id=id, content=rich_text("x"), action="complete")
    assert duties(stage.mia) == []


def test_a_milestone_without_a_date_is_never_pressing(stage: Stage) -> None:
    stage.owner.done("projects/create_milestone", project_id=stage.project, name="Some day", due_date=None)
    stage.owner.done("projects/create_milestone", project_id=stage.project, name="Now", due_date=PAST)

    assert ([one["due"] for one in duties(stage.mia)], count(stage.mia)) == ([None, "2026-03-01"], 1)


def test_a_role_is_enough_without_access(stage: Stage) -> None:
    assert stage.space_task
    stage.owner.done("convert_company_member_to_guest", person_id=stage.mia.id)

    assert names(stage.mia) == ["owner: Sweep"]


def test_the_groups_come_in_order(stage: Stage) -> None:
    assert stage.space_task and stage.task and stage.check_in and stage.update
    stage.company.advance(days=40)

    assert [(one["type"], one["role"]) for one in duties(stage.mia)] == [
        ("check_in", "owner"),
        ("check_in", "reviewer"),
        ("goal_update", "owner"),
        ("goal_update", "reviewer"),
        ("project_task", "owner"),
        ("space_task", "owner"),
        ("milestone", "owner"),
    ]
