"""Lists of people, and searches (contract: get_people, search_people, list_possible_managers, get_binded_people)."""

from typing import Any

import pytest

from mockserver.domain import collation
from mockserver.model.company import companies as model
from tests.builder import MISSING_PERSON
from tests.support import Company, Person, assert_error


def names(people: list[dict[str, Any]]) -> list[str]:
    return [item["full_name"] for item in people]


def titled(company: Company, **titles: str | None) -> dict[str, Person]:
    """Create members with these names and titles, and return them by name. `Dev_Patel` stands for Dev Patel."""
    found = {}
    for name, title in titles.items():
        found[name] = company.member(name.replace("_", " "))
        company.owner.call("update_profile", id=found[name].id, title=title)
    return found


def search(caller: Person, query: str, type: str = "company", **inputs: Any) -> list[str]:
    return names(caller.call("search_people", query=query, search_scope_type=type, **inputs)["people"])


# --- get_people ------------------------------------------------------------------------------------------------------


def test_get_people_sorts_by_name_ignoring_case(company: Company) -> None:
    for number, name in enumerate(("zoe", "Zoë", "Zoe", "Öle Olsen", "Olaf", "Ann-Marie", "Anna", "anna b")):
        company.owner.call("update_profile", id=company.member(f"Nr {number}").id, full_name=name)

    assert names(company.owner.call("get_people")["people"]) == [
        "Anna",
        "anna b",
        "Ann-Marie",
        "Olaf",
        "Öle Olsen",
        "Olivia Owner",
        "zoe",
        "Zoe",
        "Zoë",
    ]


def test_get_people_flags_fill_fields(company: Company) -> None:
    mia = company.member("Mia Member")
    mia.call("update_profile", id=mia.id, manager_id=company.owner.id)
    asked = ("manager", "account", "invite_link", "company_access_levels")

    shown = company.owner.call("get_people", **{f"include_{name}": True for name in asked})["people"][0]
    assert (shown["manager"]["full_name"], shown["has_open_invitation"], shown["access_level"]) == (
        "Olivia Owner",
        True,
        10,
    )
    assert (shown["invite_link"]["type"], shown["invite_link"]["author"]) == ("personal", None)
    assert "company" not in shown["invite_link"]

    bare = company.owner.call("get_people")["people"][0]
    assert [bare[name] for name in ("manager", "has_open_invitation", "invite_link")] == [None] * 3
    assert "access_level" not in bare


def test_person_without_account_has_no_open_invitation(company: Company) -> None:
    mia = company.db.get_existing(model.Person, company.member("Mia Member").uuid)
    with company.db.transaction():
        company.db.change(mia, type="ai", account_id=None, email=None)

    shown = company.owner.call("get_people", include_account=True)["people"][0]
    assert (shown["type"], shown["has_open_invitation"]) == ("ai", False)
    assert_error(
        company.owner.post("add_company_admins", people_ids=[mia.id]),
        500,
        "an unknown id instead of the id of a person",
    )


# --- search_people ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # sorted by the position of the text in the name; a person whose title matches, but not the name, comes first
        ("dev", ["Anna Sato", "Dev Patel", "Bo Devlin"]),
        ("DEV", ["Anna Sato", "Dev Patel", "Bo Devlin"]),
        ("d%v", ["Anna Sato", "Bo Devlin", "Dev Patel"]),
        ("b_", ["Bo Devlin"]),
        ("\\_", []),
        # the pattern is `%Sato\%`: the backslash escapes the last %, so only a name with `Sato%` at its end matches
        ("Sato\\", []),
        ("", ["Anna Sato", "Bo Devlin", "Olivia Owner", "Dev Patel"]),  # Dev Patel is last, because Dev has no title
        ("unknown", []),
    ],
)
def test_search_people_sorts_by_position_of_match(company: Company, query: str, found: list[str]) -> None:
    titled(company, Anna_Sato="Lead developer", Bo_Devlin="Cook", Dev_Patel=None)

    assert search(company.owner, query) == found


