"""Activities of companies and people, and their recipients (contract: company_people 2.8)."""

from typing import Any

from tests.support import Company, Person


def feed(company: Company) -> list[tuple[str, dict[str, Any]]]:
    """Return the action and the content of each activity of the company, newest first."""
    shown = company.owner.call("get_activities", scope_type="company", scope_id=company.id, actions="")["activities"]
    return [(item["action"], item["content"]) for item in shown]


def notified(person: Person) -> list[str]:
    """Return the action of each activity of which a person was notified, newest first."""
    rows = person.call("get_notifications", per_page=50)["notifications"]
    assert not any(row["read"] for row in rows)
    return [row["activity"]["action"] for row in rows]


def test_company_activity_notifies_affected_person(company: Company) -> None:
    ada, gus = company.admin("Ada Admin"), company.guest("Gus Guest")
    company.log_in(ada)
    level = [{"id": ada.id, "access_level": "edit_access"}, {"id": gus.id, "access_level": "minimal_access"}]
    for endpoint, inputs in (
        ("remove_company_admin", {"person_id": ada.id}),
        ("edit_company_members_permissions", {"members": level}),
        ("remove_company_owner", {"person_id": ada.id}),
        ("remove_company_member", {"person_id": ada.id}),
        ("restore_company_member", {"person_id": ada.id}),
        ("convert_company_member_to_guest", {"person_id": ada.id}),
        ("edit_company", {"name": "Acme Inc."}),
    ):
        company.owner.call(endpoint, **inputs)

    assert notified(ada) == [
        "company_member_converted_to_guest",
        "company_member_restoring",
        "company_owner_removing",
        "company_members_permissions_edited",
        "company_admin_removed",
        "company_admin_added",
        "company_member_added",
    ]
    # edit_company_members_permissions set the level that Gus already had, so Gus was not notified of it
    assert notified(gus) == ["guest_invited"]
    assert notified(company.owner) == []
    assert [action for action, _ in feed(company)] == [
        "company_editing",
        "company_member_converted_to_guest",
        "company_member_restoring",
        "company_member_removed",
        "company_owner_removing",
        "company_members_permissions_edited",
        "company_admin_removed",
        "guest_invited",
        "company_admin_added",
        "company_member_added",
        "company_adding",
    ]


def test_company_feed_lists_recorded_activities(company: Company) -> None:
    mia, tom, gus = company.member("Mia Member"), company.member("Tom Target"), company.member("Gus Less")
    company.owner.call("edit_company", name="Acme Two")
    levels = [{"id": person.id, "access_level": "edit_access"} for person in (tom, mia)]
    levels.append({"id": gus.id, "access_level": "minimal_access"})
    company.owner.call("edit_company_members_permissions", members=levels)
    company.owner.call("add_company_admins", people_ids=[mia.id])
    company.owner.call("remove_company_member", person_id=mia.id)

    (_, removed), (_, admins), (_, edited), (_, renamed), _, (_, joined), *_ = feed(company)

    assert removed == {}
    assert [(item["id"], item["full_name"]) for item in admins["people"]] == [(mia.uuid, "Mia Member")]
    assert admins["company"]["name"] == "Acme Two"
    before_and_after = {
        item["person_id"]: (
            item["person"] and item["person"]["full_name"],
            item["previous_access_level"],
            item["previous_access_level_label"],
            item["updated_access_level"],
            item["updated_access_level_label"],
        )
        for item in edited["members"]
    }
    assert before_and_after == {
        # Mia is deleted: the response contains her id, but null instead of the person
        mia.uuid: (None, 0, "No Access", 70, "Edit Access"),
        tom.uuid: ("Tom Target", 0, "No Access", 70, "Edit Access"),
        gus.uuid: ("Gus Less", 0, "No Access", 1, "No Access"),
    }
    assert list(before_and_after) == sorted(before_and_after)
    assert (renamed["company"], renamed["old_name"], renamed["new_name"]) == (None, "Acme Inc.", "Acme Two")
    assert (joined["name"], joined["person"]["id"]) == ("Tom Target", tom.id)


def test_profile_changes_record_no_activity(company: Company) -> None:
    mia = company.member("Mia Member")
    before = feed(company)
    space = {"resource_type": "space", "resource_id": company.general_id, "access_level": "full_access"}
    for endpoint, inputs in (
        ("update_profile", {"id": mia.id, "title": "Chief"}),
        ("update_profile_picture", {"person_id": mia.id, "avatar_url": "/mia.png"}),
        ("update_theme", {"theme": "dark"}),
        ("remove_company_trusted_email_domain", {"company_id": company.id, "domain": "@acme.com"}),
        ("grant_resource_access", {"person_id": mia.uuid, "resources": [space]}),
        ("add_company", {"company_name": "Beta Ltd", "title": "CEO"}),
    ):
        company.owner.call(endpoint, **inputs)

    assert [action for action, _ in feed(company)] == [action for action, _ in before]
    assert notified(mia) == ["company_member_added"]


def test_new_company_has_own_feed(company: Company) -> None:
    boss = company.second_company("Beta Ltd")
    code = boss.call("get_companies")["companies"][1]["id"]

    entries = boss.call("get_activities", scope_type="company", scope_id=code, actions="")["activities"]

    assert [(item["action"], item["author"]["id"], item["content"]["creator"]["id"]) for item in entries] == [
        ("company_adding", boss.id, boss.id)
    ]
    assert (entries[0]["content"]["company"]["name"], notified(boss)) == ("Beta Ltd", [])


def test_add_company_admins_without_people_records_activity(company: Company) -> None:
    company.owner.call("add_company_admins", people_ids=[])
    company.owner.call("edit_company_members_permissions", members=[])

    (_, edited), (_, added), *_ = feed(company)
    assert (edited["members"], added["people"]) == ([], [])


def test_activities_of_deleted_person_are_not_listed(company: Company) -> None:
    ada = company.admin("Ada Admin")
    gus = ada.call("invite_guest", full_name="Gus Guest", email="gus@acme.test", title="")["person_id"]
    invited = company.token(Person(company.server, gus, ""))
    assert notified(invited) == ["guest_invited"]

    company.owner.call("remove_company_member", person_id=ada.id)

    assert "guest_invited" not in [action for action, _ in feed(company)]
    assert notified(invited) == []
    people = company.owner.call("get_people", include_invite_link=True)["people"]
    assert [item["invite_link"] for item in people] == [None, None]  # Gus's invite link was deleted together with Gus
