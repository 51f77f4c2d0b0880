"""What a world holds, what became of it, and why somebody may do something."""

from typing import Any

import pytest

from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import catalogue
from mockserver.model import ids
from mockserver.server.control.explain import asked
from tests.support import Company

Json = Any
LEVELS: Json = {"anonymous_access_level": 0, "company_access_level": 10, "space_access_level": 40}


def control(company: Company, path: str, status: int = 200) -> Json:
    answer = company.server.control("GET", path, company.owner.token)
    assert answer.status == status, answer
    return answer.body


@pytest.fixture
def goal(company: Company) -> str:
    """A secret-ish goal of the owner's: the company may look, the space may comment."""
    made = company.owner.done("create_goal", name="Grow", space_id=company.general_id, **LEVELS)
    return str(made["goal"]["id"])


# --- state -----------------------------------------------------------------------------------------------------------


def test_the_state_is_counted_by_entity(company: Company, goal: str) -> None:
    before = control(company, "/state")

    company.owner.done("create_goal", name="Shrink", space_id=company.general_id, **LEVELS)

    after = control(company, "/state")
    assert (before["entities"]["goal"], after["entities"]["goal"]) == (1, 2)
    assert after["version"] == before["version"] + 1
    assert list(after["entities"])[:2] == ["company", "account"] and "goal_progress_update" in after["entities"]


def test_the_records_of_an_entity_are_plain(company: Company, goal: str) -> None:
    answer = control(company, "/state/goal")

    (record,) = answer["records"]
    assert (answer["count"], record["id"], record["name"]) == (1, ids.decode(goal), "Grow")
    assert control(company, f"/state/goal/{goal}") == control(company, f"/state/goal/{record['id']}") == record


@pytest.mark.parametrize(
    ("query", "count"),
    [("name=Grow", 1), ("name=grow", 0), ("closed_at=null", 1), ("name=Grow&description=null", 1), ("name=x", 0)],
)
def test_records_are_filtered_by_their_fields(company: Company, goal: str, query: str, count: int) -> None:
    assert control(company, f"/state/goal?{query}")["count"] == count


def test_records_are_found_by_an_id_in_any_form(company: Company, goal: str) -> None:
    space = company.general_id
    for form in (space, f"general-{space}", ids.decode(space)):
        assert control(company, f"/state/goal?space_id={form}")["count"] == 1
    assert control(company, f"/state/goal?space_id={goal}")["count"] == 0


def test_flags_numbers_and_lists_are_found_too(company: Company) -> None:
    company.member("Mia Member")

    assert control(company, "/state/person?suspended=false")["count"] == 2
    assert control(company, "/state/company?trusted_email_domains=acme.test")["count"] == 0
    assert control(company, "/state/binding?access_level=100")["count"] > 0


def test_records_come_in_pages(company: Company) -> None:
    company.member("Mia Member"), company.member("Noa Member")

    pages = [control(company, f"/state/person?per_page=2&page={page}") for page in (1, 2, 3)]

    assert [[row["full_name"] for row in page["records"]] for page in pages] == [
        ["Olivia Owner", "Mia Member"],
        ["Noa Member"],
        [],
    ]
    assert {page["count"] for page in pages} == {3}


def test_unknown_entities_and_fields_name_the_known_ones(company: Company) -> None:
    assert "goal_progress_update" in control(company, "/state/goals", 404)["detail"]
    assert "`page`, `per_page`, `id`, `company_id`" in control(company, "/state/goal?title=x", 400)["detail"]
    control(company, "/state/goal/nothing", 404)


# --- what changed ----------------------------------------------------------------------------------------------------


def test_a_diff_lists_what_changed_since_a_snapshot(company: Company, goal: str) -> None:
    company.server.control("POST", "/snapshots", company.owner.token, name="before")
    assert control(company, "/diff?from=before") == {"created": [], "changed": [], "deleted": []}

    company.owner.done("goals/update_name", goal_id=goal, name="Grow more")
    company.owner.done("create_goal", name="Shrink", space_id=company.general_id, **LEVELS)
    company.owner.done("update_theme", theme="dark")

    diff = control(company, "/diff?from=before")
    assert {row["entity"] for row in diff["created"]} == {"goal", "binding", "activity"}
    changed = {row["entity"]: row["fields"] for row in diff["changed"]}
    assert changed == {
        "goal": {"name": {"from": "Grow", "to": "Grow more"}},
        "account": {"theme": {"from": "system", "to": "dark"}},
    }


