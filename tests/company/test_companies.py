"""Companies: reading, founding, renaming (contract: get_company, get_companies, add_company, edit_company)."""

from typing import Any

import pytest

from mockserver.model.company import companies as model
from tests.support import Company, Person, assert_error

EVERYTHING = {
    f"include_{name}": True
    for name in ("permissions", "people", "admins", "owners", "general_space", "members_access_levels")
}


ROLES = {"admin": "Ada Admin", "member": "Mia Member", "guest": "Gus Guest", "suspended": "Sue Gone"}


def get_company(caller: Person, company: Company, **flags: bool) -> Any:
    return caller.call("get_company", id=company.id, **flags)["company"]


def names(people: list[dict[str, Any]]) -> set[tuple[str, int]]:
    return {(item["full_name"], item["access_level"]) for item in people}


def test_company_without_flags_has_null_fields(company: Company) -> None:
    acme = get_company(company.owner, company)

    absent = ("member_count", "people", "admins", "owners", "permissions", "general_space")
    assert {key: acme[key] for key in absent} == dict.fromkeys(absent)
    assert (acme["name"], acme["setup_completed"], acme["trusted_email_domains"]) == ("Acme Inc.", True, [])


def test_company_with_all_flags_has_all_fields(company: Company) -> None:
    for role, name in ROLES.items():
        getattr(company, role)(name)
    acme = get_company(company.owner, company, **EVERYTHING)

    assert names(acme["people"]) == {("Olivia Owner", 100), ("Ada Admin", 90), ("Mia Member", 10), ("Gus Guest", 1)}
    assert (names(acme["admins"]), names(acme["owners"])) == ({("Ada Admin", 90)}, {("Olivia Owner", 100)})
    assert all(acme["permissions"].values()) and len(acme["permissions"]) == 11
    general = acme["general_space"]
    assert (general["name"], general["is_company_space"], general["notifications"]) == ("General", True, [])
    assert (general["members"], general["permissions"], general["access_levels"]) == (None, None, None)


def test_company_people_have_level_only_with_flag(company: Company) -> None:
    person = get_company(company.owner, company, include_people=True)["people"][0]

    assert "access_level" not in person
    assert (person["manager"], person["permissions"], person["has_open_invitation"]) == (None, None, None)


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        ("guest", set()),
        ("member", {"can_view"}),
        (
            "admin",
            {
                "can_view",
                "can_create_space",
                "is_admin",
                "can_edit_details",
                "can_invite_members",
                "can_remove_members",
                "can_restore_members",
                "can_edit_members_access_levels",
            },
        ),
    ],
)
def test_company_permissions_follow_level(company: Company, role: str, granted: set[str]) -> None:
    caller = getattr(company, role)("Cara Caller")
    permissions = get_company(caller, company, include_permissions=True)["permissions"]

    assert {name for name, given in permissions.items() if given} == granted


def test_guest_sees_company_without_people(company: Company) -> None:
    acme = get_company(company.guest("Gus Guest"), company, **EVERYTHING)

    assert [acme[key] for key in ("people", "admins", "owners", "general_space")] == [None] * 4
    assert set(acme["permissions"].values()) == {False}
    assert acme["company_space_id"] == company.general_id


@pytest.mark.parametrize(
    ("id", "status"),
    [
        (None, 500),
        ("", 400),
        ("acme", 400),
        ("x-0zzz", 400),
        ("acme-0", 500),
        ("any-0vvv", 404),
        ("0999999999999", 404),
        ("0iaaaaaaaaaaaa", 500),
    ],
)
def test_get_company_with_invalid_id_returns_404(company: Company, id: str | None, status: int) -> None:
    response = company.owner.get("get_company", **({} if id is None else {"id": id}))

    assert response.status == status
    if status == 400:
        assert response.message == "Invalid id format"


def test_company_id_slug_is_ignored(company: Company) -> None:
    code = company.id.rpartition("-")[2]

    assert company.owner.call("get_company", id=code)["company"]["id"] == company.id


def test_get_companies_lists_companies_with_active_membership(company: Company) -> None:
    mia = company.member("Mia Member")
    company.log_in(mia)
    email = mia.call("get_me")["me"]["email"]
    beta = company.second_company("Beta Ltd")
    there = beta.call("add_company_member", full_name="Mia B", email=email, title="Dev")["person_id"]
    listed = mia.call("get_companies", include_member_count=True)["companies"]
    assert [(item["name"], item["member_count"]) for item in listed] == [("Acme Inc.", 2), ("Beta Ltd", 2)]

    beta.call("remove_company_member", person_id=there)

    assert [item["name"] for item in mia.call("get_companies")["companies"]] == ["Acme Inc."]
    counted = company.owner.call("get_companies", include_member_count=True)["companies"]
    assert [(item["name"], item["member_count"]) for item in counted] == [("Acme Inc.", 2), ("Beta Ltd", 1)]
    assert [item["member_count"] for item in company.owner.call("get_companies")["companies"]] == [None, None]


