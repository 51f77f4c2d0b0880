"""The tasks of a milestone and the board they stand on."""

import json
from collections.abc import Callable

import pytest

from tests.milestones.conftest import COMMENT, EDIT, LEVELS, NONE, VIEW, Launch
from tests.support import Answer, Json, Person

LaunchAt = Callable[[int], Launch]

STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


def task(launch: Launch, name: str = "Write", milestone_id: str | None = None) -> Json:
    return launch.owner.done(
        "tasks/create",
        id=launch.id,
        type="project",
        name=name,
        milestone_id=milestone_id,
        due_date=None,
        assignee_id=None,
    )["task"]


def status(launch: Launch, value: str) -> Json:
    (found,) = (one for one in launch.shown()["task_statuses"] if one["value"] == value)
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
def test_moving_a_task_takes_edit_access(launch_at: LaunchAt, level: int) -> None:
    launch = launch_at(level)
    milestone_id, done = launch.milestone(), status(launch, "done")
    task_id = task(launch)["id"]

    assert move(launch.mia, milestone_id, task_id, done, {}).status == STATUS_OF_EDITING[level]


@pytest.mark.parametrize(("level", "answered"), [(NONE, 404), (VIEW, 200)])
def test_listing_tasks_takes_view_access(launch_at: LaunchAt, level: int, answered: int) -> None:
    launch = launch_at(level)

    answer = launch.mia.get("project_milestones/list_tasks", milestone_id=launch.milestone())

    assert answer.status == answered


def test_the_tasks_of_a_milestone_come_with_it_and_their_assignees(launch: Launch) -> None:
    milestone_id = launch.milestone()
    inside = task(launch, "Inside", milestone_id)
    task(launch, "Outside")
    move(launch.owner, milestone_id, inside["id"], status(launch, "done"), {})

    (listed,) = launch.mia.done("project_milestones/list_tasks", milestone_id=milestone_id)["tasks"]

    assert (listed["name"], listed["status"]["value"], listed["assignees"]) == ("Inside", "done", [])
    assert listed["milestone"]["id"] == milestone_id
    assert (listed["project"], listed["comments_count"]) == (None, None)


def test_a_move_writes_the_milestones_board_and_not_the_projects(launch: Launch) -> None:
    milestone_id = launch.milestone()
    task_id = task(launch)["id"]

    moved = move(launch.mia, milestone_id, task_id, status(launch, "done"), {"done": [task_id, "x"], "pending": None})

    assert (moved["task"]["status"]["value"], moved["task"]["project"]) == ("done", None)
    board = launch.owner.done("get_milestone", id=milestone_id)["milestone"]["tasks_kanban_state"]
    assert board == {"pending": [], "in_progress": [], "done": [task_id, "x"], "canceled": []}
    assert launch.shown()["tasks_kanban_state"] == {"pending": [], "in_progress": [], "done": [], "canceled": []}


def test_a_task_of_another_milestone_may_be_moved_but_none_of_another_project(launch: Launch) -> None:
    milestone_id, other = launch.milestone("One"), launch.milestone("Other")
    elsewhere = launch.owner.done(
        "create_project",
        space_id=launch.company.general_id,
        name="Elsewhere",
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )["project"]["id"]
    foreign = launch.owner.done(
        "tasks/create",
        id=elsewhere,
        type="project",
        name="Foreign",
        milestone_id=None,
        due_date=None,
        assignee_id=None,
    )["task"]["id"]
    done = status(launch, "done")

    assert move(launch.mia, milestone_id, task(launch, "Near", other)["id"], done, {}).status == 200
    hidden = move(launch.mia, milestone_id, foreign, done, {})
    refused = move(launch.owner, milestone_id, foreign, done, {})
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
    launch: Launch, spoil: Json, state: Json, answered: int, message: str | None
) -> None:
    answer = move(launch.owner, launch.milestone(), task(launch)["id"], status(launch, "done") | spoil, state)

    assert answer.status == answered
    assert message is None or answer.message == message


def test_deleting_a_milestone_deletes_its_tasks(launch: Launch) -> None:
    milestone_id = launch.milestone()
    inside, outside = task(launch, "Inside", milestone_id), task(launch, "Outside")

    launch.mia.done("project_milestones/delete", milestone_id=milestone_id)

    assert launch.owner.get("get_task", id=inside["id"]).status == 404
    assert launch.owner.get("get_task", id=outside["id"]).status == 200
