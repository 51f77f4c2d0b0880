"""The query global_search (contract: activities 10)."""

import pytest

from tests.environments.feed import FeedEnv
from tests.support import Company, Json, Person, assert_error, rich_text

EMPTY: dict[str, list[Json]] = {"projects": [], "goals": [], "milestones": [], "tasks": [], "people": []}


def found(reader: Person, query: str) -> Json:
    """Return the names in each list of the response, by key. Empty lists are omitted."""
    body = reader.call("global_search", query=query)
    named = {
        name: [row.get("full_name") or row.get("title") or row["name"] for row in rows] for name, rows in body.items()
    }
    return {name: rows for name, rows in named.items() if rows}


@pytest.mark.parametrize("query", ["", " ", "a", " a ", "--", "- _", "  -", "\0"])
def test_short_query_returns_no_results(company: Company, query: str) -> None:
    assert company.owner.call("global_search", query=query) == EMPTY


def test_search_requires_query(company: Company) -> None:
    response = company.owner.get("global_search")
    assert (response.status, response.message) == (400, "Missing required fields: query")
    assert_error(company.owner.get("global_search", query="ab\0c"), 500, "`query` has a NUL")


@pytest.mark.parametrize(
    ("name", "query", "hit"),
    [
        ("Re-establish trust", "re establish", True),
        ("Re-establish trust", "RE_EST", True),
        ("Re-establish trust", "re--establish   trust", True),
        ("Re-establish trust", " trust- ", True),
        ("Re-establish trust", "re%trust", True),
        ("Re-establish trust", "r_e", False),
        # the pattern is `%50\%`: the backslash escapes the last %, so the name must end with `50%`
        ("Trust by 50%", "50\\", True),
        ("Trust 50\\ now", "50\\", False),
        ("Re-establish trust", "reestablish", False),
        ("Two  spaces", "two spaces", True),
        ("Café", "cafe", False),
        ("CAFÉ", "café", True),
    ],
)
def test_search_ignores_case_and_dashes(env: FeedEnv, name: str, query: str, hit: bool) -> None:
    env.new_goal(name)

    assert found(env.owner, query) == ({"goals": [name]} if hit else {})


def test_search_sorts_by_position_and_returns_five(env: FeedEnv) -> None:
    for before in ("xxxxx", "x", "xxx", "", "xx", "xxxx"):
        env.new_goal(f"{before}quick fix")

    assert found(env.owner, "quick") == {
        "goals": ["quick fix", "xquick fix", "xxquick fix", "xxxquick fix", "xxxxquick fix"]
    }


def test_found_goal_shows_leads_and_space(env: FeedEnv) -> None:
    assert env.goal

    (goal,) = env.owner.call("global_search", query="grow")["goals"]

    assert (goal["champion"]["full_name"], goal["reviewer"]["full_name"]) == ("Mia Moss", "Rita Ray")
    assert goal["space"]["name"] == "Yard" and "description" not in goal


def test_found_project_has_expected_fields(env: FeedEnv) -> None:
    assert env.project

    (project,) = env.owner.call("global_search", query="shed")["projects"]

    assert (project["champion"]["full_name"], project["reviewer"]["full_name"]) == ("Mia Moss", "Rita Ray")
    assert project["space"]["name"] == "Yard" and project["contributors"] == []


def test_found_milestone_and_task_show_container(env: FeedEnv) -> None:
    assert env.task and env.space_task

    (milestone,) = env.owner.call("global_search", query="roof")["milestones"]
    tasks = env.owner.call("global_search", query="sweep")["tasks"]

    assert (milestone["project"]["name"], milestone["space"]["name"]) == ("Shed", "Yard")
    assert milestone["creator"]["full_name"] == "Olivia Owner"
    places = {item["id"]: (item["project"], item["project_space"], item["space"]) for item in tasks}
    project, project_space, space = places[env.task]
    assert (project["name"], project_space["name"], space) == ("Shed", "Yard", None)
    project, project_space, space = places[env.space_task]
    assert (project, project_space, space["name"]) == (None, None, "Yard")


def test_closed_records_are_not_found(env: FeedEnv) -> None:
    assert env.task and env.space_task and env.goal
    everything = ["Grow", "Shed", "Roof", "Sweep", "Sweep"]
    assert sorted(
        row for query in ("grow", "shed", "roof", "sweep") for rows in found(env.owner, query).values() for row in rows
    ) == sorted(everything)

    env.owner.call("pause_project", project_id=env.project)
    assert found(env.owner, "shed") == {"projects": ["Shed"]}
    env.owner.call("close_goal", goal_id=env.goal, success="no", success_status="missed", retrospective=rich_text("x"))
    closed = env.status("space", env.space_task) | {"closed": True}
    env.owner.call("tasks/update_status", task_id=env.space_task, type="space", status=closed)
    assert env.retrospective  # the environment creates the retrospective by closing the project

    assert [found(env.owner, query) for query in ("grow", "shed", "roof", "sweep")] == [{}, {}, {}, {}]


def test_done_milestone_hides_only_itself(env: FeedEnv) -> None:
    assert env.task
    env.owner.call("post_milestone_comment", milestone_id=env.milestone, content=rich_text("x"), action="complete")

    assert (found(env.owner, "roof"), found(env.owner, "sweep")) == ({}, {"tasks": ["Sweep"]})


def test_project_task_without_milestone_is_not_found(env: FeedEnv) -> None:
    env.new_task("project", env.project, milestone_id=None)

    assert found(env.owner, "sweep") == {}


def test_hidden_records_are_not_found(env: FeedEnv) -> None:
    assert env.task and env.space_task and env.goal
    gus = env.company.guest("Gus Guest")

    assert [found(gus, query) for query in ("grow", "shed", "roof", "sweep")] == [{}, {}, {}, {}]
    assert found(gus, "gus") == {"people": ["Gus Guest"]}


def test_people_matching_by_title_only_come_first(company: Company) -> None:
    for name, title in (("Zed Zorn", "Designer"), ("Amy Art", "Head of design"), ("Design Smith", "Engineer")):
        person = company.member(name)
        company.owner.call("update_profile", id=person.id, title=title)

    assert found(company.owner, "design") == {"people": ["Zed Zorn", "Amy Art", "Design Smith"]}


def test_people_are_sorted_by_name_without_suspended(company: Company) -> None:
    for name in ("émile Bank", "Dora Bank", "Fred Bank"):
        company.member(name)
    company.suspended("Alan Bank")

    assert found(company.owner, "bank") == {"people": ["Dora Bank", "Fred Bank", "émile Bank"]}