def test_what_came_and_went_is_no_difference(company: Company) -> None:
    company.server.control("POST", "/snapshots", company.owner.token, name="before")
    company.owner.done("update_theme", theme="dark")
    company.owner.done("update_theme", theme="system")

    assert control(company, "/diff?from=before")["changed"] == []


def test_a_diff_without_a_snapshot_is_from_the_opening(company: Company) -> None:
    company.owner.done("update_theme", theme="dark")
    company.member("Mia Member")

    diff = control(company, "/diff")

    assert [row["fields"]["full_name"] for row in diff["created"] if row["entity"] == "person"] == ["Mia Member"]
    assert [row["fields"]["theme"]["to"] for row in diff["changed"] if row["entity"] == "account"] == ["dark"]


def test_a_diff_from_nothing(company: Company) -> None:
    control(company, "/diff?from=nothing", 404)


# --- why -------------------------------------------------------------------------------------------------------------


def test_a_level_is_told_with_the_bindings_that_gave_it(company: Company, goal: str) -> None:
    mia = company.member("Mia Member")

    told = control(company, f"/explain?person={mia.id}&entity={goal}")

    assert (told["person"]["full_name"], told["entity"]) == ("Mia Member", {"entity": "goal", "id": ids.decode(goal)})
    assert (told["level"], told["level_name"]) == (40, "comment_access")
    assert told["context"] == {"entity": "goal", "id": ids.decode(goal), "name": "Grow"}
    reaching = {row["group"]: row["access_level"] for row in told["bindings"] if row["reaches"]}
    assert reaching == {f"members of {company.name}": 10, "members of General": 40}
    assert told["permissions"] == {"can_view": True, "can_comment": True, "can_edit": False, "has_full_access": False}


def test_a_thing_is_judged_by_what_it_belongs_to(company: Company, goal: str) -> None:
    target = company.owner.done("goals/add_target", goal_id=goal, name="MRR", start_value=0, target_value=9, unit="k")

    told = control(company, f"/explain?person=Olivia%20Owner&entity={target['target_id']}")

    assert (told["entity"]["entity"], told["context"]["entity"], told["level"]) == ("target", "goal", 100)


def test_what_an_endpoint_asks_for_and_whether_the_person_has_it(company: Company, goal: str) -> None:
    mia = company.member("Mia Member")

    told = control(company, f"/explain?person={mia.id}&entity={goal}&endpoint=goals/update_name")["endpoint"]

    assert told == {
        "name": "goals/update_name",
        "kind": "mutation",
        "asks": [{"permission": "can_edit", "level": 70, "granted": False}],
    }
    assert mia.post("goals/update_name", goal_id=goal, name="Mine").status == 403


def test_an_endpoint_alone(company: Company) -> None:
    told = control(company, "/explain?endpoint=delete_goal")

    assert told["endpoint"]["asks"] == [{"permission": "has_full_access", "level": 100, "granted": None}]


def test_a_company_is_known_by_its_code(company: Company) -> None:
    told = control(company, f"/explain?person=Olivia%20Owner&entity={company.id}")

    assert (told["entity"]["entity"], told["level"], told["permissions"]["is_admin"]) == ("company", 100, True)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?person=Olivia%20Owner", 400),
        ("?person=Nobody&entity=GOAL", 404),
        ("?person=Olivia%20Owner&entity=nothing", 404),
        ("?endpoint=get_nothing", 404),
        ("?entity=GOAL&whom=x", 400),
    ],
)
def test_a_question_that_cannot_be_answered(company: Company, goal: str, query: str, status: int) -> None:
    control(company, f"/explain{query.replace('GOAL', goal)}", status)


def test_the_permission_of_nearly_every_mutation_is_known() -> None:
    """Those that ask for none judge by who somebody is: the author, himself, or anybody."""
    mutations = [name for name in HANDLERS if catalogue().endpoints[name].kind == "mutation"]

    assert sum(bool(asked(name)) for name in mutations) >= len(mutations) * 3 // 4
    assert asked("goals/add_target") == ["can_edit"]
    assert asked("update_theme") == []