def test_search_people_returns_at_most_ten(company: Company) -> None:
    for number in range(11):
        company.member(f"Twin {number:02}")

    assert search(company.owner, "twin") == [f"Twin {number:02}" for number in range(10)]


def test_search_people_excludes_ignored_ids(company: Company) -> None:
    mia, sue = company.member("Mia Member"), company.suspended("Sue Gone")

    assert search(company.owner, "", ignored_ids=[mia.id, company.owner.uuid, MISSING_PERSON]) == []
    assert search(company.owner, sue.id.partition("-")[0]) == []
    assert search(company.owner, "", ignored_ids=[mia.uuid.upper()]) == ["Olivia Owner"]
    assert search(company.owner, "", ignored_ids=[""]) == []


def test_search_people_scope_limits_to_people_with_access(company: Company) -> None:
    mia, gus = company.member("Mia Member"), company.guest("Gus Guest")
    vault = company.owner.call("create_space", name="Vault", mission="Keep", company_permissions=0)["space"]["id"]
    levels = {"anonymous_access_level": 0, "company_access_level": 0, "space_access_level": 0}
    goal = company.owner.call("create_goal", space_id=vault, name="Hide", **levels)["goal"]["id"]
    given = {"resource_type": "goal", "resource_id": goal, "access_level": "view_access"}
    company.owner.call("grant_resource_access", person_id=mia.uuid, resources=[given])

    assert search(gus, "", "space", search_scope_id=vault) == []
    assert search(mia, "", "space", search_scope_id=vault) == ["Olivia Owner"]
    assert search(mia, "", "goal", search_scope_id=goal) == ["Mia Member", "Olivia Owner"]
    assert search(mia, "", "goal", search_scope_id=vault) == []
    assert search(mia, "", "project", search_scope_id=MISSING_PERSON) == []
    assert search(mia, "", "company", search_scope_id=MISSING_PERSON) == ["Gus Guest", "Mia Member", "Olivia Owner"]


@pytest.mark.parametrize(
    ("inputs", "member", "guest"),
    [
        ({"query": "", "search_scope_type": "company", "search_scope_id": "!!"}, 500, 500),
        ({"search_scope_type": "company"}, 500, 200),
        ({"query": "", "search_scope_type": "company", "ignored_ids": ["!!"]}, 500, 200),
        ({"query": ""}, 500, 200),
        ({"query": "", "search_scope_type": "task"}, 500, 200),
        ({"query": "", "search_scope_type": "space"}, 500, 200),
        ({"query": "", "search_scope_type": "goal", "search_scope_id": ""}, 500, 200),
        ({"query": "", "search_scope_type": "goal", "ignored_ids": [""]}, 500, 200),
        ({"query": "\0", "search_scope_type": "company"}, 500, 200),
    ],
)
def test_search_people_with_invalid_input_fails(
    company: Company, inputs: dict[str, Any], member: int, guest: int
) -> None:
    mia, gus = company.member("Mia Member"), company.guest("Gus Guest")

    assert (mia.get("search_people", **inputs).status, gus.get("search_people", **inputs).status) == (member, guest)


# --- list_possible_managers ------------------------------------------------------------------------------------------


def test_possible_managers_exclude_subordinates(company: Company) -> None:
    people = titled(company, Anna="Lead", Bo="Cook", Cy="Cook")
    company.suspended("Sue Gone")
    company.guest("Gus Guest")
    company.owner.call("update_profile", id=people["Bo"].id, manager_id=people["Anna"].id)
    company.owner.call("update_profile", id=people["Cy"].id, manager_id=people["Bo"].id)

    def managers(caller: Person, **inputs: str) -> list[str]:
        return names(caller.call("list_possible_managers", **inputs)["people"])

    assert managers(people["Anna"]) == ["Gus Guest", "Olivia Owner"]
    assert managers(company.owner, user_id=people["Cy"].id) == ["Anna", "Bo", "Gus Guest", "Olivia Owner"]
    assert managers(company.owner, user_id=people["Cy"].id, query=" LEAD ") == ["Anna"]
    assert managers(company.owner, query="o") == ["Bo", "Cy"]
    assert managers(company.owner, query="  ") == ["Anna", "Bo", "Cy", "Gus Guest"]
    assert managers(company.owner, user_id=MISSING_PERSON) == []
    assert_error(company.owner.get("list_possible_managers", query="\0"), 500, "`query` has a NUL")


