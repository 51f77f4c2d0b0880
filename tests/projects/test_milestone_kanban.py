"""The tasks of a milestone, and its kanban board."""

import json
from collections.abc import Callable

import pytest

from tests.builder import COMMENT, EDIT, NONE, VIEW
from tests.environments.projects import SHARED_LEVELS, ProjectEnv
from tests.support import Json, Person, Response, assert_error

SharedEnvAt = Callable[[int], ProjectEnv]

STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


def task(shared_env: ProjectEnv, name: str = "Write", milestone_id: str | None = None) -> Json:
    return shared_env.owner.call(
        "tasks/create",
        id=shared_env.id,
        type="project",
        name=name,
        milestone_id=milestone_id,
        due_date=None,
        assignee_id=None,
    )["task"]


def status(shared_env: ProjectEnv, value: str) -> Json:
    (found,) = (item for item in shared_env.get_project()["task_statuses"] if item["value"] == value)
    return found


def move(person: Person, milestone_id: str, task_id: str, status: Json, state: Json) -> Response:
    return person.post(
        "project_milestones/update_kanban",
        milestone_id=milestone_id,
        task_id=task_id,
        status=status,
        kanban_state=json.dumps(state),
    )


@pytest.mark.parametrize("level", SHARED_LEVELS)
def test_update_kanban_requires_edit_access(shared_env_at: SharedEnvAt, level: int) -> None:
    shared_env = shared_env_at(level)
    milestone_id, done = shared_env.milestone(), status(shared_env, "done")
    task_id = task(shared_env)["id"]

    assert move(shared_env.mia, milestone_id, task_id, done, {}).status == STATUS_OF_EDITING[level]


@pytest.mark.parametrize(("level", "expected_status"), [(NONE, 404), (VIEW, 200)])
def test_list_tasks_requires_view_access(shared_env_at: SharedEnvAt, level: int, expected_status: int) -> None:
    shared_env = shared_env_at(level)

    response = shared_env.mia.get("project_milestones/list_tasks", milestone_id=shared_env.milestone())

    assert response.status == expected_status


def test_milestone_tasks_have_milestone_and_assignees(shared_env: ProjectEnv) -> None:
    milestone_id = shared_env.milestone()
    inside = task(shared_env, "Inside", milestone_id)
    task(shared_env, "Outside")
    move(shared_env.owner, milestone_id, inside["id"], status(shared_env, "done"), {})

    (listed,) = shared_env.mia.call("project_milestones/list_tasks", milestone_id=milestone_id)["tasks"]

    assert (listed["name"], listed["status"]["value"], listed["assignees"]) == ("Inside", "done", [])
    assert listed["milestone"]["id"] == milestone_id
    assert (listed["project"], listed["comments_count"]) == (None, None)


def test_update_kanban_changes_milestone_kanban_only(shared_env: ProjectEnv) -> None:
    milestone_id = shared_env.milestone()
    task_id = task(shared_env)["id"]

    moved = move(
        shared_env.mia,
        milestone_id,
        task_id,
        status(shared_env, "done"),
        {"done": [task_id, "x"], "pending": None},
    )

    assert (moved["task"]["status"]["value"], moved["task"]["project"]) == ("done", None)
    board = shared_env.owner.call("get_milestone", id=milestone_id)["milestone"]["tasks_kanban_state"]
    assert board == {"pending": [], "in_progress": [], "done": [task_id, "x"], "canceled": []}
    assert shared_env.get_project()["tasks_kanban_state"] == {
        "pending": [],
        "in_progress": [],
        "done": [],
        "canceled": [],
    }


def test_update_kanban_accepts_task_of_other_milestone_but_not_of_other_project(shared_env: ProjectEnv) -> None:
    milestone_id, other = shared_env.milestone("One"), shared_env.milestone("Other")
    elsewhere = shared_env.owner.call(
        "create_project",
        space_id=shared_env.company.general_id,
        name="Elsewhere",
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )["project"]["id"]
    foreign = shared_env.owner.call(
        "tasks/create",
        id=elsewhere,
        type="project",
        name="Foreign",
        milestone_id=None,
        due_date=None,
        assignee_id=None,
    )["task"]["id"]
    done = status(shared_env, "done")

    assert move(shared_env.mia, milestone_id, task(shared_env, "Near", other)["id"], done, {}).status == 200
    hidden = move(shared_env.mia, milestone_id, foreign, done, {})
    refused = move(shared_env.owner, milestone_id, foreign, done, {})
    assert (hidden.status, hidden.message) == (404, "Task not found")
    assert (refused.status, refused.message) == (404, "The requested resource was not found")


@pytest.mark.parametrize(
    ("spoil", "state", "expected_status", "reason"),
    [
        ({"id": "unknown"}, {}, 400, "Invalid status"),
        ({}, {"blocked": []}, 400, "Invalid status blocked"),
        ({"label": " "}, {}, 500, "the `label` of a status is missing or blank"),
    ],
)
def test_update_kanban_with_unknown_column_or_status_fails(
    shared_env: ProjectEnv, spoil: Json, state: Json, expected_status: int, reason: str
) -> None:
    response = move(
        shared_env.owner,
        shared_env.milestone(),
        task(shared_env)["id"],
        status(shared_env, "done") | spoil,
        state,
    )

    assert_error(response, expected_status, reason)


def test_delete_milestone_deletes_its_tasks(shared_env: ProjectEnv) -> None:
    milestone_id = shared_env.milestone()
    inside, outside = task(shared_env, "Inside", milestone_id), task(shared_env, "Outside")

    shared_env.mia.call("project_milestones/delete", milestone_id=milestone_id)

    assert_error(shared_env.owner.get("get_task", id=inside["id"]), 404, "no Task with the id")
    assert shared_env.owner.get("get_task", id=outside["id"]).status == 200
