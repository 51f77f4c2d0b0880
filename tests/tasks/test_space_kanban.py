"""The task statuses and the kanban board of a space (contract: spaces_tasks 1.6, 1.8 and 2)."""

from typing import Any

import pytest

from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.domain.tasks import kanban, task_statuses
from mockserver.model.tasks.tasks import TaskStatus
from tests.builder import task_status
from tests.support import Company, assert_error

Json = Any

INVALID = "Invalid tools"
REPLACEMENT = "Replacement statuses must be existing statuses that are not being deleted"
REVIEW = {"id": "review", "label": "In review", "color": "blue", "index": 1, "value": "review", "closed": False}
NEW = {"id": "new", "label": "New", "color": "gray", "index": 0, "value": "new", "closed": False}


def stored_status(id: str = "a", **fields: Any) -> TaskStatus:
    values: dict[str, Any] = {"id": id, "label": "A", "color": "gray", "index": 0, "value": id} | fields
    return TaskStatus(**values)


# --- boards ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "board"),
    [
        ({}, {"a": (), "b": ()}),
        ({"b": ["t1", "t1", "no task"]}, {"a": (), "b": ("t1", "t1", "no task")}),
        ({"a": None, "b": "t1"}, {"a": (), "b": ("t1",)}),
        ({"a": False, "b": 7}, {"a": (), "b": (7,)}),
        ([], {"a": (), "b": ()}),
        ("text", {"a": (), "b": ()}),
    ],
)
def test_kanban_has_column_for_each_status(sent: Json, board: Json) -> None:
    assert kanban.from_input((stored_status("a"), stored_status("b")), sent) == board


def test_kanban_has_no_column_for_status_without_value() -> None:
    assert kanban.from_input((stored_status("a"), stored_status("b", value=None)), {}) == {"a": ()}
    assert kanban.from_input((stored_status("b", value=None),), {"anything": ["t1"]}) == {"anything": ("t1",)}


def test_kanban_reports_first_unknown_column_in_alphabetical_order() -> None:
    with pytest.raises(BadRequest, match="Invalid status q"):
        kanban.from_input((stored_status("a"),), {"z": [], "a": [], "q": []})


@pytest.mark.parametrize(
    ("before", "status", "after"),
    [
        ({"a": ("t1",)}, stored_status("a"), {"a": ("t1", "new"), "b": ()}),
        ({"old": ("t1",)}, stored_status("b"), {"a": (), "b": ("new",), "old": ("t1",)}),
        ({}, stored_status("a", value="odd"), {"a": (), "b": (), "odd": ("new",)}),
        ({}, stored_status("a", value=None), {"a": (), "b": (), "nil": ("new",)}),
    ],
)
def test_new_task_is_last_in_its_column(before: Json, status: TaskStatus, after: Json) -> None:
    assert kanban.with_new_task(before, (stored_status("a"), stored_status("b")), status, "new") == after


def test_update_kanban_moves_task(company: Company) -> None:
    id = company.space()
    task = company.space_task(id)
    status = task_status(company.owner.call("get_space", id=id)["space"], "in_progress")
    inputs = {"space_id": id, "task_id": task["id"], "status": status}

    shown = company.owner.call("spaces/update_kanban", **inputs, kanban_state=f'{{"in_progress":["{task["id"]}"]}}')

    assert (shown["task"]["status"], shown["task"]["assignees"], shown["task"]["space"]) == (status, [], None)
    wanted = {"pending": [], "in_progress": [task["id"]], "done": [], "canceled": []}
    assert company.owner.call("get_space", id=id)["space"]["tasks_kanban_state"] == wanted
    company.owner.call("spaces/update_kanban", **inputs, kanban_state="[]")
    assert company.owner.call("get_space", id=id)["space"]["tasks_kanban_state"] == {column: [] for column in wanted}
    assert len(company.recorded("task_status_updating")) == 1


def test_update_kanban_accepts_changed_fields_of_a_known_status(company: Company) -> None:
    id = company.space()
    task = company.space_task(id)
    done = task_status(company.owner.call("get_space", id=id)["space"], "done")

    def moved(status: Json) -> Json:
        inputs = {"space_id": id, "task_id": task["id"], "kanban_state": "{}"}
        return company.owner.call("spaces/update_kanban", **inputs, status=status)["task"]["status"]

    assert moved(done | {"label": "Mine", "value": "odd"}) == done | {"label": "Mine", "value": "odd"}
    assert moved({"id": done["id"], "index": 7}) == done | {"label": "Mine", "value": "odd", "index": 7}


@pytest.mark.parametrize(
    ("inputs", "status", "message"),
    [
        ({"space_id": "x-7ZZ"}, 404, "The requested resource was not found"),
        ({"task_id": "x-7ZZ"}, 404, "Task not found"),
        ({"status": {"id": "unknown"}, "kanban_state": '{"foo":[]}'}, 400, "Invalid status"),
        ({"status": {"label": "no id"}}, 500, None),
        ({"status": None}, 400, "Field 'status' cannot be null"),
        ({"kanban_state": '{"foo":[]}'}, 400, "Invalid status foo"),
        ({"kanban_state": "null"}, 400, "Field 'kanban_state' cannot be null"),
        ({"kanban_state": "no json"}, 500, None),
        ({"kanban_state": {}}, 500, None),
    ],
)
def test_update_kanban_with_invalid_state_fails(
    company: Company, inputs: Json, status: int, message: str | None
) -> None:
    id = company.space()
    task = company.space_task(id)
    done = task_status(company.owner.call("get_space", id=id)["space"], "done")
    sent = {"space_id": id, "task_id": task["id"], "status": done, "kanban_state": "{}"} | inputs

    response = company.owner.post("spaces/update_kanban", **sent)

    assert response.status == status
    assert message in (None, response.body.get("message"))
    assert company.owner.call("get_task", id=task["id"])["task"]["status"]["value"] == "pending"


