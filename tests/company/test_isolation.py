"""Worlds are isolated from each other, and so are the companies of one world."""

import pytest

from tests.support import Company, Server, assert_error


@pytest.fixture
def other(server: Server) -> Company:
    return server.open(seed=7, company={"name": "Umbra Inc."}, owner={"full_name": "Uma Other"})


def test_ids_of_another_world_are_not_found(company: Company, other: Company) -> None:
    mine, theirs = company.owner, other.owner
    before = theirs.call("get_people", include_company_access_levels=True)

    assert_error(mine.get("get_company", id=other.id), 404, "must be the company of the token's person")
    assert_error(mine.get("get_person", id=theirs.id), 404, "no Person with the id")
    assert mine.call("list_possible_managers", user_id=theirs.id) == {"people": []}
    assert_error(
        mine.get("get_binded_people", resourse_type="space", resourse_id=other.general_id),
        500,
        "no space, goal or project with this `resourse_id`",
    )
    assert_error(mine.post("update_profile", id=theirs.id, title="Pawn"), 404, "no Person with the id")
    assert_error(mine.post("remove_company_admin", person_id=theirs.id), 404, "no Person with the id")
    assert_error(mine.post("restore_company_member", person_id=theirs.id), 404, "no Person with the id")
    assert_error(mine.post("convert_company_member_to_guest", person_id=theirs.id), 404, "this company has no person")
    assert_error(
        mine.post("remove_company_trusted_email_domain", company_id=other.id, domain="@x.test"),
        404,
        "no company with this `company_id`",
    )
    for endpoint, inputs in (
        ("remove_company_member", {"person_id": theirs.id}),
        ("remove_company_owner", {"person_id": theirs.id}),
        ("add_company_admins", {"people_ids": [theirs.id]}),
        ("edit_company_members_permissions", {"members": [{"id": theirs.id, "access_level": "full_access"}]}),
    ):
        assert_error(mine.post(endpoint, **inputs), 500, "an unknown id instead of the id of a person")

    assert theirs.call("get_people", include_company_access_levels=True) == before


def test_control_api_reads_world_of_token(company: Company, other: Company) -> None:
    response = company.server.control("POST", "/tokens", company.owner.token, person_id=other.owner.id)

    assert response.status == 404


def test_same_email_in_two_worlds_is_two_accounts(company: Company, other: Company) -> None:
    for world in (company, other):
        made = world.owner.call("add_company_member", full_name="Mia", email="mia@both.test", title="Dev")
        assert made["new_account"] is True


def test_closing_world_revokes_its_tokens_only(company: Company, other: Company) -> None:
    guest = other.guest("Gus Guest")
    assert company.server.control("DELETE", f"/worlds/{other.world_id}").status == 204

    assert_error(guest.get("get_me"), 401, "the token is unknown, revoked")
    assert_error(other.owner.post("edit_company", name="Undead"), 401, "its world was closed")
    assert company.owner.get("get_me").status == 200


def test_companies_of_one_account_are_isolated(company: Company) -> None:
    mia = company.member("Mia Member")
    boss = company.second_company("Beta Ltd")
    _, beta = company.owner.call("get_companies")["companies"]

    assert_error(company.owner.get("get_company", id=beta["id"]), 404, "must be the company of the token's person")
    assert boss.call("get_company", id=beta["id"])["company"]["name"] == "Beta Ltd"
    assert_error(boss.get("get_company", id=company.id), 404, "must be the company of the token's person")
    assert_error(boss.get("get_person", id=mia.id), 404, "`can_view` on this Person")
    assert [person["full_name"] for person in boss.call("get_people")["people"]] == ["Olivia Owner"]
    assert_error(mia.get("get_person", id=boss.id), 404, "`can_view` on this Person")
