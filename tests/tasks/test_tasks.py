"""Tasks of projects and spaces: creating, changing and reading tasks (contract: spaces_tasks 1.7 and 4)."""

import pytest

from tests.builder import COMMENT, DAY, EDIT, VIEW, task_status, uuid
from tests.support import Company, assert_error, rich_text
from tests.tasks.task_requests import Json, subscribers, task_of, update

NOT_LOADED = ("milestone", "project", "creator", "project_space", "space", "permissions", "comments_count")


def test_new_space_task_has_defaults(company: Company) -> None:
    id = company.space()
    made = company.owner.call(
        "tasks/create", type="space", id=id, name="Fix bug", assignee_id=None, due_date=None, milestone_id=None
    )

    task = made["task"]
    assert (task["type"], task["status"]["value"], task["description"]) == ("space", "pending", "{}")
    assert (task["assignees"], task["due_date"], task["priority"], task["size"]) == ([], None, None, None)
    assert [task[key] for key in NOT_LOADED] == [None] * len(NOT_LOADED)
    assert made["updated_space"] == {"id": id, "name": "Product"}
    assert "updated_milestone" not in made
    assert board(company, id)["pending"] == [task["id"]]


def test_new_project_task_has_defaults(company: Company) -> None:
    website = company.project(company.space())
    alpha = company.milestone(website)
    inputs = {"type": "project", "id": website, "name": "Copy", "assignee_id": None, "due_date": DAY}

    made = company.owner.call("tasks/create", **inputs, milestone_id=alpha)

    assert (made["task"]["type"], made["task"]["milestone"]["id"], made["task"]["due_date"]) == ("project", alpha, DAY)
    assert made["updated_milestone"] is None
    assert "updated_space" not in made
    (content,) = company.recorded("task_adding")
    assert (content["milestone_id"], content["project_id"]) == (uuid(alpha), uuid(website))


def test_new_task_has_sent_status(company: Company) -> None:
    id = company.space()
    done = task_status(company.owner.call("get_space", id=id)["space"], "done")
    sent = done | {"label": "My word", "value": "odd"}

    assert company.space_task(id, status=sent)["status"] == sent
    assert len(board(company, id)["odd"]) == 1


@pytest.mark.parametrize(
    ("colors", "chosen"), [(["red", "gray", "blue"], 1), (["red", "blue", "green"], 1), (["red", "green"], 0)]
)
def test_default_status_is_first_gray_then_blue_then_first(company: Company, colors: list[str], chosen: int) -> None:
    id = company.space()
    statuses = [
        {"id": color, "label": color, "color": color, "index": 9 - index, "value": color, "closed": False}
        for index, color in enumerate(colors)
    ]
    company.owner.call("spaces/update_task_statuses", space_id=id, task_statuses=statuses)

    assert company.space_task(id)["status"] == statuses[chosen]


@pytest.mark.parametrize(
    ("inputs", "status", "message"),
    [
        ({"status": {"id": "unknown", "value": "x"}}, 400, "Invalid status"),
        ({"status": {"id": "unknown", "value": "x"}, "name": ""}, 400, "Invalid status"),
        ({"status": None}, 400, "Field 'status' cannot be null"),
        ({"status": {"value": "x"}}, 500, None),
        ({"name": " "}, 500, None),
        ({"name": "x" * 256}, 500, None),
        ({"due_date": {"date_type": "quarter", "value": "Q2 2026", "date": "2026-01-01"}}, 500, None),
        ({"due_date": {"date_type": "day", "date": "2026-01-01"}}, 500, None),
        ({"assignee_id": "absent-7ZZ"}, 500, None),
    ],
)
def test_create_task_with_invalid_input_fails(company: Company, inputs: Json, status: int, message: str | None) -> None:
    id = company.space()
    sent = {"type": "space", "id": id, "name": "T", "assignee_id": None, "due_date": None} | inputs

    response = company.owner.post("tasks/create", **sent)

    assert response.status == status
    assert message in (None, response.message)
    assert company.owner.call("spaces/list_tasks", space_id=id) == {"tasks": []}
    assert board(company, id)["pending"] == []


@pytest.mark.parametrize("missing", ["id", "value"])
def test_create_task_with_known_status_requires_id_and_value(company: Company, missing: str) -> None:
    id = company.space()
    status = task_status(company.owner.call("get_space", id=id)["space"], "done")
    del status[missing]
    inputs = {"type": "space", "id": id, "name": "T", "assignee_id": None, "due_date": None, "status": status}

    assert_error(company.owner.post("tasks/create", **inputs), 500, f"`status` has no `{missing}`")


