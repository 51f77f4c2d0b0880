"""The kanban board and the task statuses of a project."""

import pytest

from tests.builder import EDIT, NONE, VIEW
from tests.environments.projects import TAKES_EDIT, ProjectEnv
from tests.support import Json, Person, Response, assert_error

REPLACEMENT = "Replacement statuses must be existing statuses that are not being deleted"
REVIEW = {"id": "review", "label": "In review", "color": "blue", "index": 1, "value": "review", "closed": False}


def status_of(env: ProjectEnv, value: str) -> Json:
    return next(item for item in env.get_project()["task_statuses"] if item["value"] == value)


def rearrange(person: Person, env: ProjectEnv, task: str, **changed: Json) -> Response:
    inputs = {"project_id": env.id, "status": status_of(env, "in_progress"), "kanban_state": "{}"}
    return person.post("projects/update_kanban", task_id=task, **(inputs | changed))


def redefine(person: Person, env: ProjectEnv, statuses: list[Json], replacements: Json = None) -> Response:
    return person.post(
        "projects/update_task_statuses",
        project_id=env.id,
        task_statuses=statuses,
        deleted_status_replacements=replacements,
    )


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
def test_kanban_and_statuses_require_edit_access(env: ProjectEnv, level: int, status: int) -> None:
    mia, task = env.person_at(level), env.task()

    assert rearrange(mia, env, task).status == status
    assert redefine(mia, env, env.get_project()["task_statuses"]).status == status


def test_update_kanban_moves_task_to_column(env: ProjectEnv) -> None:
    task = env.task()

    response = rearrange(env.owner, env, task, kanban_state=f'{{"in_progress": ["{task}"], "done": null}}')

    assert (response["task"]["status"]["value"], response["task"]["assignees"]) == ("in_progress", [])
    assert response["task"]["project"] == response["project"]
    assert env.get_project()["tasks_kanban_state"] == {
        "pending": [],
        "in_progress": [task],
        "done": [],
        "canceled": [],
    }
    assert env.actions()[0] == "task_status_updating"
    rearrange(env.owner, env, task)
    assert env.actions().count("task_status_updating") == 1


@pytest.mark.parametrize(
    ("changed", "status", "reason"),
    [
        ({"project_id": "nothing-7ZZ"}, 404, "Project not found"),
        ({"task_id": "nothing-7ZZ"}, 404, "Task not found"),
        ({"status": {"label": "x"}}, 500, "`status` has no `id`"),
        ({"status": {"id": "unknown"}}, 400, "Invalid status"),
        ({"kanban_state": '{"blocked": []}'}, 400, "Invalid status blocked"),
    ],
)
def test_update_kanban_with_invalid_state_fails(env: ProjectEnv, changed: Json, status: int, reason: str) -> None:
    task = env.task()

    response = rearrange(env.owner, env, **({"task": changed.pop("task_id", task)} | changed))

    assert_error(response, status, reason)


def test_update_kanban_accepts_list_as_state(env: ProjectEnv) -> None:
    assert rearrange(env.owner, env, env.task(), kanban_state="[]").status == 200


def test_update_kanban_of_task_of_other_project_returns_404(env: ProjectEnv) -> None:
    task = env.task()
    env.id = env.project("Other")

    response = rearrange(env.owner, env, task)

    assert (response.status, response.message) == (404, "The requested resource was not found")


def test_update_task_statuses_replaces_status_of_tasks(env: ProjectEnv) -> None:
    pending, done = status_of(env, "pending"), status_of(env, "done")
    task, kept = env.task("Replaced"), env.task("Kept")
    rearrange(env.owner, env, kept, status=done)

    redefine(
        env.owner,
        env,
        [REVIEW, {"id": done["id"], "label": "Finished"}],
        [{"deleted_status_id": pending["id"], "replacement_status_id": "review"}],
    )

    assert env.get_project()["task_statuses"] == [REVIEW, done | {"label": "Finished"}]
    assert env.owner.call("get_task", id=task)["task"]["status"] == REVIEW
    assert env.owner.call("get_task", id=kept)["task"]["status"] == done


@pytest.mark.parametrize(
    ("statuses", "replacements", "status", "reason"),
    [
        ([], None, 400, "At least one task status is required"),
        ([], [("a", "b")], 400, REPLACEMENT),
        ([REVIEW], [("a", "b")], 400, REPLACEMENT),
        ([REVIEW], [("review", "review")], 400, REPLACEMENT),
        ([REVIEW, REVIEW], None, 500, "two items of `task_statuses` have the id 'review'"),
        (
            [{key: value for key, value in REVIEW.items() if key != "color"}],
            None,
            500,
            "the `color` of a status is missing or blank",
        ),
        ([REVIEW | {"label": " "}], None, 500, "the `label` of a status is missing or blank"),
    ],
)
def test_update_task_statuses_with_invalid_statuses_fails(
    env: ProjectEnv, statuses: list[Json], replacements: list[tuple[str, str]] | None, status: int, reason: str
) -> None:
    before = env.get_project()["task_statuses"]
    pairs = [{"deleted_status_id": old, "replacement_status_id": new} for old, new in replacements or ()]

    response = redefine(env.owner, env, statuses, None if replacements is None else pairs)

    assert_error(response, status, reason)
    assert env.get_project()["task_statuses"] == before


def test_update_task_statuses_accepts_empty_list_of_replacements(env: ProjectEnv) -> None:
    assert redefine(env.owner, env, [REVIEW], []).status == 200
    assert env.get_project()["task_statuses"] == [REVIEW]


def test_update_kanban_checks_project_then_task_then_status(env: ProjectEnv) -> None:
    task, wrong = env.task(), {"label": "No id"}

    hidden = rearrange(env.person_at(NONE), env, task, status=wrong)
    seen = rearrange(env.person_at(VIEW), env, task, status=wrong)

    assert (hidden.status, hidden.message) == (404, "Project not found")
    assert_error(seen, 403, "`can_edit` on this Task")
    assert_error(rearrange(env.person_at(EDIT), env, task, status=wrong), 500, "`status` has no `id`")
