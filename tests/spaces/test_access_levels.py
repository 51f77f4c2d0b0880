"""Requests about spaces and tasks: ids of missing records, and people who can access only some of the records."""

from typing import Any

import pytest

from mockserver.contract.catalogue import catalogue
from tests.builder import EDIT, FULL, LEVELS, VIEW
from tests.support import Company, assert_error


@pytest.mark.parametrize("level", LEVELS)
def test_publish_discussion_of_another_author_fails(company: Company, level: int) -> None:
    id = company.space()
    draft = company.discussion(id, post_as_draft=True)["id"]
    caller = company.grant(company.member("Carl Caller"), id, level)

    response = caller.post("publish_discussion", id=draft)

    if level < VIEW:
        assert_error(response, 404, "`can_view` on this Message")
    else:
        assert_error(response, 403, "only the author can publish a draft")


@pytest.mark.parametrize("level", LEVELS)
def test_move_task_requires_edit_access_to_destination(company: Company, level: int) -> None:
    space_id = company.space()
    project_id, elsewhere = company.project(space_id), company.project(space_id, "Elsewhere")
    task_id = company.project_task(project_id)["id"]
    caller = company.grant(company.member("Carl Caller"), project_id, FULL)
    company.grant(caller, elsewhere, level)

    response = caller.post("move_task", task_id=task_id, destination_type="project", destination_id=elsewhere)

    if level >= EDIT:
        assert response.status == 200
    else:
        assert_error(response, 404 if level < VIEW else 403, "`can_edit` on this Project")


@pytest.mark.parametrize(
    ("endpoint", "inputs", "message"),
    [
        ("tasks/list", {"project_id": "absent-7ZZ"}, "Project not found"),
        ("tasks/delete", {"task_id": "absent-7ZZ", "type": "space"}, "Task not found"),
        ("tasks/update_name", {"task_id": "absent-7ZZ", "type": "space", "name": "T"}, "Task not found"),
        ("tasks/update_milestone", {"task_id": "absent-7ZZ", "milestone_id": None}, "Task not found"),
        ("get_task", {"id": "absent-7ZZ"}, "The requested resource was not found"),
        ("get_space", {"id": "absent-7ZZ"}, "The requested resource was not found"),
        ("spaces/list_tasks", {"space_id": "absent-7ZZ"}, "The requested resource was not found"),
        ("list_space_tools", {"space_id": "absent-7ZZ"}, "The requested resource was not found"),
        ("list_space_tools", {"space_id": "a;b;c"}, "The requested resource was not found"),
        ("archive_message", {"message_id": "absent-7ZZ"}, "The requested resource was not found"),
    ],
)
def test_missing_resource_returns_404_message(
    company: Company, endpoint: str, inputs: dict[str, Any], message: str
) -> None:
    kind = catalogue().endpoints[endpoint].kind
    response = (company.owner.get if kind == "query" else company.owner.post)(endpoint, **inputs)

    assert (response.status, response.message) == (404, message)
