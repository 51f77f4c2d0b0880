"""Removing and restoring members, and converting between members and guests.

(contract: remove_company_member, restore_company_member, convert_company_member_to_guest)
"""

from typing import Any

import pytest

from tests.builder import MISSING_PERSON
from tests.support import Company, Json, Person, assert_error, rich_text

OPEN = {"anonymous_access_level": 0, "company_access_level": 70, "space_access_level": 70}


def names(company: Company, **filters: bool) -> list[str]:
    return [item["full_name"] for item in company.owner.call("get_people", **filters)["people"]]


def bound(company: Company, type: str, id: str) -> dict[str, int]:
    people = company.owner.call("get_binded_people", resourse_type=type, resourse_id=id)["people"]
    return {item["full_name"]: item["access_level"] for item in people}


def test_removing_member_who_never_logged_in_deletes_person(company: Company) -> None:
    mia, tom = company.member("Mia Member"), company.member("Tom Target")
    tom.call("update_profile", id=tom.id, manager_id=mia.id)
    removed = company.owner.call("remove_company_member", person_id=mia.id)["person"]

    assert removed == {
        "id": mia.id,
        "full_name": "Mia Member",
        "email": removed["email"],
        "avatar_url": None,
        "title": "Engineer",
        "type": "human",
    }
    assert_error(mia.get("get_me"), 401, "the person of this token was")
    assert names(company, include_suspended=True) == ["Olivia Owner", "Tom Target"]
    assert_error(company.owner.get("get_person", id=mia.id), 404, "no Person with the id")
    assert tom.call("get_me", include_manager=True)["me"]["manager"] is None
    assert bound(company, "space", company.general_id) == {"Olivia Owner": 100, "Tom Target": 70}
    assert_error(company.owner.post("restore_company_member", person_id=mia.id), 404, "no Person with the id")
    assert_error(
        company.owner.post("remove_company_member", person_id=mia.id),
        500,
        "an unknown id instead of the id of a person",
    )


def test_account_of_deleted_person_is_kept(company: Company) -> None:
    mia = company.member("Mia Member")
    email = mia.call("get_me")["me"]["email"]
    company.owner.call("remove_company_member", person_id=mia.uuid)

    again = company.owner.call("invite_guest", full_name="Mia Returned", email=email, title="")["person_id"]

    back = company.token(Person(company.server, again, ""))
    assert back.call("get_me")["me"]["full_name"] == "Mia Returned"
    assert back.call("get_account")["account"]["full_name"] == "Mia Member"


def test_removing_member_who_logged_in_suspends_and_can_be_restored(company: Company) -> None:
    mia = company.member("Mia Member")
    company.log_in(mia)
    company.owner.call("add_company_admins", people_ids=[mia.id])
    company.owner.call("remove_company_member", person_id=mia.id)

    assert_error(mia.get("get_me"), 401, "the person of this token is")
    assert (names(company), names(company, only_suspended=True)) == (["Olivia Owner"], ["Mia Member"])
    assert names(company, include_suspended=True, only_suspended=True) == ["Mia Member"]
    assert company.owner.call("get_person", id=mia.id)["person"]["suspended"] is True
    lists = company.owner.call("get_company", id=company.id, include_admins=True, include_people=True)["company"]
    assert (lists["admins"], len(lists["people"])) == ([], 1)

    assert company.owner.call("restore_company_member", person_id=mia.id) == {}

    assert mia.call("get_me")["me"]["id"] == mia.id
    assert company.owner.call("get_person", id=mia.id)["person"]["suspended"] is False
    assert mia.post("edit_company", name="Mine").status == 200  # the bindings of the suspended person were kept


def test_restoring_active_member_succeeds(company: Company) -> None:
    assert company.owner.call("restore_company_member", person_id=company.member("Mia Member").id) == {}


