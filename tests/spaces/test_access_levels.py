"""Every endpoint of spaces and tasks, called by a person with each access level."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from mockserver.contract.catalogue import catalogue
from tests.builder import FULL, LEVELS, NONE, task_status
from tests.support import Company, Person, rich_text

Row = tuple[int, int, int, int, int, int]

OPEN = (200,) * 6
SEEN = (404, 200, 200, 200, 200, 200)
EDITED = (404, 403, 403, 200, 200, 200)
MANAGED = (404, 403, 403, 403, 403, 200)
REFUSED = (404, 403, 403, 403, 403, 403)


class SpaceRecords(NamedTuple):
    """A private space and a project in it, all made by the owner."""

    space: str
    tom: Person
    task: Any
    kanban: dict[str, Any]
    discussion: str
    draft: str


IN_SPACE: dict[str, tuple[Row, Callable[[SpaceRecords], dict[str, Any]]]] = {
    "get_space": (SEEN, lambda on: {"id": on.space}),
    "get_spaces": (OPEN, lambda _: {}),
    "spaces/search": (OPEN, lambda _: {"query": ""}),
    "spaces/count_by_access_level": (OPEN, lambda _: {"access_level": "view_access"}),
    "spaces/list_members": (OPEN, lambda on: {"space_id": on.space}),
    "search_potential_space_members": (OPEN, lambda on: {"group_id": on.space}),
    "list_space_tools": (OPEN, lambda on: {"space_id": on.space}),
    "spaces/list_tasks": (SEEN, lambda on: {"space_id": on.space}),
    "edit_space": (EDITED, lambda on: {"id": on.space, "name": "New", "mission": "New"}),
    "spaces/update_tools": (EDITED, lambda on: {"space_id": on.space, "tools": {}}),
    "spaces/update_task_statuses": (
        EDITED,
        lambda on: {"space_id": on.space, "task_statuses": [{"id": "a", "label": "A", "color": "red", "index": 0}]},
    ),
    "spaces/update_kanban": (EDITED, lambda on: {"space_id": on.space, "task_id": on.task["id"], **on.kanban}),
    "join_space": (SEEN, lambda on: {"space_id": on.space}),
    "add_space_members": (
        MANAGED,
        lambda on: {"space_id": on.space, "members": [{"id": on.tom.id, "access_level": 10}]},
    ),
    "edit_space_members_permissions": (
        MANAGED,
        lambda on: {"space_id": on.space, "members": [{"id": on.tom.id, "access_level": 10}]},
    ),
    "remove_group_member": (MANAGED, lambda on: {"group_id": on.space, "member_id": on.tom.id}),
    "edit_space_permissions": (
        MANAGED,
        lambda on: {"space_id": on.space, "access_levels": {"public": 0, "company": 0}},
    ),
    "delete_space": (MANAGED, lambda on: {"space_id": on.space}),
    "get_discussion": (SEEN, lambda on: {"id": on.draft}),
    "get_discussions": (OPEN, lambda on: {"space_id": on.space}),
    "post_discussion": (EDITED, lambda on: {"space_id": on.space, "title": "Hi", "body": rich_text("Hi")}),
    "edit_discussion": (EDITED, lambda on: {"id": on.draft, "body": rich_text("Hi")}),
    "publish_discussion": (REFUSED, lambda on: {"id": on.draft}),
    "archive_message": (MANAGED, lambda on: {"message_id": on.discussion}),
    "get_task": (SEEN, lambda on: {"id": on.task["id"]}),
    "list_task_assignable_people": (SEEN, lambda on: {"id": on.space, "type": "space"}),
    "tasks/create": (
        EDITED,
        lambda on: {"type": "space", "id": on.space, "name": "T", "assignee_id": None, "due_date": None},
    ),
    "tasks/delete": (EDITED, lambda on: {"task_id": on.task["id"], "type": "space"}),
    "tasks/update_name": (EDITED, lambda on: {"task_id": on.task["id"], "type": "space", "name": "T"}),
    "tasks/update_status": (
        EDITED,
        lambda on: {"task_id": on.task["id"], "type": "space", "status": on.kanban["status"]},
    ),
    "tasks/update_due_date": (EDITED, lambda on: {"task_id": on.task["id"], "type": "space", "due_date": None}),
    "tasks/update_assignee": (EDITED, lambda on: {"task_id": on.task["id"], "type": "space", "assignee_id": None}),
    "tasks/update_description": (
        EDITED,
        lambda on: {"task_id": on.task["id"], "type": "space", "description": rich_text("Why")},
    ),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("endpoint", IN_SPACE)
def test_space_endpoint_returns_status_of_level(company: Company, endpoint: str, level: int) -> None:
    statuses, inputs = IN_SPACE[endpoint]
    id = company.space()
    tom = company.member("Tom Target")
    company.owner.done("add_space_members", space_id=id, members=[{"id": tom.id, "access_level": NONE}])
    shown = company.owner.done("get_space", id=id)["space"]
    kanban = {"status": task_status(shown, "done"), "kanban_state": "{}"}
    draft = company.discussion(id, post_as_draft=True)["id"]
    records = SpaceRecords(id, tom, company.space_task(id), kanban, company.discussion(id)["id"], draft)
    caller = company.grant(company.member("Carl Caller"), id, level)

    assert call(caller, endpoint, inputs(records)) == statuses[LEVELS.index(level)]


class ProjectRecords(NamedTuple):
    project: str
    milestone: str
    task: str
    elsewhere: str


IN_PROJECT: dict[str, tuple[Row, Callable[[ProjectRecords], dict[str, Any]]]] = {
    "tasks/list": (SEEN, lambda on: {"project_id": on.project}),
    "get_tasks": (OPEN, lambda on: {"milestone_id": on.milestone}),
    "list_task_assignable_people": (SEEN, lambda on: {"id": on.project, "type": "project"}),
    "tasks/create": (
        EDITED,
        lambda on: {
            "type": "project",
            "id": on.project,
            "name": "T",
            "assignee_id": None,
            "due_date": None,
            "milestone_id": None,
        },
    ),
    "tasks/update_milestone": (EDITED, lambda on: {"task_id": on.task, "milestone_id": on.milestone}),
    "tasks/update_milestone_and_ordering": (
        EDITED,
        lambda on: {"task_id": on.task, "milestone_id": on.milestone, "milestones_ordering_state": []},
    ),
    "move_task": (
        EDITED,
        lambda on: {"task_id": on.task, "destination_type": "project", "destination_id": on.elsewhere},
    ),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("endpoint", IN_PROJECT)
def test_project_task_endpoint_returns_status_of_level(company: Company, endpoint: str, level: int) -> None:
    statuses, inputs = IN_PROJECT[endpoint]
    home = company.space()
    records = on_project(company, home)
    caller = company.grant(company.member("Carl Caller"), records.project, level)
    company.grant(caller, records.elsewhere, FULL)

    assert call(caller, endpoint, inputs(records)) == statuses[LEVELS.index(level)]


@pytest.mark.parametrize("level", LEVELS)
def test_move_task_takes_edit_access_to_destination(company: Company, level: int) -> None:
    records = on_project(company, company.space())
    caller = company.grant(company.member("Carl Caller"), records.project, FULL)
    company.grant(caller, records.elsewhere, level)
    inputs = {"task_id": records.task, "destination_type": "project", "destination_id": records.elsewhere}

    assert call(caller, "move_task", inputs) == EDITED[LEVELS.index(level)]


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("admin", 200), ("member", 403), ("guest", 404), ("read_only_owner", 403)]
)
def test_create_space_takes_company_admin(company: Company, who: str, status: int) -> None:
    makers: dict[str, Callable[[], Person]] = {
        "owner": lambda: company.owner,
        "admin": lambda: company.admin("Ann Admin"),
        "member": lambda: company.member("Mia Member"),
        "guest": lambda: company.guest("Gus Guest"),
        "read_only_owner": lambda: company.read_only_owner,
    }

    assert makers[who]().post("create_space", name="Design", mission="Draw").status == status


@pytest.mark.parametrize(
    ("endpoint", "inputs", "message"),
    [
        ("tasks/list", {"project_id": "nobody-7ZZ"}, "Project not found"),
        ("tasks/delete", {"task_id": "nobody-7ZZ", "type": "space"}, "Task not found"),
        ("tasks/update_name", {"task_id": "nobody-7ZZ", "type": "space", "name": "T"}, "Task not found"),
        ("tasks/update_milestone", {"task_id": "nobody-7ZZ", "milestone_id": None}, "Task not found"),
        ("get_task", {"id": "nobody-7ZZ"}, "The requested resource was not found"),
        ("get_space", {"id": "nobody-7ZZ"}, "The requested resource was not found"),
        ("spaces/list_tasks", {"space_id": "nobody-7ZZ"}, "The requested resource was not found"),
        ("list_space_tools", {"space_id": "nobody-7ZZ"}, "The requested resource was not found"),
        ("list_space_tools", {"space_id": "a;b;c"}, "The requested resource was not found"),
        ("archive_message", {"message_id": "nobody-7ZZ"}, "The requested resource was not found"),
    ],
)
def test_missing_resource_returns_404_message(
    company: Company, endpoint: str, inputs: dict[str, Any], message: str
) -> None:
    kind = catalogue().endpoints[endpoint].kind
    response = (company.owner.get if kind == "query" else company.owner.post)(endpoint, **inputs)

    assert (response.status, response.message) == (404, message)


def on_project(company: Company, home: str) -> ProjectRecords:
    id = company.project(home)
    alpha = company.milestone(id)
    task = company.project_task(id)["id"]
    return ProjectRecords(id, alpha, task, company.project(home, "Elsewhere"))


def call(caller: Person, endpoint: str, inputs: dict[str, Any]) -> int:
    kind = catalogue().endpoints[endpoint].kind
    return (caller.get if kind == "query" else caller.post)(endpoint, **inputs).status
