"""Owners, admins and access levels of a company.

(contract: add_company_admins, remove_company_admin, remove_company_owner, edit_company_members_permissions)
"""

from typing import Any

import pytest

from tests.builder import MISSING_PERSON
from tests.support import Company, Person, assert_error


def levels(company: Company) -> dict[str, int]:
    people = company.owner.call("get_people", include_company_access_levels=True)["people"]
    return {item["full_name"]: item["access_level"] for item in people}


def give(company: Company, person: Person, level: str) -> None:
    company.owner.call("edit_company_members_permissions", members=[{"id": person.id, "access_level": level}])


def test_add_company_admins_gives_admin_level_to_members_and_guests(company: Company) -> None:
    mia, gus = company.member("Mia Member"), company.guest("Gus Guest")
    company.owner.call("add_company_admins", people_ids=[mia.id, gus.id, company.owner.id])

    assert levels(company) == {"Mia Member": 90, "Gus Guest": 90, "Olivia Owner": 100}
    lists = company.owner.call("get_company", id=company.id, include_admins=True, include_owners=True)["company"]
    assert {item["full_name"] for item in lists["admins"]} == {"Mia Member", "Gus Guest", "Olivia Owner"}
    assert {item["full_name"] for item in lists["owners"]} == {"Olivia Owner"}
    assert gus.get("get_person", id=gus.id).status == 200


def test_add_company_admins_lowers_owner_to_admin(company: Company) -> None:
    mia = company.member("Mia Member")
    give(company, mia, "full_access")
    company.owner.call("add_company_admins", people_ids=[mia.id])

    assert levels(company)["Mia Member"] == 90


@pytest.mark.parametrize("people_ids", [None, []])
def test_add_company_admins_without_people_succeeds(company: Company, people_ids: list[str] | None) -> None:
    assert company.owner.call("add_company_admins", people_ids=people_ids) == {}


def test_add_company_admins_with_one_invalid_id_changes_no_level(company: Company) -> None:
    mia = company.member("Mia Member")

    for id, reason in (
        (mia.id, "a person is twice in `people_ids`"),
        (None, "an unknown id instead of the id of a person"),
        (MISSING_PERSON, "an unknown id instead of the id of a person"),
    ):
        assert_error(company.owner.post("add_company_admins", people_ids=[mia.id, id]), 500, reason)
    assert_error(company.owner.post("add_company_admins"), 500, "`people_ids` is optional")
    assert levels(company)["Mia Member"] == 10


def test_add_company_admins_requires_edit_access(company: Company) -> None:
    mia, tom = company.member("Mia Member"), company.member("Tom Target")
    give(company, mia, "edit_access")
    mia.call("add_company_admins", people_ids=[tom.id])

    assert levels(company)["Tom Target"] == 90
    assert_error(mia.post("edit_company", name="Mine"), 403, "`can_edit_details` on this Company")


def test_remove_company_admin_sets_view_level(company: Company) -> None:
    ada, mia, gus = company.admin("Ada Admin"), company.member("Mia Member"), company.guest("Gus Guest")
    for person in (ada, mia, gus):
        name = person.call("get_me")["me"]["full_name"]
        removed = company.owner.call("remove_company_admin", person_id=person.id)["person"]
        assert (removed["full_name"], removed["id"], "access_level" in removed) == (name, person.id, False)

    assert levels(company) == {"Ada Admin": 10, "Mia Member": 10, "Gus Guest": 10, "Olivia Owner": 100}
    assert gus.call("get_people")["people"] != []


def test_remove_company_admin_keeps_owner_level(company: Company) -> None:
    second = company.member("Sam Second")
    give(company, second, "full_access")
    second.call("remove_company_admin", person_id=company.owner.id)

    assert levels(company)["Olivia Owner"] == 100


def test_remove_company_admin_checks_conditions_in_order(company: Company) -> None:
    ada, gus = company.admin("Ada Admin"), company.guest("Gus Guest")

    for person in (company.owner, ada, gus):
        response = person.post("remove_company_admin", person_id=person.id)
        assert (response.status, response.message) == (400, "Admins cannot remove themselves")
    assert_error(company.owner.post("remove_company_admin", person_id=MISSING_PERSON), 404, "no Person with the id")
    assert_error(gus.post("remove_company_admin", person_id=None), 500, "the id of the Person is null")
    assert_error(gus.post("remove_company_admin"), 500, "`person_id` is optional")


def test_remove_company_owner_makes_plain_member(company: Company) -> None:
    ada = company.admin("Ada Admin")
    give(company, ada, "full_access")
    ada.call("remove_company_owner", person_id=company.owner.id)

    assert_error(company.owner.post("edit_company", name="Mine"), 403, "`can_edit_details` on this Company")
    assert levels(company) == {"Ada Admin": 100, "Olivia Owner": 10}
    general = {"resourse_type": "space", "resourse_id": company.general_id}
    bound = {item["full_name"]: item["access_level"] for item in ada.call("get_binded_people", **general)["people"]}
    assert bound == {"Ada Admin": 70, "Olivia Owner": 100}  # Ada keeps her personal binding on the space


def test_last_owner_can_remove_own_ownership(company: Company) -> None:
    company.owner.call("remove_company_owner", person_id=company.owner.id)

    assert company.owner.call("get_company", id=company.id, include_owners=True)["company"]["owners"] == []


