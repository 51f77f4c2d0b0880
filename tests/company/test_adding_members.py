"""Adding members and guests (contract: add_company_member, invite_guest)."""

import pytest

from tests.support import Company, assert_error

BOTH = pytest.mark.parametrize("endpoint", ["add_company_member", "invite_guest"])
MIA = {"full_name": "Mia Member", "email": "mia@acme.test", "title": "Engineer"}


@BOTH
def test_new_person_gets_invite_link_and_uuid(company: Company, endpoint: str) -> None:
    made = company.owner.call(endpoint, **MIA)
    link = made["invite_link"]

    assert made["new_account"] is True
    assert (len(made["person_id"]), made["person_id"].count("-")) == (36, 4)
    assert (len(link["token"]), link["type"], link["author"], link["company"]) == (32, "personal", None, None)
    assert (link["use_count"], link["is_active"], link["allowed_domains"]) == (0, True, [])
    assert link["expires_at"] > link["inserted_at"]


@BOTH
@pytest.mark.parametrize(
    ("email", "full_name", "message"),
    [
        ("", "Mia", "Email can't be blank"),
        (" \t", "Mia", "Email can't be blank"),
        ("mia", "Mia", "Email must have the @ sign and no spaces"),
        ("mia@", "Mia", "Email must have the @ sign and no spaces"),
        ("mia mia@acme.test", "Mia", "Email must have the @ sign and no spaces"),
        (f"{'m' * 150}@acme.test2", "Mia", "Email should be at most %{count} character(s)"),
        ("mia@acme.test", "", "Name can't be blank"),
        ("mia@acme.test", "  ", "Name can't be blank"),
    ],
)
def test_adding_person_with_invalid_input_returns_400_with_reason(
    company: Company, endpoint: str, email: str, full_name: str, message: str
) -> None:
    response = company.owner.post(endpoint, email=email, full_name=full_name, title="Engineer")

    assert (response.status, response.message) == (400, message)
    assert len(company.owner.call("get_people")["people"]) == 1


@BOTH
@pytest.mark.parametrize(
    ("email", "full_name", "title", "reason"),
    [
        ("", "", "Engineer", "the inputs have several errors"),
        ("m" * 161, "Mia", "Engineer", "the inputs have several errors"),  # too long, and without an @
        ("mia@acme.test", "M" * 256, "Engineer", "`full_name` is longer than 255"),
        ("mia@acme.test", "Mia", "E" * 256, "`title` is longer than 255"),
        ("mia\0@acme.test", "Mia", "Engineer", "`email` has a NUL"),
        ("mia@acme.test", "Mia\0", "Engineer", "`full_name` has a NUL"),
    ],
)
def test_adding_person_with_unstorable_input_returns_500(
    company: Company, endpoint: str, email: str, full_name: str, title: str, reason: str
) -> None:
    assert_error(company.owner.post(endpoint, email=email, full_name=full_name, title=title), 500, reason)
    assert len(company.owner.call("get_people")["people"]) == 1


def test_title_is_required_for_members_only(company: Company) -> None:
    assert_error(
        company.owner.post("add_company_member", **MIA | {"title": " "}),
        500,
        "the activity of this request requires `title`, which is",
    )
    assert company.owner.post("invite_guest", **MIA | {"title": ""}).status == 200


@BOTH
@pytest.mark.parametrize("role", ["member", "guest", "suspended"])
def test_adding_same_account_twice_returns_400(company: Company, endpoint: str, role: str) -> None:
    person = getattr(company, role)("Mia Member")
    row = company.owner.call("get_people", include_suspended=True)["people"][0]
    assert row["id"] == person.id

    response = company.owner.post(endpoint, full_name="Mia Again", email=row["email"].upper(), title="Dev")

    assert (response.status, response.message) == (400, "Email has already been taken")


def test_blank_name_is_reported_before_taken_email(company: Company) -> None:
    company.owner.call("add_company_member", **MIA)

    assert company.owner.post("add_company_member", **MIA | {"full_name": ""}).message == "Name can't be blank"


def test_too_long_title_is_reported_before_taken_email(company: Company) -> None:
    company.owner.call("invite_guest", **MIA)

    assert_error(company.owner.post("invite_guest", **MIA | {"title": "E" * 256}), 500, "`title` is longer than 255")


def test_adding_used_account_creates_no_invite_link(company: Company) -> None:
    mia = company.member("Mia Member")
    email = mia.call("get_me")["me"]["email"]
    beta = company.second_company("Beta Ltd")
    unused = beta.call("add_company_member", full_name="Mia Elsewhere", email=email, title="Dev")
    # true although the account exists, because Mia has never logged in
    assert unused["new_account"] is True

    company.log_in(mia)
    gamma = company.second_company("Gamma Ltd")
    used = gamma.call("invite_guest", full_name="Mia Abroad", email=email.upper(), title="")

    assert (used["invite_link"], used["new_account"]) == (None, False)
    people = gamma.call("get_people", include_account=True, include_invite_link=True)["people"]
    assert [
        (item["full_name"], item["email"], item["has_open_invitation"], item["invite_link"]) for item in people
    ] == [
        ("Mia Abroad", email.upper(), False, None),
        ("Olivia Owner", "owner@example.com", True, None),
    ]


def test_new_member_joins_general_space(company: Company) -> None:
    mia, gus = company.member("Mia Member"), company.guest("Gus Guest")
    general = {"resourse_type": "space", "resourse_id": company.general_id}
    bound = mia.call("get_binded_people", **general)["people"]

    assert {item["full_name"]: item["access_level"] for item in bound} == {"Mia Member": 70, "Olivia Owner": 100}
    assert_error(gus.get("get_binded_people", **general), 404, "`can_view` on this Space")


def test_guest_cannot_view_people_including_self(company: Company) -> None:
    gus = company.guest("Gus Guest")

    assert gus.call("get_me")["me"]["type"] == "guest"
    assert gus.call("get_account")["account"] == {"full_name": "Gus Guest", "site_admin": False}
    assert gus.call("get_people") == {"people": []}
    assert_error(gus.get("get_person", id=gus.id), 404, "`can_view` on this Person")
    assert gus.call("search_people", query="", search_scope_type="company") == {"people": []}