def test_create_task_with_missing_input_returns_500(company: Company) -> None:
    response = company.owner.post("tasks/create", type="space", id=company.space())

    assert response.message == "Missing required fields: name, assignee_id, due_date"


def test_create_project_task_requires_milestone_key(company: Company) -> None:
    website, app = company.project(company.space()), company.project(company.general_id, "App")
    foreign = company.milestone(app)
    inputs = {"type": "project", "id": website, "name": "T", "assignee_id": None, "due_date": None}

    refused = company.owner.post("tasks/create", **inputs, milestone_id=foreign, status={"id": "x"})
    assert (refused.status, refused.message) == (400, "Milestone must belong to the same project as the task")
    assert_error(company.owner.post("tasks/create", **inputs), 500, "`milestone_id` is optional")
    assert_error(
        company.owner.post("tasks/create", **inputs, milestone_id="absent-7ZZ"),
        500,
        "no milestone with this `milestone_id`",
    )
    # the missing input is reported, although the project does not exist either
    assert_error(company.owner.post("tasks/create", **inputs | {"id": "x-7ZZ"}), 500, "`milestone_id` is optional")
    assert_error(
        company.owner.post("tasks/create", **inputs | {"id": "x-7ZZ"}, milestone_id=None),
        404,
        "no Project with the id",
    )


@pytest.mark.parametrize(("type", "message"), [("project", "Project not found"), ("space", "Space not found")])
def test_create_task_in_container_of_other_type_fails(company: Company, type: str, message: str) -> None:
    home = company.space()
    id = home if type == "project" else company.project(home)
    inputs = {"id": id, "name": "T", "assignee_id": None, "due_date": None, "milestone_id": None}

    response = company.owner.post("tasks/create", type=type, **inputs)

    assert (response.status, response.message) == (404, message)


# --- changes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("endpoint", ["name", "status", "due_date", "assignee", "description"])
@pytest.mark.parametrize("type", ["project", "space"])
def test_task_updates_show_container(company: Company, endpoint: str, type: str) -> None:
    home = company.space()
    website = company.project(home)
    task = company.project_task(website) if type == "project" else company.space_task(home)
    status = {"id": "zzz", "label": "Zzz", "color": "red", "index": 9, "value": "zzz", "closed": False}
    inputs: Json = {
        "name": "New",
        "status": status,
        "due_date": DAY,
        "assignee_id": None,
        "description": rich_text("x"),
    }
    key = "assignee_id" if endpoint == "assignee" else endpoint

    changed = update(company.owner, endpoint, task, **{key: inputs[key]})

    assert (changed["project"] and changed["project"]["id"]) == (website if type == "project" else None)
    assert changed["space"] == (None if type == "project" else {"id": home, "name": "Product"})
    assert changed["assignees"] == ([] if endpoint in ("status", "assignee") else None)
    assert changed["milestone"] is None


@pytest.mark.parametrize(
    ("endpoint", "inputs"),
    [
        ("update_name", {"name": "New"}),
        ("update_status", {"status": {"value": "done"}}),
        ("update_due_date", {"due_date": DAY}),
        ("update_assignee", {"assignee_id": None}),
        ("update_description", {"description": rich_text("x")}),
        ("delete", {}),
    ],
)
def test_task_update_with_wrong_type_returns_500_and_changes_nothing(
    company: Company, endpoint: str, inputs: Json
) -> None:
    task = company.space_task(company.space())
    before = task_of(company, task)

    assert_error(
        company.owner.post(f"tasks/{endpoint}", task_id=task["id"], type="project", **inputs),
        500,
        "the task is in a space",
    )
    assert task_of(company, task) == before