def test_remove_company_owner_with_unchanged_personal_level_removes_owner_access(company: Company) -> None:
    sam = company.member("Sam Second")
    give(company, sam, "full_access")
    # this request sets the owner's personal binding to the level 10, so that `remove_company_owner` does not change it
    sam.call("remove_company_admin", person_id=company.owner.id)
    company.owner.call("edit_company", name="Ours")

    sam.call("remove_company_owner", person_id=company.owner.id)

    assert_error(company.owner.post("edit_company", name="Mine"), 403, "`can_edit_details` on this Company")


def test_remove_company_owner_of_non_owner_sets_member_level(company: Company) -> None:
    gus = company.guest("Gus Guest")
    company.owner.call("remove_company_owner", person_id=gus.id)

    assert levels(company)["Gus Guest"] == 10
    assert gus.call("get_me")["me"]["type"] == "guest"


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({}, "`person_id` is optional"),
        ({"person_id": None}, "an unknown id instead of the id of a person"),
        ({"person_id": MISSING_PERSON}, "an unknown id instead of the id of a person"),
    ],
)
def test_remove_company_owner_of_unknown_person_fails(company: Company, inputs: dict[str, Any], reason: str) -> None:
    assert_error(company.owner.post("remove_company_owner", **inputs), 500, reason)
    assert_error(
        company.guest("Gus Guest").post("remove_company_owner", **inputs), 404, "`can_manage_owners` on this Company"
    )


@pytest.mark.parametrize(
    ("level", "seen"),
    [
        ("no_access", 10),  # 10 is the level of all members of the company
        ("minimal_access", 10),
        ("view_access", 10),
        ("comment_access", 40),
        ("edit_access", 70),
        ("admin_access", 90),
        ("full_access", 100),
    ],
)
def test_company_level_is_highest_binding(company: Company, level: str, seen: int) -> None:
    give(company, company.member("Mia Member"), level)

    assert levels(company)["Mia Member"] == seen


def test_guest_level_is_granted_level(company: Company) -> None:
    gus = company.guest("Gus Guest")
    give(company, gus, "no_access")
    assert (levels(company)["Gus Guest"], gus.get("get_company", id=company.id).status) == (0, 404)

    give(company, gus, "view_access")
    assert (levels(company)["Gus Guest"], gus.get("get_person", id=gus.id).status) == (10, 200)


def test_edit_members_permissions_above_own_level_returns_403(company: Company) -> None:
    ada, mia, tom = company.admin("Ada Admin"), company.member("Mia Member"), company.member("Tom Target")
    batch = [{"id": mia.id, "access_level": "edit_access"}, {"id": tom.id, "access_level": "full_access"}]

    assert_error(
        ada.post("edit_company_members_permissions", members=batch), 403, "grant a higher level than their own"
    )
    assert levels(company)["Mia Member"] == 10
    ada.call("edit_company_members_permissions", members=[{"id": ada.id, "access_level": "view_access"}])
    assert levels(company)["Ada Admin"] == 10


def test_edit_members_permissions_with_invalid_entry_changes_nothing(company: Company) -> None:
    ada, mia = company.admin("Ada Admin"), company.member("Mia Member")
    edit = {"id": mia.id, "access_level": "edit_access"}

    for wrong, reason in (
        ({"id": mia.id}, "an item of `members` has no `access_level`"),
        ({"access_level": "edit_access"}, "an unknown id instead of the id of a person"),
        (edit, "a person is twice in `members`"),
        (edit | {"id": MISSING_PERSON}, "an unknown id instead of the id of a person"),
        (None, "an item of `members` is null"),
    ):
        assert_error(ada.post("edit_company_members_permissions", members=[edit, wrong]), 500, reason)
    nothings: list[list[str] | None] = [None, []]
    for nothing in nothings:
        assert ada.call("edit_company_members_permissions", members=nothing) == {"success": True}
    assert levels(company)["Mia Member"] == 10


def test_edit_members_permissions_with_missing_keys_returns_500_before_403(company: Company) -> None:
    ada, mia = company.admin("Ada Admin"), company.member("Mia Member")
    too_much = {"id": mia.id, "access_level": "full_access"}

    assert_error(
        ada.post("edit_company_members_permissions", members=[too_much, {"id": mia.id}]),
        500,
        "an item of `members` has no `access_level`",
    )
    assert_error(
        ada.post("edit_company_members_permissions", members=[{"access_level": "full_access"}]),
        403,
        "grant a higher level than their own",
    )
    assert_error(
        mia.post("edit_company_members_permissions", members=[{"id": mia.id}]),
        403,
        "`can_edit_members_access_levels` on this Company",
    )


def test_edit_members_permissions_accepts_people_of_other_companies(company: Company) -> None:
    boss = company.second_company("Beta Ltd")
    give(company, boss, "edit_access")
    company.owner.call("add_company_admins", people_ids=[boss.id])

    admins = company.owner.call("get_company", id=company.id, include_admins=True)["company"]["admins"]
    assert [item["id"] for item in admins] == [boss.id]
    assert_error(boss.get("get_company", id=company.id), 404, "must be the company of the token's person")
    assert_error(boss.get("get_person", id=company.owner.id), 404, "another company")
    assert_error(boss.post("restore_company_member", person_id=company.owner.id), 403, "another company")
    assert_error(boss.post("remove_company_admin", person_id=company.owner.id), 403, "`has_full_access` on this Person")
