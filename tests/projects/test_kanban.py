"""The board and the task statuses of a project."""

import pytest

from tests.builders.projects import EDIT, NONE, TAKES_EDIT, VIEW, Launch
from tests.support import Answer, Json, Person

REPLACEMENT = "Replacement statuses must be existing statuses that are not being deleted"
REVIEW = {"id": "review", "label": "In review", "color": "blue", "index": 1, "value": "review", "closed": False}


def status_of(launch: Launch, value: str) -> Json:
    return next(one for one in launch.shown()["task_statuses"] if one["value"] == value)


def rearrange(person: Person, launch: Launch, task: str, **changed: Json) -> Answer:
    inputs = {"project_id": launch.id, "status": status_of(launch, "in_progress"), "kanban_state": "{}"}
    return person.post("projects/update_kanban", task_id=task, **(inputs | changed))


def redefine(person: Person, launch: Launch, statuses: list[Json], replacements: Json = None) -> Answer:
    return person.post(
        "projects/update_task_statuses",
        project_id=launch.id,
        task_statuses=statuses,
        deleted_status_replacements=replacements,
    )


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
def test_the_board_and_the_statuses_take_edit_access(launch: Launch, level: int, status: int) -> None:
    mia, task = launch.at(level), launch.task()

    assert rearrange(mia, launch, task).status == status
    assert redefine(mia, launch, launch.shown()["task_statuses"]).status == status


def test_a_task_moves_to_another_column(launch: Launch) -> None:
    task = launch.task()

    answer = rearrange(launch.owner, launch, task, kanban_state=f'{{"in_progress": ["{task}"], "done": null}}')

    assert (answer["task"]["status"]["value"], answer["task"]["assignees"]) == ("in_progress", [])
    assert answer["task"]["project"] == answer["project"]
    assert launch.shown()["tasks_kanban_state"] == {
        "pending": [],
        "in_progress": [task],
        "done": [],
        "canceled": [],
    }
    assert launch.actions()[0] == "task_status_updating"
    rearrange(launch.owner, launch, task)
    assert launch.actions().count("task_status_updating") == 1


@pytest.mark.parametrize(
    ("changed", "status", "message"),
    [
        ({"project_id": "nothing-7ZZ"}, 404, "Project not found"),
        ({"task_id": "nothing-7ZZ"}, 404, "Task not found"),
        ({"status": {"label": "x"}}, 500, None),
        ({"status": {"id": "unknown"}}, 400, "Invalid status"),
        ({"kanban_state": '{"blocked": []}'}, 400, "Invalid status blocked"),
        ({"kanban_state": "[]"}, 200, None),
    ],
)
def test_what_the_board_takes(launch: Launch, changed: Json, status: int, message: str | None) -> None:
    task = launch.task()

    answer = rearrange(launch.owner, launch, **({"task": changed.pop("task_id", task)} | changed))

    assert answer.status == status
    assert message is None or answer.message == message


def test_a_task_of_another_project_is_not_on_the_board(launch: Launch) -> None:
    task = launch.task()
    launch.id = launch.project("Other")

    answer = rearrange(launch.owner, launch, task)

    assert (answer.status, answer.message) == (404, "The requested resource was not found")


def test_statuses_are_replaced_on_their_tasks(launch: Launch) -> None:
    pending, done = status_of(launch, "pending"), status_of(launch, "done")
    task, kept = launch.task("Replaced"), launch.task("Kept")
    rearrange(launch.owner, launch, kept, status=done)

    redefine(
        launch.owner,
        launch,
        [REVIEW, {"id": done["id"], "label": "Finished"}],
        [{"deleted_status_id": pending["id"], "replacement_status_id": "review"}],
    )

    assert launch.shown()["task_statuses"] == [REVIEW, done | {"label": "Finished"}]
    assert launch.owner.done("get_task", id=task)["task"]["status"] == REVIEW
    assert launch.owner.done("get_task", id=kept)["task"]["status"] == done


@pytest.mark.parametrize(
    ("statuses", "replacements", "status", "message"),
    [
        ([], None, 400, "At least one task status is required"),
        ([], [("a", "b")], 400, REPLACEMENT),
        ([REVIEW], [("a", "b")], 400, REPLACEMENT),
        ([REVIEW], [("review", "review")], 400, REPLACEMENT),
        ([REVIEW, REVIEW], None, 500, None),
        ([{key: value for key, value in REVIEW.items() if key != "color"}], None, 500, None),
        ([REVIEW | {"label": " "}], None, 500, None),
        ([REVIEW], [], 200, None),
    ],
)
def test_what_the_statuses_may_be(
    launch: Launch, statuses: list[Json], replacements: list[tuple[str, str]] | None, status: int, message: str | None
) -> None:
    before = launch.shown()["task_statuses"]
    pairs = [{"deleted_status_id": old, "replacement_status_id": new} for old, new in replacements or ()]

    answer = redefine(launch.owner, launch, statuses, None if replacements is None else pairs)

    assert answer.status == status
    assert message is None or answer.message == message
    assert launch.shown()["task_statuses"] == (before if status != 200 else statuses)


def test_the_task_is_looked_up_after_the_project_and_before_the_status(launch: Launch) -> None:
    task, wrong = launch.task(), {"label": "No id"}

    hidden = rearrange(launch.at(NONE), launch, task, status=wrong)
    seen = rearrange(launch.at(VIEW), launch, task, status=wrong)

    assert (hidden.status, hidden.message) == (404, "Project not found")
    assert seen.status == 403
    assert rearrange(launch.at(EDIT), launch, task, status=wrong).status == 500