def test_add_company_makes_founder_owner(company: Company) -> None:
    company.owner.call("update_profile_picture", person_id=company.owner.id, avatar_url="/olivia.png")
    boss = company.second_company("Beta Ltd")
    beta = boss.call("get_companies")["companies"][1]
    whole = boss.call("get_company", id=beta["id"], **EVERYTHING)["company"]

    assert beta["setup_completed"] is False
    assert (names(whole["owners"]), whole["admins"]) == ({("Olivia Owner", 100)}, [])
    assert (whole["owners"][0]["title"], whole["owners"][0]["avatar_url"]) == ("CEO", "/olivia.png")
    assert whole["general_space"]["mission"] == "Organization-wide announcements and resources"
    statuses = [(item["value"], item["color"], item["closed"]) for item in whole["general_space"]["task_statuses"]]
    assert statuses == [
        ("pending", "gray", False),
        ("in_progress", "blue", False),
        ("done", "green", True),
        ("canceled", "red", True),
    ]
    space = {"resourse_type": "space", "resourse_id": whole["company_space_id"]}
    assert names(boss.call("get_binded_people", **space)["people"]) == {("Olivia Owner", 100)}


def test_guest_can_add_company_and_owns_it(company: Company) -> None:
    gus = company.guest("Gus Guest")
    code = gus.call("add_company", company_name="Gus & Co", title=None)["company"]["id"]

    assert code.startswith("gus-co-0")
    assert_error(gus.get("get_company", id=code), 404, "must be the company of the token's person")
    assert [item["name"] for item in gus.call("get_companies")["companies"]] == ["Acme Inc.", "Gus & Co"]


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"title": "CEO"}, "`company_name` is optional"),
        ({"company_name": None, "title": "CEO"}, "`company_name` is blank"),
        ({"company_name": "   ", "title": "CEO"}, "`company_name` is blank"),
        ({"company_name": "ab", "title": "CEO"}, "the name of a company must have at least"),
        ({"company_name": "a" * 256, "title": "CEO"}, "`company_name` is longer than 255"),
        ({"company_name": "Beta Ltd"}, "`title` is optional"),
        ({"company_name": "Beta Ltd", "title": "CEO", "is_demo": True}, "demo companies are disabled"),
    ],
)
def test_add_company_with_invalid_input_fails(company: Company, inputs: dict[str, Any], reason: str) -> None:
    assert_error(company.owner.post("add_company", **inputs), 500, reason)
    assert len(company.owner.call("get_companies")["companies"]) == 1


def test_add_company_accepts_repeated_name_and_blank_title(company: Company) -> None:
    for title in (None, "", "CEO"):
        company.owner.call("add_company", company_name="Beta Ltd", title=title, is_demo=False)

    listed = company.owner.call("get_companies")["companies"]
    assert [item["name"] for item in listed] == ["Acme Inc.", "Beta Ltd", "Beta Ltd", "Beta Ltd"]
    assert len({item["id"] for item in listed}) == 4


def test_renamed_company_is_found_by_old_and_new_id(company: Company) -> None:
    renamed = company.owner.call("edit_company", name="Hello World")["company"]

    assert renamed["id"] == "hello-world-" + company.id.rpartition("-")[2]
    assert get_company(company.owner, company)["name"] == "Hello World"


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({}, "`name` is optional"),
        ({"name": None}, "`name` is blank"),
        ({"name": ""}, "`name` is blank"),
        ({"name": "  "}, "`name` is blank"),
        ({"name": "ab"}, "the name of a company must have at least"),
    ],
)
def test_edit_company_with_invalid_name_keeps_name(company: Company, inputs: dict[str, Any], reason: str) -> None:
    assert_error(company.owner.post("edit_company", **inputs), 500, reason)
    assert_error(company.member("Mia Member").post("edit_company", **inputs), 403, "`can_edit_details` on this Company")
    assert get_company(company.owner, company)["name"] == "Acme Inc."


def test_trusted_domain_can_be_removed_once(company: Company) -> None:
    row = next(company.db.all(model.Company))
    with company.db.transaction():
        company.db.change(row, trusted_email_domains=("@a.test", "@b.test", "@a.test"))

    for domain, left in (("@A.test", 3), ("@a.test", 2), (None, 2)):
        company.owner.call("remove_company_trusted_email_domain", company_id=company.id, domain=domain)
        assert len(get_company(company.owner, company)["trusted_email_domains"]) == left
    assert get_company(company.owner, company)["trusted_email_domains"] == ["@b.test", "@a.test"]


@pytest.mark.parametrize(
    ("company_id", "status"),
    [("bad", 400), ("", 400), ("acme-0", 500), (None, 500), ("x-0vvv", 404), ("0" + "9" * 13, 500)],
)
def test_removing_trusted_domain_of_unknown_company_returns_404(
    company: Company, company_id: str | None, status: int
) -> None:
    response = company.owner.post("remove_company_trusted_email_domain", company_id=company_id, domain="@a.test")

    assert response.status == status
    if status == 400:
        assert response.message == "The request was malformed"


def test_removing_trusted_domain_checks_permission_before_missing_domain(company: Company) -> None:
    ada = company.admin("Ada Admin")

    assert_error(
        company.owner.post("remove_company_trusted_email_domain", company_id=company.id), 500, "`domain` is optional"
    )
    assert_error(
        ada.post("remove_company_trusted_email_domain", company_id=company.id),
        403,
        "`can_edit_trusted_email_domains` on this Company",
    )
    assert_error(ada.post("remove_company_trusted_email_domain"), 500, "`company_id` is optional")
