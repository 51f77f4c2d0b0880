"""The tasks of a milestone and the board they stand on."""

import json
from collections.abc import Callable

import pytest

from tests.builders.member_project import COMMENT, EDIT, LEVELS, NONE, VIEW, MemberProject
from tests.support import Answer, Json, Person

MemberProjectAt = Callable[[int], MemberProject]

STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


def task(member_project: MemberProject, name: str = "Write", milestone_id: str | None = None) -> Json:
    return member_project.owner.done(
        "tasks/create",
        id=member_project.id,
        type="project",
        name=name,
        milestone_id=milestone_id,
        due_date=None,
        assignee_id=None,
    )["task"]


def status(member_project: MemberProject, value: str) -> Json:
    (found,) = (one for one in member_project.shown()["task_statuses"] if one["value"] == value)
    return found


def move(person: Person, milestone_id: str, task_id: str, status: Json, state: Json) -> Answer:
    return person.post(
        "project_milestones/update_kanban",
        milestone_id=milestone_id,
        task_id=task_id,
        status=status,
        kanban_state=json.dumps(state),
    )


@pytest.mark.parametrize("level", LEVELS)
def test_moving_a_task_takes_edit_access(member_project_at: MemberProjectAt, level: int) -> None:
    member_project = member_project_at(level)
    milestone_id, done = member_project.milestone(), status(member_project, "done")
    task_id = task(member_project)["id"]

    assert move(member_project.mia, milestone_id, task_id, done, {}).status == STATUS_OF_EDITING[level]


@pytest.mark.parametrize(("level", "answered"), [(NONE, 404), (VIEW, 200)])
def test_listing_tasks_takes_view_access(member_project_at: MemberProjectAt, level: int, answered: int) -> None:
    member_project = member_project_at(level)

    answer = member_project.mia.get("project_milestones/list_tasks", milestone_id=member_project.milestone())

    assert answer.status == answered


def test_the_tasks_of_a_milestone_come_with_it_and_their_assignees(member_project: MemberProject) -> None:
    milestone_id = member_project.milestone()
    inside = task(member_project, "Inside", milestone_id)
    task(member_project, "Outside")
    move(member_project.owner, milestone_id, inside["id"], status(member_project, "done"), {})

    (listed,) = member_project.mia.done("project_milestones/list_tasks", milestone_id=milestone_id)["tasks"]

    assert (listed["name"], listed["status"]["value"], listed["assignees"]) == ("Inside", "done", [])
    assert listed["milestone"]["id"] == milestone_id
    assert (listed["project"], listed["comments_count"]) == (None, None)


def test_a_move_writes_the_milestones_board_and_not_the_projects(member_project: MemberProject) -> None:
    milestone_id = member_project.milestone()
    task_id = task(member_project)["id"]

    moved = move(
        member_project.mia,
        milestone_id,
        task_id,
        status(member_project, "done"),
        {"done": [task_id, "x"], "pending": None},
    )

    assert (moved["task"]["status"]["value"], moved["task"]["project"]) == ("done", None)
    board = member_project.owner.done("get_milestone", id=milestone_id)["milestone"]["tasks_kanban_state"]
    assert board == {"pending": [], "in_progress": [], "done": [task_id, "x"], "canceled": []}
    assert member_project.shown()["tasks_kanban_state"] == {
        "pending": [],
        "in_progress": [],
        "done": [],
        "canceled": [],
    }


def test_a_task_of_another_milestone_may_be_moved_but_none_of_another_project(member_project: MemberProject) -> None:
    milestone_id, other = member_project.milestone("One"), member_project.milestone("Other")
    elsewhere = member_project.owner.done(
        "create_project",
        space_id=member_project.company.general_id,
        name="Elsewhere",
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )["project"]["id"]
    foreign = member_project.owner.done(
        "tasks/create",
        id=elsewhere,
        type="project",
        name="Foreign",
        milestone_id=None,
        due_date=None,
        assignee_id=None,
    )["task"]["id"]
    done = status(member_project, "done")

    assert move(member_project.mia, milestone_id, task(member_project, "Near", other)["id"], done, {}).status == 200
    hidden = move(member_project.mia, milestone_id, foreign, done, {})
    refused = move(member_project.owner, milestone_id, foreign, done, {})
    assert (hidden.status, hidden.message) == (404, "Task not found")
    assert (refused.status, refused.message) == (404, "The requested resource was not found")


@pytest.mark.parametrize(
    ("spoil", "state", "answered", "message"),
    [
        ({"id": "unknown"}, {}, 400, "Invalid status"),
        ({}, {"blocked": []}, 400, "Invalid status blocked"),
        ({"label": " "}, {}, 500, None),
    ],
)
def test_what_the_board_does_not_have(
    member_project: MemberProject, spoil: Json, state: Json, answered: int, message: str | None
) -> None:
    answer = move(
        member_project.owner,
        member_project.milestone(),
        task(member_project)["id"],
        status(member_project, "done") | spoil,
        state,
    )

    assert answer.status == answered
    assert message is None or answer.message == message


def test_deleting_a_milestone_deletes_its_tasks(member_project: MemberProject) -> None:
    milestone_id = member_project.milestone()
    inside, outside = task(member_project, "Inside", milestone_id), task(member_project, "Outside")

    member_project.mia.done("project_milestones/delete", milestone_id=milestone_id)

    assert member_project.owner.get("get_task", id=inside["id"]).status == 404
    assert member_project.owner.get("get_task", id=outside["id"]).status == 200
