"""Members of spaces, and people who can become members (contract: spaces_tasks 1.1 and 2)."""

from typing import Any

import pytest

from tests.builder import COMMENT, EDIT, FULL, NONE, VIEW, uuid
from tests.support import Company, Person, assert_error

Sent = list[dict[str, Any] | None]


def test_added_people_become_members_and_are_notified(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", COMMENT)

    shown = company.owner.call("get_space", id=id, include_members_access_levels=True)["space"]

    assert {item["id"]: item["access_level"] for item in shown["members"]} == {company.owner.id: FULL, mia.id: COMMENT}
    assert company.notified("space_members_added") == {mia.uuid}
    assert len(mia.call("get_space", id=id, include_unread_notifications=True)["space"]["notifications"]) == 1
    (content,) = company.recorded("space_members_added")
    assert content["members"] == [{"person_id": mia.uuid, "person_name": "Mia Member", "access_level": COMMENT}]


def test_person_who_adds_self_is_notified(company: Company) -> None:
    add(company, company.space(), company.owner, VIEW)

    assert company.notified("space_members_added") == {company.owner.uuid}


def test_adding_no_members_records_activity(company: Company) -> None:
    company.owner.call("add_space_members", space_id=company.space(), members=[])

    assert [content["members"] for content in company.recorded("space_members_added")] == [[]]


@pytest.mark.parametrize(
    ("level", "expected"), [(FULL, 200), (EDIT, 404), (NONE, 404)], ids=["manager", "member", "member without access"]
)
def test_space_managers_get_full_access_to_projects(company: Company, level: int, expected: int) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", level)

    assert mia.get("get_project", id=company.project(id)).status == expected


def test_space_members_get_space_level_of_projects(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", NONE)

    assert mia.get("get_project", id=company.project(id, space_level=VIEW)).status == 200
    assert_error(mia.get("get_space", id=id), 404, "`can_view` on this Space")


def test_add_space_members_with_one_invalid_member_adds_none(company: Company) -> None:
    id, mia = company.space(), company.member("Mia Member")
    ok = {"id": mia.id, "access_level": VIEW}
    bad: list[tuple[Any, str]] = [
        ({"id": mia.id}, "an item of `members` must have an `id` and"),
        ({"access_level": 10}, "an item of `members` must have an `id` and"),
        ({"id": mia.id, "access_level": None}, "null is not an access level"),
        ({"id": None, "access_level": 10}, "an `id` in `members` is not the id of a person"),
        ({"id": mia.id, "access_level": 11}, "11 is not an access level"),
        ({"id": "absent-7ZZ", "access_level": 10}, "an `id` in `members` is not the id of a person"),
        (None, "an item of `members` must have an `id` and"),
    ]
    for one, reason in bad:
        assert_error(company.owner.post("add_space_members", space_id=id, members=[ok, one]), 500, reason)
    response = company.owner.post("add_space_members", space_id=id, members=[{"id": "a;b", "access_level": 10}])
    assert_error(response, 404, "`id` is not an id")
    assert listed(company, id) == ["Olivia Owner"]


def test_duplicate_membership_makes_changes_fail(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", COMMENT)
    add(company, id, mia, VIEW)

    assert listed(company, id) == ["Mia Member", "Mia Member", "Olivia Owner"]
    shown = company.owner.call("get_space", id=id, include_members_access_levels=True)["space"]["members"]
    assert [(item["full_name"], item["access_level"]) for item in shown] == [
        ("Mia Member", COMMENT),
        ("Olivia Owner", FULL),
    ]
    assert_error(
        company.owner.post("remove_group_member", group_id=id, member_id=mia.id), 500, "memberships in the space and"
    )
    assert set_levels(company, id, {"id": mia.id, "access_level": EDIT}) == 500


def test_removed_member_has_no_access_left(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", EDIT)
    website = company.project(id, space_level=VIEW)
    assert mia.get("get_project", id=website).status == 200

    assert company.owner.call("remove_group_member", group_id=id, member_id=mia.id) == {}

    assert_error(mia.get("get_space", id=id), 404, "`can_view` on this Space")
    assert mia.call("spaces/list_members", space_id=id) == {"people": []}
    assert_error(mia.get("get_project", id=website), 404, "`can_view` on this Project")
    assert [content["member_id"] for content in company.recorded("space_member_removed")] == [mia.uuid]


def test_removing_person_who_is_no_member_returns_500(company: Company) -> None:
    id, xan = company.space(), company.member("Xan Extra")
    assert_error(
        company.owner.post("remove_group_member", group_id=id, member_id=xan.id), 500, "memberships in the space and"
    )

    # gives Xan a level, but does not make Xan a member
    assert set_levels(company, id, {"id": xan.id, "access_level": EDIT}) == 200
    assert_error(
        company.owner.post("remove_group_member", group_id=id, member_id=xan.id), 500, "memberships in the space and"
    )
    assert xan.get("get_space", id=id).status == 200


def test_space_manager_can_leave(company: Company) -> None:
    id = company.space()

    company.owner.call("remove_group_member", group_id=id, member_id=company.owner.id)

    shown = company.owner.call("get_space", id=id, include_members=True)["space"]
    assert (shown["is_member"], shown["members"]) == (False, [])


def test_edit_members_permissions_records_changed_levels_only(company: Company) -> None:
    id = company.space()
    mia, noah = (
        company.space_member(id, "Mia Member", VIEW),
        company.space_member(id, "Noah North", EDIT),
    )
    xan = company.member("Xan Extra")
    sent = [(mia, VIEW), (noah, NONE), (xan, COMMENT)]

    assert set_levels(company, id, *({"id": item.id, "access_level": level} for item, level in sent)) == 200

    (content,) = company.recorded("space_members_permissions_edited")
    assert content["members"] == [
        {"person_id": noah.uuid, "previous_access_level": EDIT, "updated_access_level": NONE},
        {"person_id": xan.uuid, "previous_access_level": 0, "updated_access_level": COMMENT},
    ]
    assert_error(noah.get("get_space", id=id), 404, "`can_view` on this Space")
    assert "Noah North" in listed(company, id)
    assert xan.call("get_space", id=id)["space"]["is_member"] is False


def test_edit_members_permissions_with_invalid_entry_changes_no_level(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", VIEW)
    ok = {"id": mia.id, "access_level": EDIT}
    bad: Sent = [
        ok,
        {"id": mia.id},
        {"access_level": 10},
        {"id": mia.id, "access_level": 55},
        ok | {"id": "x-7ZZ"},
        None,
    ]

    assert [set_levels(company, id, ok, item) for item in bad] == [500] * len(bad)
    assert_error(mia.post("edit_space", id=id, name="N", mission="M"), 403, "`can_edit` on this Space")


# --- lists -----------------------------------------------------------------------------------------------------------


def test_list_members_filters_by_query(company: Company) -> None:
    id = company.space()
    _, ida = company.space_member(id, "Mia Member", VIEW), company.space_member(id, "ida Ivory", VIEW)

    assert listed(company, id) == ["ida Ivory", "Mia Member", "Olivia Owner"]
    assert listed(company, id, query="MEM") == ["Mia Member"]
    assert listed(company, id, query="engin") == ["ida Ivory", "Mia Member"]
    assert listed(company, id, query="") == ["ida Ivory", "Mia Member", "Olivia Owner"]
    assert listed(company, id, ignored_ids=[ida.id]) == ["Mia Member", "Olivia Owner"]
    assert listed(company, id, ignored_ids=[""]) == []


def test_members_of_space_are_sorted_by_bytes_of_name(company: Company) -> None:
    id = company.space()
    for name in ("ida Ivory", "Mia Member"):
        company.space_member(id, name, VIEW)

    shown = company.owner.call("get_space", id=id, include_members=True)["space"]["members"]

    assert [item["full_name"] for item in shown] == ["Mia Member", "Olivia Owner", "ida Ivory"]


def test_suspended_people_are_not_members(company: Company) -> None:
    sue = company.suspended("Sue Spent")
    general = company.general_id

    assert sue.id not in [item["id"] for item in company.owner.call("spaces/list_members", space_id=general)["people"]]
    shown = company.owner.call("get_space", id=general, include_members=True)["space"]["members"]
    assert [item["id"] for item in shown] == [company.owner.id]


def test_potential_subscribers_of_space_are_its_members(company: Company) -> None:
    id = company.space()
    company.space_member(id, "Mia Member", VIEW)

    shown = company.owner.call("get_space", id=id, include_potential_subscribers=True)["space"]

    assert [(item["role"], item["priority"], item["is_subscribed"]) for item in shown["potential_subscribers"]] == [
        (company.owner.call("get_me")["me"]["title"], False, False),
        ("Engineer", False, False),
    ]
    assert [item["full_name"] for item in shown["members"]] == ["Mia Member", "Olivia Owner"]


def test_potential_subscribers_with_members_access_levels_have_levels(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", VIEW)
    flags = {"include_potential_subscribers": True, "include_members_access_levels": True}

    shown = company.owner.call("get_space", id=id, **flags)["space"]

    levels = {item["person"]["id"]: item["person"]["access_level"] for item in shown["potential_subscribers"]}
    assert levels == {company.owner.id: FULL, mia.id: VIEW}
    assert levels == {item["id"]: item["access_level"] for item in shown["members"]}


def test_members_with_potential_subscribers_returns_500(company: Company) -> None:
    id = company.space()
    both = {"include_members": True, "include_potential_subscribers": True}
    assert_error(
        company.owner.get("get_space", id=id, **both),
        500,
        "`include_members` and `include_potential_subscribers` can't both be true",
    )

    company.owner.call("remove_group_member", group_id=id, member_id=company.owner.id)
    assert company.owner.get("get_space", id=id, **both).status == 200


def test_search_potential_members_excludes_members(company: Company) -> None:
    id = company.space()
    members = [company.member(f"Mia {letter}") for letter in "ABCDEFGHIJKL"]
    add(company, id, members[0], VIEW)

    def found(**inputs: Any) -> list[str]:
        people = company.owner.call("search_potential_space_members", group_id=id, **inputs)["people"]
        return [item["full_name"] for item in people]

    assert found() == [f"Mia {letter}" for letter in "BCDEFGHIJK"]
    assert len(found(limit=100)) == 11
    assert found(limit=0) == []
    assert found(query="mia l") == ["Mia L"]
    assert found(query="ENGINEER", limit=1) == ["Mia B"]
    assert found(exclude_ids=[members[1].uuid], limit=1) == ["Mia C"]


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({}, "`group_id` is optional"),
        ({"group_id": ""}, "`group_id` is empty"),
        ({"group_id": "a;b"}, "`group_id` is not an id"),
    ],
)
def test_search_potential_members_without_space_fails(company: Company, inputs: dict[str, str], reason: str) -> None:
    assert_error(company.owner.get("search_potential_space_members", **inputs), 500, reason)


def test_search_potential_members_excludes_raw_uuids_only(company: Company) -> None:
    id, mia = company.space(), company.member("Mia Member")
    inputs = {"group_id": uuid(id), "exclude_ids": [mia.id]}

    assert_error(company.owner.get("search_potential_space_members", **inputs), 500, "`exclude_ids` must be a UUID")
    assert mia.get("search_potential_space_members", **inputs).body == {"people": []}


def add(company: Company, id: str, person: Person, level: int) -> None:
    company.owner.call("add_space_members", space_id=id, members=[{"id": person.id, "access_level": level}])


def set_levels(company: Company, id: str, *members: dict[str, Any] | None) -> int:
    response = company.owner.post("edit_space_members_permissions", space_id=id, members=list(members))
    assert response.status != 200 or response.body == {"success": True}
    return response.status


def listed(company: Company, id: str, **inputs: Any) -> list[str]:
    people = company.owner.call("spaces/list_members", space_id=id, **inputs)["people"]
    return [item["full_name"] for item in people]