def test_update_kanban_of_foreign_task_returns_404(company: Company) -> None:
    id, other = company.space(), company.space("Sales")
    status = task_status(company.owner.call("get_space", id=id)["space"], "done")
    for task in (company.space_task(other), company.project_task(company.project(id))):
        inputs = {"space_id": id, "task_id": task["id"], "status": status, "kanban_state": "{}"}
        response = company.owner.post("spaces/update_kanban", **inputs)
        assert (response.status, response.message) == (404, "The requested resource was not found")


# --- statuses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ([NEW], [NEW]),
        ([REVIEW, NEW], [REVIEW, NEW]),
        ([{"id": "a", "label": "Other"}], [{"label": "Other"}]),
        ([{"id": "a"}], [{}]),
        ([NEW | {"value": " "}], [NEW | {"value": None}]),
    ],
)
def test_update_task_statuses_replaces_statuses(sent: Json, stored: Json) -> None:
    before = stored_status("a", label="Before", index=3, closed=True)
    defined, replacements = task_statuses.replaced((before,), sent, None, error=ServerCrash)

    shown = [{field: getattr(item, field) for field in TaskStatus.__struct_fields__} for item in defined]
    whole = {"id": "a", "label": "Before", "color": "gray", "index": 3, "value": "a", "closed": True}
    assert (shown, replacements) == ([whole | item for item in stored], {})


@pytest.mark.parametrize(
    ("statuses", "replacements", "status", "message"),
    [
        ([], [], 400, "At least one task status is required"),
        ([], [("old", "nowhere")], 400, REPLACEMENT),
        ([REVIEW], [("old", "nowhere")], 400, REPLACEMENT),
        ([REVIEW, NEW], [("old", "review"), ("review", "new")], 400, REPLACEMENT),
        ([REVIEW | {"label": ""}], [], 400, INVALID),
        ([REVIEW | {"id": " "}], [], 400, INVALID),
        ([{key: REVIEW[key] for key in ("id", "label", "index")}], [], 400, INVALID),
        ([REVIEW, REVIEW], [], 400, INVALID),
        ([{"label": "No id", "color": "red", "index": 0}], [], 400, INVALID),
        ([{"label": "No id", "color": "red", "index": 0}], [("old", "nowhere")], 500, None),
        ([None], [], 400, INVALID),
        ([None], [("old", "nowhere")], 500, None),
        ([REVIEW | {"color": "yellow"}], [], 400, None),
        ([REVIEW | {"color": "purple"}], [], 500, None),
    ],
)
def test_update_task_statuses_with_invalid_statuses_fails(
    company: Company, statuses: Json, replacements: list[tuple[str, str]], status: int, message: str | None
) -> None:
    id = company.space()
    before = company.owner.call("get_space", id=id)["space"]["task_statuses"]
    pairs = [{"deleted_status_id": old, "replacement_status_id": new} for old, new in replacements]
    inputs = {"space_id": id, "task_statuses": statuses, "deleted_status_replacements": pairs}

    response = company.owner.post("spaces/update_task_statuses", **inputs)

    assert response.status == status
    assert message in (None, response.body.get("message"))
    assert company.owner.call("get_space", id=id)["space"]["task_statuses"] == before


def test_status_replacement_requires_both_ids(company: Company) -> None:
    id = company.space()
    for half, problem in (
        ({"deleted_status_id": "x"}, "has no `replacement_status_id`"),
        ({"replacement_status_id": "review"}, "has no `deleted_status_id`"),
        (None, "is null"),
    ):
        inputs = {"space_id": id, "task_statuses": [REVIEW], "deleted_status_replacements": [half]}
        response = company.owner.post("spaces/update_task_statuses", **inputs)
        assert_error(response, 500, f"an item of `deleted_status_replacements` {problem}")


def test_tasks_with_deleted_status_get_replacement(company: Company) -> None:
    id, owner = company.space(), company.owner
    shown = owner.call("get_space", id=id)["space"]
    old = {value: task_status(shown, value) for value in ("pending", "in_progress", "done")}
    elsewhere = company.space_task(company.space("Sales"))
    tasks = {value: company.space_task(id, value, status=status)["id"] for value, status in old.items()}
    renamed = old["pending"] | {"label": "Inbox"}

    response = owner.call(
        "spaces/update_task_statuses",
        space_id=id,
        task_statuses=[renamed, REVIEW],
        deleted_status_replacements=[
            {"deleted_status_id": old["in_progress"]["id"], "replacement_status_id": "review"},
            {"deleted_status_id": "never there", "replacement_status_id": "review"},
        ],
    )

    assert response == {"success": True}
    after = {value: owner.call("get_task", id=task)["task"]["status"] for value, task in tasks.items()}
    assert after == {"pending": old["pending"], "in_progress": REVIEW, "done": old["done"]}
    shown = owner.call("get_space", id=id)["space"]
    assert shown["task_statuses"] == [renamed, REVIEW]
    assert set(shown["tasks_kanban_state"]) == {"pending", "in_progress", "done", "canceled"}
    assert owner.call("get_task", id=elsewhere["id"])["task"]["status"]["value"] == "pending"
