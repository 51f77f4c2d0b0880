"""The records of a world (`/state`), and the difference between two states of a world (`/diff`)."""

from typing import Any

import pytest

from mockserver.model import ids
from mockserver.server.control import records
from tests.support import Company

Json = Any
LEVELS: Json = {"anonymous_access_level": 0, "company_access_level": 10, "space_access_level": 40}


def control(company: Company, path: str, status: int = 200) -> Json:
    response = company.server.control("GET", path, company.owner.token)
    assert response.status == status, response
    return response.body


@pytest.fixture
def goal(company: Company) -> str:
    """Return the id of a goal that members of the company can view and members of the space can comment on."""
    made = company.owner.call("create_goal", name="Grow", space_id=company.general_id, **LEVELS)
    return str(made["goal"]["id"])


# --- state -----------------------------------------------------------------------------------------------------------


def test_state_counts_records_by_entity(company: Company, goal: str) -> None:
    before = control(company, "/state")

    company.owner.call("create_goal", name="Shrink", space_id=company.general_id, **LEVELS)

    after = control(company, "/state")
    assert (before["entities"]["goal"], after["entities"]["goal"]) == (1, 2)
    assert after["version"] == before["version"] + 1
    assert list(after["entities"])[:2] == ["company", "account"] and "goal_progress_update" in after["entities"]


def test_records_of_entity_are_plain_json(company: Company, goal: str) -> None:
    response = control(company, "/state/goal")

    (record,) = response["records"]
    assert (response["count"], record["id"], record["uuid"], record["name"]) == (1, goal, ids.decode(goal), "Grow")
    assert control(company, f"/state/goal/{goal}") == control(company, f"/state/goal/{record['id']}") == record


@pytest.mark.parametrize(
    ("query", "count"),
    [("name=Grow", 1), ("name=grow", 0), ("closed_at=null", 1), ("name=Grow&description=null", 1), ("name=x", 0)],
)
def test_records_can_be_filtered_by_field(company: Company, goal: str, query: str, count: int) -> None:
    assert control(company, f"/state/goal?{query}")["count"] == count


def test_records_can_be_found_by_any_id_form(company: Company, goal: str) -> None:
    space = company.general_id
    for form in (space, f"general-{space}", ids.decode(space)):
        assert control(company, f"/state/goal?space_id={form}")["count"] == 1
    assert control(company, f"/state/goal?space_id={goal}")["count"] == 0


def test_records_can_be_filtered_by_flag_number_and_list(company: Company) -> None:
    company.member("Mia Member")

    assert control(company, "/state/person?suspended=false")["count"] == 2
    assert control(company, "/state/company?trusted_email_domains=acme.test")["count"] == 0
    assert control(company, "/state/binding?access_level=100")["count"] > 0


def test_records_are_paginated(company: Company) -> None:
    company.member("Mia Member"), company.member("Noa Member")

    pages = [control(company, f"/state/person?per_page=2&page={page}") for page in (1, 2, 3)]

    assert [[row["full_name"] for row in page["records"]] for page in pages] == [
        ["Olivia Owner", "Mia Member"],
        ["Noa Member"],
        [],
    ]
    assert {page["count"] for page in pages} == {3}


@pytest.mark.parametrize(("sort", "names"), [("name", ["Eat", "grow", "Sleep"]), ("-name", ["Sleep", "grow", "Eat"])])
def test_records_sorted_by_a_field_ignore_capital_letters(company: Company, sort: str, names: list[str]) -> None:
    for name in ("Sleep", "Eat", "grow"):
        company.owner.call("create_goal", name=name, space_id=company.general_id, **LEVELS)

    assert [row["name"] for row in control(company, f"/state/goal?sort={sort}")["records"]] == names


@pytest.mark.parametrize("picked", [0, records.MAX_PARTIAL_SORT])
def test_pages_of_sorted_records_are_parts_of_one_order(
    company: Company, monkeypatch: pytest.MonkeyPatch, picked: int
) -> None:
    monkeypatch.setattr(records, "MAX_PARTIAL_SORT", picked)
    names = ["c", "a", "b", "a"]
    ids = [company.owner.call("create_goal", name=name, space_id=company.general_id, **LEVELS) for name in names]
    # of two records with the same name, the older one comes first
    order = [ids[index]["goal"]["id"] for index in (0, 2, 1, 3)]

    pages = [control(company, f"/state/goal?sort=-name&per_page=2&page={page}") for page in (1, 2)]

    assert [row["id"] for page in pages for row in page["records"]] == order
    assert {page["count"] for page in pages} == {4}


def test_records_searched_by_a_text_contain_it(company: Company, goal: str) -> None:
    company.owner.call("create_goal", name="Shrink", space_id=company.general_id, **LEVELS)

    found = control(company, "/state/goal?search=SHRI")
    assert (found["count"], found["records"][0]["name"]) == (1, "Shrink")


def test_sorting_by_an_unknown_field_returns_400_with_the_fields(company: Company) -> None:
    assert "`name`" in control(company, "/state/goal?sort=title", 400)["detail"]


def test_unknown_entity_or_field_lists_known_names(company: Company) -> None:
    assert "goal_progress_update" in control(company, "/state/goals", 404)["detail"]
    known = control(company, "/state/goal?title=x", 400)["detail"]
    assert "`page`, `per_page`, `sort`, `search`, `id`, `company_id`" in known
    control(company, "/state/goal/nothing", 404)


# --- differences -----------------------------------------------------------------------------------------------------


def test_diff_lists_changes_since_snapshot(company: Company, goal: str) -> None:
    company.server.control("POST", "/snapshots", company.owner.token, name="before")
    assert control(company, "/diff?from=before") == {"created": [], "changed": [], "deleted": []}

    company.owner.call("goals/update_name", goal_id=goal, name="Grow more")
    company.owner.call("create_goal", name="Shrink", space_id=company.general_id, **LEVELS)
    company.owner.call("update_theme", theme="dark")

    diff = control(company, "/diff?from=before")
    assert {row["entity"] for row in diff["created"]} == {"goal", "binding", "activity"}
    changed = {row["entity"]: row["fields"] for row in diff["changed"]}
    assert changed == {
        "goal": {"name": {"from": "Grow", "to": "Grow more"}},
        "account": {"theme": {"from": "system", "to": "dark"}},
    }


def test_diff_ignores_records_created_and_deleted_between(company: Company) -> None:
    company.server.control("POST", "/snapshots", company.owner.token, name="before")
    company.owner.call("update_theme", theme="dark")
    company.owner.call("update_theme", theme="system")

    assert control(company, "/diff?from=before")["changed"] == []


def test_diff_without_snapshot_starts_at_creation_of_world(company: Company) -> None:
    company.owner.call("update_theme", theme="dark")
    company.member("Mia Member")

    diff = control(company, "/diff")

    assert [row["fields"]["full_name"] for row in diff["created"] if row["entity"] == "person"] == ["Mia Member"]
    assert [row["fields"]["theme"]["to"] for row in diff["changed"] if row["entity"] == "account"] == ["dark"]


def test_diff_from_unknown_snapshot_fails(company: Company) -> None:
    control(company, "/diff?from=nothing", 404)