@pytest.mark.parametrize(
    ("inputs", "reason"), [({}, "`person_id` is optional"), ({"person_id": None}, "the id of the Person is null")]
)
def test_restoring_unknown_person_fails(company: Company, inputs: dict[str, Any], reason: str) -> None:
    assert_error(company.member("Mia Member").post("restore_company_member", **inputs), 500, reason)
    assert_error(company.guest("Gus Guest").post("restore_company_member", **inputs), 404, "`can_view` on this Company")


@pytest.mark.parametrize(
    ("person_id", "owner", "member", "guest"),
    [("!!", 500, 500, 500), ("abc-", 500, 500, 500), ("", 500, 403, 404), (MISSING_PERSON, 500, 403, 404)],
)
def test_invalid_person_id_is_reported_before_permission(
    company: Company, person_id: str, owner: int, member: int, guest: int
) -> None:
    mia, gus = company.member("Mia Member"), company.guest("Gus Guest")

    got = [item.post("remove_company_member", person_id=person_id).status for item in (company.owner, mia, gus)]

    assert got == [owner, member, guest]


def test_removing_member_without_title_returns_500(company: Company) -> None:
    mia, sue = company.member("Mia Member"), company.member("Sue Used")
    company.log_in(sue)
    for person in (mia, sue):
        person.call("update_profile", id=person.id, title="")

        assert_error(
            company.owner.post("remove_company_member", person_id=person.id),
            500,
            "the activity of this request requires `title`, which is",
        )
        assert person.get("get_me").status == 200


def test_admin_can_remove_owner(company: Company) -> None:
    ada = company.admin("Ada Admin")
    ada.call("remove_company_member", person_id=company.owner.id)

    assert_error(company.owner.get("get_me"), 401, "the person of this token was")
    assert [item["full_name"] for item in ada.call("get_people", include_suspended=True)["people"]] == ["Ada Admin"]
    assert company.server.control("POST", "/blobs", ada.token, filename="a.png").status == 201


def test_removing_self_suspends_but_cannot_delete(company: Company) -> None:
    ada = company.admin("Ada Admin")
    assert_error(ada.post("remove_company_member", person_id=ada.id), 500, "the person removes themselves")
    assert ada.get("get_me").status == 200

    company.log_in(ada)

    assert ada.post("remove_company_member", person_id=ada.id).status == 200
    assert_error(ada.get("get_me"), 401, "the person of this token is")


def test_removing_person_keeps_discussions_and_goals_and_deletes_own_project(company: Company) -> None:
    mia = company.member("Mia Member")
    message = rich_text("Hello")
    where = {"space_id": company.general_id, **OPEN}
    posted = mia.call("post_discussion", space_id=company.general_id, title="Kept", body=message)["discussion"]
    goal = mia.call("create_goal", name="Grow", champion_id=mia.id, reviewer_id=mia.id, **where)["goal"]
    own = mia.call("create_project", name="Mine", champion_id=mia.id, **where)["project"]
    shared = company.owner.call("create_project", name="Ours", champion_id=mia.id, **where)["project"]
    mia.call("post_project_check_in", project_id=shared["id"], status="on_track", description=message)

    company.owner.call("remove_company_member", person_id=mia.id)

    kept = company.owner.call("get_discussion", id=posted["id"], include_author=True)["discussion"]
    assert (kept["title"], kept["author"]) == ("Kept", None)
    people = {f"include_{role}": True for role in ("champion", "reviewer")}
    left = company.owner.call("get_goal", id=goal["id"], **people)["goal"]
    assert (left["champion"], left["reviewer"]) == (None, None)
    assert_error(company.owner.get("get_project", id=own["id"]), 404, "no Project with the id")
    ours = company.owner.call(
        "get_project", id=shared["id"], include_contributors=True, include_last_check_in=True, **people
    )["project"]
    assert (ours["champion"], ours["last_check_in"]) == (None, None)
    assert [item["person"]["full_name"] for item in ours["contributors"]] == ["Olivia Owner"]


