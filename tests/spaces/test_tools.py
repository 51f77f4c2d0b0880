"""The tools of a space, and what different people see of their content (contract: spaces_tasks 1.2 and 2)."""

from typing import Any

import pytest

from tests.builder import VIEW
from tests.support import Company, Person

Json = Any

LISTS = ("projects", "goals", "messages_boards", "resource_hubs", "tasks")
DEFAULTS = {"tasks_enabled": False, "discussions_enabled": True, "resource_hub_enabled": True}


def test_list_space_tools_without_access_has_no_content(company: Company) -> None:
    id = company.space()
    company.discussion(id)
    company.project(id)

    assert tools(company.member("Mia Member"), id) == DEFAULTS | {key: [] for key in LISTS}


@pytest.mark.parametrize(
    ("sent", "flags"),
    [
        ({}, DEFAULTS),
        ({"discussions_enabled": False}, DEFAULTS | {"discussions_enabled": False}),
        ({"tasks_enabled": True}, DEFAULTS | {"tasks_enabled": True}),
    ],
)
def test_update_tools_resets_missing_tools_to_default(company: Company, sent: Json, flags: Json) -> None:
    id = company.space()
    every = {"tasks_enabled": True, "discussions_enabled": False, "resource_hub_enabled": False}
    company.owner.call("spaces/update_tools", space_id=id, tools=every)

    response = company.owner.call("spaces/update_tools", space_id=id, tools=sent)

    assert response == {"success": True, "tools": flags | dict.fromkeys(LISTS)}
    assert {key: tools(company.owner, id)[key] for key in flags} == flags


def test_disabled_tools_have_no_content(company: Company) -> None:
    id = company.space()
    task = company.space_task(id)["id"]
    discussion = company.discussion(id)["id"]
    off = {"tasks_enabled": False, "discussions_enabled": False, "resource_hub_enabled": False}
    company.owner.call("spaces/update_tools", space_id=id, tools=off)

    shown = tools(company.owner, id)

    assert [shown[key] for key in ("tasks", "messages_boards", "resource_hubs")] == [[], [], []]
    assert [item["id"] for item in company.owner.call("spaces/list_tasks", space_id=id)["tasks"]] == [task]
    assert [item["id"] for item in company.owner.call("get_discussions", space_id=id)["discussions"]] == [discussion]


def test_list_space_tools_shows_content(company: Company) -> None:
    id, owner = company.space(), company.owner
    owner.call("spaces/update_tools", space_id=id, tools={"tasks_enabled": True})
    task = company.space_task(id, assignee_id=owner.id)["id"]
    company.discussion(id, "Old")
    company.discussion(id, "Draft", post_as_draft=True)
    company.advance(minutes=1)
    company.discussion(id, "New")

    shown = tools(owner, id)

    (chore,) = shown["tasks"]
    assert (chore["id"], chore["assignees"][0]["id"], chore["comments_count"]) == (task, owner.id, None)
    (board,) = shown["messages_boards"]
    assert (board["name"], board["description"], board["space"]) == ("Messages Board", "null", None)
    messages = [(item["title"], item["author"]["id"], item["comments_count"]) for item in board["messages"]]
    assert messages == [("New", owner.id, 0), ("Old", owner.id, 0)]
    (hub,) = shown["resource_hubs"]
    assert (hub["name"], hub["description"], hub["nodes"]) == ("Documents & Files", "null", [])


def test_tool_projects_are_sorted_by_name_without_paused(company: Company) -> None:
    id, owner = company.space(), company.owner
    names = {name: company.project(id, name) for name in ("zeta", "Alpha", "Paused", "Öl")}
    owner.call("pause_project", project_id=names["Paused"])
    planned = company.milestone(names["Alpha"])
    body = '{"type":"doc","content":[]}'
    owner.call("post_project_check_in", project_id=names["Alpha"], status="on_track", description=body)

    shown = tools(owner, id)["projects"]

    assert [item["name"] for item in shown] == ["Alpha", "Öl", "zeta"]
    alpha = shown[0]
    assert (alpha["milestones"][0]["id"], alpha["milestones"][0]["project"]["id"]) == (planned, names["Alpha"])
    assert (alpha["last_check_in"]["author"]["id"], alpha["last_check_in"]["project"]) == (owner.id, None)
    assert (alpha["contributors"], alpha["champion"], alpha["space"], alpha["goal"]) == ([], None, None, None)


def test_tool_projects_and_goals_are_limited_to_visible(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", VIEW)
    company.project(id, "Secret")
    shared = company.project(id, "Shared", space_level=VIEW)
    levels = {"anonymous_access_level": 0, "company_access_level": 0}
    company.owner.call("create_goal", space_id=id, name="Secret", space_access_level=0, **levels)
    goal = company.owner.call("create_goal", space_id=id, name="Shared", space_access_level=10, **levels)["goal"]["id"]

    shown = tools(mia, id)

    assert [item["id"] for item in shown["projects"]] == [shared]
    (seen,) = shown["goals"]
    assert (seen["id"], seen["targets"], seen["checklist"], seen["last_check_in"]) == (goal, [], [], None)
    assert (seen["champion"], seen["space"], seen["projects"]) == (None, None, None)


def tools(person: Person, id: str) -> Json:
    return person.call("list_space_tools", space_id=id)["tools"]