def test_guest_can_list_only_own_possible_managers(company: Company) -> None:
    gus = company.guest("Gus Guest")

    assert names(gus.call("list_possible_managers")["people"]) == ["Olivia Owner"]
    assert gus.call("list_possible_managers", user_id=gus.id) == {"people": []}
    response = gus.get("list_possible_managers", user_id="")
    assert (response.status, response.message) == (400, "Field 'user_id' cannot be null")


def test_possible_managers_are_of_same_company(company: Company) -> None:
    mia, bo = company.member("Mia Member"), company.member("Bo Devlin")
    boss = company.second_company("Beta Ltd")
    for person in (mia, bo):
        company.owner.call("update_profile", id=person.id, manager_id=company.owner.id)
    boss.call("update_profile", id=boss.id, manager_id=company.owner.id)

    shown = company.owner.call("get_person", id=mia.id, include_peers=True)["person"]
    assert names(shown["peers"]) == ["Bo Devlin"]


# --- get_binded_people -----------------------------------------------------------------------------------------------


def test_get_binded_people_shows_highest_level(company: Company) -> None:
    mia, sue = company.member("Mia Member"), company.member("Sue Used")
    company.log_in(sue)
    space = company.owner.call("create_space", name="Open", mission="Share", company_permissions=10)["space"]["id"]
    members = [{"id": mia.id, "access_level": 70}, {"id": sue.id, "access_level": 100}]
    company.owner.call("add_space_members", space_id=space, members=members)
    company.owner.call("remove_company_member", person_id=sue.id)

    bound = mia.call("get_binded_people", resourse_type="space", resourse_id=space)["people"]
    assert {item["full_name"]: item["access_level"] for item in bound} == {"Mia Member": 70, "Olivia Owner": 100}


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({}, 500),
        ({"resourse_type": "space"}, 500),
        ({"resourse_type": "space", "resourse_id": ""}, 500),
        ({"resourse_type": "space", "resourse_id": "!!"}, 500),
        ({"resourse_type": "space", "resourse_id": MISSING_PERSON}, 500),
        ({"resourse_type": "company", "resourse_id": "general"}, 500),
        ({"resourse_type": "goal", "resourse_id": "general"}, 500),
        ({"resourse_id": "general"}, 500),
        ({"resourse_type": "space", "resourse_id": "general"}, 404),
    ],
)
def test_get_binded_people_of_unknown_resource_returns_404(
    company: Company, inputs: dict[str, str], status: int
) -> None:
    gus = company.guest("Gus Guest")
    if inputs.get("resourse_id") == "general":
        inputs = inputs | {"resourse_id": company.general_id}

    assert gus.get("get_binded_people", **inputs).status == status


@pytest.mark.parametrize(
    "ordered",
    [
        ["a", "A", "ä", "Ä", "b", "z"],
        ["aa", "a b", "a-c", "ad"],
        ["1", "2", "a"],
        ["resume", "Resume", "résumé", "resumes"],
        ["straße", "strasze", "strata"],
        ["", " ", "a"],
    ],
)
def test_names_are_sorted_as_by_the_database_of_the_real_server(ordered: list[str]) -> None:
    shuffled = [*ordered[1::2], *ordered[::2]]

    assert sorted(shuffled, key=collation.collation_key) == ordered
