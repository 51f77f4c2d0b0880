"""Two worlds never see each other, whatever one knows of the other; two companies of one world do not either."""

import pytest

from tests.support import Company, Server


@pytest.fixture
def other(server: Server) -> Company:
    return server.open(seed=7, company={"name": "Umbra Inc."}, owner={"full_name": "Uma Other"})


def test_ids_of_another_world_are_not_found(company: Company, other: Company) -> None:
    mine, theirs = company.owner, other.owner
    before = theirs.done("get_people", include_company_access_levels=True)

    assert mine.get("get_company", id=other.id).status == 404
    assert mine.get("get_person", id=theirs.id).status == 404
    assert mine.done("list_possible_managers", user_id=theirs.id) == {"people": []}
    assert mine.get("get_binded_people", resourse_type="space", resourse_id=other.general_id).status == 500
    assert mine.post("update_profile", id=theirs.id, title="Pawn").status == 404
    assert mine.post("remove_company_admin", person_id=theirs.id).status == 404
    assert mine.post("restore_company_member", person_id=theirs.id).status == 404
    assert mine.post("convert_company_member_to_guest", person_id=theirs.id).status == 404
    assert mine.post("remove_company_trusted_email_domain", company_id=other.id, domain="@x.test").status == 404
    for endpoint, inputs in (
        ("remove_company_member", {"person_id": theirs.id}),
        ("remove_company_owner", {"person_id": theirs.id}),
        ("add_company_admins", {"people_ids": [theirs.id]}),
        ("edit_company_members_permissions", {"members": [{"id": theirs.id, "access_level": "full_access"}]}),
    ):
        assert mine.post(endpoint, **inputs).status == 500, endpoint

    assert theirs.done("get_people", include_company_access_levels=True) == before


def test_control_api_reads_world_of_token(company: Company, other: Company) -> None:
    answer = company.server.control("POST", "/tokens", company.owner.token, person_id=other.owner.id)

    assert answer.status == 404


def test_same_email_in_two_worlds_is_two_accounts(company: Company, other: Company) -> None:
    for world in (company, other):
        made = world.owner.done("add_company_member", full_name="Mia", email="mia@both.test", title="Dev")
        assert made["new_account"] is True


def test_closing_world_revokes_its_tokens_only(company: Company, other: Company) -> None:
    guest = other.guest("Gus Guest")
    assert company.server.control("DELETE", f"/worlds/{other.world_id}").status == 204

    assert guest.get("get_me").status == 401
    assert other.owner.post("edit_company", name="Undead").status == 401
    assert company.owner.get("get_me").status == 200


def test_companies_of_one_account_are_isolated(company: Company) -> None:
    mia = company.member("Mia Member")
    boss = company.second_company("Beta Ltd")
    _, beta = company.owner.done("get_companies")["companies"]

    assert company.owner.get("get_company", id=beta["id"]).status == 404
    assert boss.done("get_company", id=beta["id"])["company"]["name"] == "Beta Ltd"
    assert boss.get("get_company", id=company.id).status == 404
    assert boss.get("get_person", id=mia.id).status == 404
    assert [person["full_name"] for person in boss.done("get_people")["people"]] == ["Olivia Owner"]
    assert mia.get("get_person", id=boss.id).status == 404