@pytest.mark.parametrize(
    ("endpoint", "inputs", "reason"),
    [
        ("name", {"name": "  "}, "`name` is blank"),
        ("name", {"name": "x" * 256}, "`name` is longer than 255 characters"),
        ("status", {"status": None}, "`status` is null"),
        ("status", {"status": {"label": "No value"}}, "`status` has no `value`"),
        ("status", {"status": {"label": "", "value": "done"}}, "the `label` of a status is missing or blank"),
        (
            "due_date",
            {"due_date": {"value": "Jan 1, 2027", "date": "2027-01-01"}},
            "a contextual date has no `date_type`",
        ),
        (
            "due_date",
            {"due_date": {"date_type": "month", "value": "January 2027", "date": "2027-01-01"}},
            "type month and the date 2027-01-01 must be 'Jan 2027', not 'January",
        ),
        ("assignee", {"assignee_id": "absent-7ZZ"}, "an id in `subscriber_ids`, the id of the assignee"),
        ("description", {"description": "[]"}, "`description` must be a rich-text object"),
        (
            "description",
            {"description": '{"type":"mention","attrs":{"id":"absent-7ZZ"}}'},
            "an id in `subscriber_ids`, the id of the assignee",
        ),
        (
            "description",
            {"description": '{"type":"mention","attrs":{"id":7}}'},
            "the rich text is invalid: the `id` of a mention is not a string",
        ),
    ],
)
def test_task_update_with_unstorable_input_changes_nothing(
    company: Company, endpoint: str, inputs: Json, reason: str
) -> None:
    task = company.space_task(company.space())
    before = task_of(company, task)

    assert_error(
        company.owner.post(f"tasks/update_{endpoint}", task_id=task["id"], type="space", **inputs), 500, reason
    )
    assert task_of(company, task) == before


def test_update_status_accepts_any_status_and_keeps_kanban(company: Company) -> None:
    id = company.space()
    task = company.space_task(id)
    status = {"id": "zzz", "label": "Zzz", "color": "red", "index": 9, "value": "zzz", "closed": True}

    assert update(company.owner, "status", task, status=status)["status"] == status
    assert update(company.owner, "status", task, status={"value": "yyy"})["status"] == status | {"value": "yyy"}

    assert board(company, id)["pending"] == [task["id"]]
    assert [item["new_status"]["value"] for item in company.recorded("task_status_updating")] == ["zzz", "yyy"]


def test_task_due_date_can_be_set_changed_and_cleared(company: Company) -> None:
    mia = company.member("Mia Member")
    task = company.space_task(company.space(), assignee_id=mia.id)

    assert update(company.owner, "due_date", task, due_date=DAY)["due_date"] == DAY
    later = update(company.owner, "due_date", task, due_date={"date": "2027-01-02"})["due_date"]
    assert later == DAY | {"date": "2027-01-02"}
    assert update(company.owner, "due_date", task, due_date=None)["due_date"] is None

    assert company.notified("task_due_date_updating") == {mia.uuid}
    dates = [(item["old_due_date"], item["new_due_date"]) for item in company.recorded("task_due_date_updating")]
    assert dates == [(None, DAY), (DAY, later), (later, None)]