def test_goal_update_of_deleted_author_needs_no_acknowledgement(company: Company) -> None:
    mia, tom = company.member("Mia Member"), company.member("Tom Target")
    where = {"space_id": company.general_id, **OPEN}
    goal = company.owner.call("create_goal", name="Grow", champion_id=mia.id, reviewer_id=tom.id, **where)["goal"]["id"]
    comment: dict[str, Json] = {
        "content": rich_text("Going well"),
        "new_target_values": "[]",
        "checklist": [],
        "due_date": None,
    }
    update = mia.call("post_goal_progress_update", goal_id=goal, status="on_track", **comment)["update"]["id"]
    assert [item["author_name"] for item in tom.call("get_assignments")["assignments"]] == ["Mia Member"]

    company.owner.call("remove_company_member", person_id=mia.id)

    kept = company.owner.call("get_goal_progress_update", id=update, include_author=True)["update"]
    assert (kept["status"], kept["author"]) == ("on_track", None)
    assert tom.call("get_assignments")["assignments"] == []
    assert tom.call("get_assignments_count")["count"] == 0
    assert_error(
        company.owner.get("get_goal", id=goal, include_markdown=True), 500, "the author of a record was deleted"
    )


# --- members and guests ----------------------------------------------------------------------------------------------


def test_converting_member_to_guest_removes_access(company: Company) -> None:
    mia = company.admin("Mia Member")
    where = {"space_id": company.general_id, **OPEN}
    project = company.owner.call("create_project", name="Ours", champion_id=mia.id, **where)["project"]["id"]

    converted = company.owner.call("convert_company_member_to_guest", person_id=mia.id)["person"]

    assert (converted["id"], converted["type"]) == (mia.id, "guest")
    assert mia.call("get_people") == {"people": []}
    assert mia.call("get_me")["me"]["type"] == "guest"
    assert_error(mia.get("get_project", id=project), 404, "`can_view` on this Project")
    assert "Mia Member" not in bound(company, "space", company.general_id)
    assert "Mia Member" not in bound(company, "project", project)
    rows = company.owner.call("get_project", id=project, include_contributors=True)["project"]["contributors"]
    assert "Mia Member" in [row["person"]["full_name"] for row in rows]  # the contributor record is kept
    company.owner.call("update_profile", id=mia.id, title="Adviser")


def test_converting_guest_removes_grants(company: Company) -> None:
    gus = company.guest("Gus Guest")
    space = {"resource_type": "space", "resource_id": company.general_id, "access_level": "edit_access"}
    company.owner.call("grant_resource_access", person_id=gus.uuid, resources=[space])
    assert bound(company, "space", company.general_id)["Gus Guest"] == 70

    company.owner.call("convert_company_member_to_guest", person_id=gus.id)

    assert "Gus Guest" not in bound(company, "space", company.general_id)


def test_admin_can_convert_owner_to_guest(company: Company) -> None:
    company.admin("Ada Admin").call("convert_company_member_to_guest", person_id=company.owner.id)

    assert_error(company.owner.post("edit_company", name="Mine"), 404, "`can_edit_details` on this Company")


def test_converting_unknown_person_returns_404(company: Company) -> None:
    ada, sue = company.admin("Ada Admin"), company.suspended("Sue Gone")
    boss = company.second_company("Beta Ltd")

    himself = ada.post("convert_company_member_to_guest", person_id=ada.id)
    suspended = ada.post("convert_company_member_to_guest", person_id=sue.id)

    assert (himself.status, himself.message) == (
        400,
        "You can't convert your own account to outside collaborator",
    )
    assert (suspended.status, suspended.message) == (
        400,
        "Suspended accounts can't be converted to outside collaborator",
    )
    for stranger in (boss.id, MISSING_PERSON):
        assert_error(ada.post("convert_company_member_to_guest", person_id=stranger), 404, "this company has no person")
    assert_error(ada.post("convert_company_member_to_guest", person_id="!!"), 404, "`person_id` is not an id")
    assert ada.post("convert_company_member_to_guest", person_id="").message == "Field 'person_id' cannot be null"