def test_task_description_subscribes_author_and_mentioned_people(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", VIEW)
    task = company.space_task(id)

    changed = update(company.owner, "description", task, description=rich_text("Ask", mia, company.owner))

    assert '"text":"Ask"' in changed["description"]
    assert subscribers(task_of(company, task)) == [
        ("joined", company.owner.id, False),
        ("invited", company.owner.id, False),
        ("mentioned", mia.id, False),
    ]
    assert company.notified("task_description_change") == {mia.uuid}
    (content,) = company.recorded("task_description_change")
    assert (content["has_description"], content["project_name"]) == (True, None)


def test_renamed_task_is_found_by_old_id(company: Company) -> None:
    id = company.space()
    task = company.space_task(id)

    renamed = update(company.owner, "name", task, name="Two words")

    assert renamed["id"].startswith("two-words-")
    assert task_of(company, task)["name"] == "Two words"
    assert board(company, id)["pending"] == [task["id"]]


def test_deleted_task_stays_in_kanban_state(company: Company) -> None:
    id = company.space()
    task = company.space_task(id)

    deleted = company.owner.call("tasks/delete", task_id=task["id"], type="space")

    assert deleted == {"success": True, "updated_milestone": None}
    assert_error(company.owner.get("get_task", id=task["id"]), 404, "no Task with the id")
    assert board(company, id)["pending"] == [task["id"]]
    assert [item["name"] for item in company.recorded("task_deleting")] == ["Fix bug"]


# --- reading ---------------------------------------------------------------------------------------------------------


def test_get_task_flags_fill_fields(company: Company) -> None:
    home = company.space()
    website = company.project(home)
    alpha = company.milestone(website)
    task = company.project_task(website, milestone_id=alpha)

    assert [task_of(company, task, flags=())[key] for key in NOT_LOADED] == [None] * len(NOT_LOADED)
    flags = ("assignees", "milestone", "project", "creator", "project_space", "permissions", "available_statuses")
    shown = task_of(company, task, flags=flags)
    assert (shown["project"]["id"], shown["project_space"]["id"], shown["creator"]["id"]) == (
        website,
        home,
        company.owner.id,
    )
    assert (shown["milestone"]["id"], shown["milestone"]["project"]["id"]) == (alpha, website)
    assert (set(shown["permissions"].values()), len(shown["available_statuses"])) == ({True}, 4)
    assert shown["space"] is None


def test_available_statuses_require_project(company: Company) -> None:
    home = company.space()
    task, chore = company.project_task(company.project(home)), company.space_task(home)

    assert_error(
        company.owner.get("get_task", id=task["id"], include_available_statuses=True),
        500,
        "`include_available_statuses` requires `include_project`",
    )
    assert len(task_of(company, task, flags=("available_statuses", "project_space"))["available_statuses"]) == 4
    assert task_of(company, chore, flags=("available_statuses", "project"))["available_statuses"] == []


def test_task_project_space_is_shown_only_with_access(company: Company) -> None:
    website = company.project(company.space())
    task = company.project_task(website)
    mia = company.grant(company.member("Mia Member"), website, COMMENT)

    flags = {"include_project_space": True, "include_permissions": True}
    shown = mia.call("get_task", id=task["id"], **flags)["task"]

    assert (shown["project_space"], shown["project"]["id"]) == (None, website)
    assert shown["permissions"] == {"can_view": True, "can_comment": True, "can_edit": False, "has_full_access": False}


def test_task_lists_have_fixed_fields(company: Company) -> None:
    home = company.space()
    website = company.project(home)
    alpha = company.milestone(website)
    company.project_task(website, "One", milestone_id=alpha)
    company.project_task(website, "Two")
    company.space_task(home)

    first, second = company.owner.call("tasks/list", project_id=website)["tasks"]
    assert (first["milestone"]["id"], first["assignees"], first["comments_count"]) == (alpha, [], 0)
    assert (second["milestone"], second["project"]) == (None, None)
    (chore,) = company.owner.call("spaces/list_tasks", space_id=home)["tasks"]
    assert (chore["assignees"], chore["comments_count"], chore["space"]) == ([], 0, None)
    (planned,) = company.owner.call("get_tasks", milestone_id=uuid(alpha))["tasks"]
    assert (planned["id"], planned["assignees"], planned["comments_count"]) == (first["id"], None, None)
    assert company.owner.call("get_tasks", milestone_id=alpha, include_assignees=True)["tasks"][0]["assignees"] == []


def test_task_of_deleted_creator_is_readable_but_not_updatable(company: Company) -> None:
    website = company.project(company.space())
    alpha = company.milestone(website)
    mia = company.grant(company.member("Mia Member"), website, EDIT)
    task = company.project_task(website, by=mia, milestone_id=alpha)

    company.owner.call("remove_company_member", person_id=mia.id)  # Mia is deleted, because she has never logged in

    assert task_of(company, task, flags=("creator",))["creator"] is None
    assert company.owner.call("get_tasks", milestone_id=alpha) == {"tasks": []}
    inputs = {"task_id": task["id"], "type": "project"}
    assert_error(
        company.owner.post("tasks/update_name", **inputs, name="New"), 500, "the creator of the task was deleted"
    )
    assert company.owner.post("tasks/update_milestone", task_id=task["id"], milestone_id=alpha).status == 200
    assert company.owner.post("tasks/update_assignee", **inputs, assignee_id=company.owner.id).status == 200
    assert company.owner.post("tasks/delete", **inputs).status == 200


def test_get_tasks_without_milestone_fails(company: Company) -> None:
    assert [company.owner.get("get_tasks", **inputs).status for inputs in ({}, {"milestone_id": ""})] == [500, 500]
    assert_error(company.owner.get("get_tasks", milestone_id="a;b"), 500, "`milestone_id` is not an id")
    assert company.owner.call("get_tasks", milestone_id="absent-7ZZ") == {"tasks": []}


def test_comments_are_counted_for_project_tasks_only(company: Company) -> None:
    home = company.space()
    website = company.project(home)
    tasks = {"project_task": company.project_task(website), "space_task": company.space_task(home)}
    for type, task in tasks.items():
        content = rich_text("Well")
        company.owner.call("create_comment", entity_id=task["id"], entity_type=type, content=content)

    assert company.owner.call("tasks/list", project_id=website)["tasks"][0]["comments_count"] == 1
    assert company.owner.call("spaces/list_tasks", space_id=home)["tasks"][0]["comments_count"] == 0


# --- helpers ---------------------------------------------------------------------------------------------------------


def board(company: Company, id: str) -> Json:
    return company.owner.call("get_space", id=id)["space"]["tasks_kanban_state"]
