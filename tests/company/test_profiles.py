"""Profiles and pictures (contract: get_me, get_person, update_profile, update_profile_picture, update_theme)."""

import json
from typing import Any

import pytest

from mockserver.model.company import companies as model
from tests.builder import MISSING_PERSON
from tests.support import Company, Person, assert_error, rich_text


@pytest.fixture
def mia(company: Company) -> Person:
    return company.member("Mia Member")


def get_me(person: Person) -> Any:
    return person.call("get_me")["me"]


def test_new_profile_has_defaults(mia: Person) -> None:
    shown = get_me(mia)

    assert shown == {
        "id": mia.id,
        "full_name": "Mia Member",
        "email": shown["email"],
        "type": "human",
        "title": "Engineer",
        "avatar_url": None,
        "timezone": None,
        "avatar_blob_id": None,
        "send_daily_summary": True,
        "notify_on_mention": True,
        "notify_about_assignments": True,
        "description": None,
        "manager": None,
        "show_dev_bar": False,
    }


def test_get_me_shows_own_profile(mia: Person) -> None:
    profile = {"full_name": "Mia K", "title": "Chief", "timezone": "Europe/Berlin", "notify_about_assignments": False}
    updated = mia.call("update_profile", id=mia.id, description=rich_text("I draw"), theme="no theme", **profile)[
        "person"
    ]

    assert updated["id"].startswith("mia-k-") and set(updated) == {
        "id",
        "full_name",
        "email",
        "avatar_url",
        "title",
        "type",
    }
    shown = get_me(mia)
    assert {name: shown[name] for name in profile} == profile
    text = '{"content":[{"content":[{"text":"I draw","type":"text"}],"type":"paragraph"}],"type":"doc"}'
    assert shown["description"] == text
    assert mia.call("get_person", id=mia.id)["person"]["description"] == text

    mia.call("update_profile", id=mia.id, title=" ", timezone="", description=None)
    shown = get_me(mia)
    assert (shown["title"], shown["timezone"], shown["description"]) == (None, None, None)
    assert shown["full_name"] == "Mia K"


def test_get_person_shows_fewer_fields_than_get_me(company: Company, mia: Person) -> None:
    changes = {"title": "Painter", "description": "[]", "notify_about_assignments": False}
    company.owner.call("update_profile", id=mia.uuid, full_name="Mia Painter", timezone="UTC", **changes)

    shown = get_me(mia)
    assert (shown["full_name"], shown["title"], shown["timezone"]) == ("Mia Painter", "Painter", "UTC")
    assert (shown["description"], shown["notify_about_assignments"]) == (None, True)


def test_update_profile_without_manager_clears_manager(company: Company, mia: Person) -> None:
    for without in ({}, {"manager_id": None}, {"manager_id": ""}):
        mia.call("update_profile", id=mia.id, manager_id=company.owner.id)
        assert mia.call("get_me", include_manager=True)["me"]["manager"]["full_name"] == "Olivia Owner"

        mia.call("update_profile", id=mia.id, **without)
        assert mia.call("get_me", include_manager=True)["me"]["manager"] is None


def test_manager_can_be_cleared_in_three_ways(company: Company, mia: Person) -> None:
    mia.call("update_profile", id=mia.id, manager_id=company.owner.id)

    assert get_me(mia)["manager"] is None
    assert mia.call("get_me", include_manager=False)["me"]["manager"] is False
    essential = mia.call("get_me", include_manager=True)["me"]["manager"]
    assert set(essential) == {"id", "full_name", "email", "type", "title", "avatar_url"}


def test_update_profile_with_management_cycle_returns_500(company: Company, mia: Person) -> None:
    tom, zoe = company.member("Tom Target"), company.member("Zoe Zeta")
    tom.call("update_profile", id=tom.id, manager_id=mia.id)
    zoe.call("update_profile", id=zoe.id, manager_id=tom.id)

    for manager in (mia, tom, zoe):
        assert_error(
            mia.post("update_profile", id=mia.id, manager_id=manager.id, title="Queen"),
            500,
            "the manager is the person themselves or reports to them",
        )
    assert get_me(mia)["title"] == "Engineer"
    assert mia.post("update_profile", id=mia.id, manager_id=company.owner.id).status == 200
    boss = company.second_company("Beta Ltd")
    assert mia.post("update_profile", id=mia.id, manager_id=boss.id).status == 200


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({}, 400),
        ({"id": None}, 400),
        ({"id": "abc!"}, 400),
        ({"id": ""}, 500),
        ({"id": "abc-"}, 500),
        ({"id": "9999999999999999999999"}, 500),
        ({"id": MISSING_PERSON}, 404),
        ({"id": "", "manager_id": "abc!"}, 400),
        ({"id": MISSING_PERSON, "manager_id": "abc!"}, 400),
        ({"id": "me", "manager_id": "abc!"}, 400),
        ({"id": "me", "manager_id": MISSING_PERSON}, 500),
        ({"id": "me", "full_name": None}, 500),
        ({"id": "me", "full_name": " "}, 500),
        ({"id": "me", "full_name": "M" * 256}, 500),
        ({"id": "me", "title": "T" * 256}, 500),
        ({"id": "me", "timezone": "T" * 256}, 500),
        ({"id": "me", "title": "T\0"}, 500),
        ({"id": "me", "description": "[1]"}, 500),
        ({"id": "me", "description": '"text"'}, 500),
    ],
)
def test_update_profile_with_invalid_input_fails(
    company: Company, mia: Person, inputs: dict[str, Any], status: int
) -> None:
    before = get_me(mia)
    if inputs.get("id") == "me":
        inputs = inputs | {"id": mia.id}

    response = mia.post("update_profile", **inputs)

    assert response.status == status
    if status == 400:
        assert response.message == "The request was malformed"
    assert get_me(mia) == before


def test_null_notification_settings_are_ignored(mia: Person) -> None:
    response = mia.post("update_profile", id=mia.id, notify_about_assignments=None)

    assert (response.status, response.message) == (400, "Field 'notify_about_assignments' cannot be null")


def test_profile_permissions_follow_level_of_caller(company: Company, mia: Person) -> None:
    def can_edit(caller: Person) -> bool:
        shown = caller.call("get_person", id=mia.id, include_permissions=True)["person"]
        return bool(shown["permissions"]["can_edit_profile"])

    assert (can_edit(mia), can_edit(company.owner)) == (False, True)
    assert mia.post("update_profile", id=mia.id, title="Yet I can").status == 200


def test_person_with_all_flags_has_all_fields(company: Company, mia: Person) -> None:
    tom, sue, zoe = company.member("Tom Target"), company.suspended("Sue Gone"), company.member("Zoe Zeta")
    for person in (tom, sue, zoe):
        company.owner.call("update_profile", id=person.id, manager_id=mia.id)
    around = {f"include_{name}": True for name in ("manager", "reports", "peers", "account")}

    shown = company.owner.call("get_person", id=mia.id, **around)["person"]
    assert {item["full_name"] for item in shown["reports"]} == {"Tom Target", "Sue Gone", "Zoe Zeta"}
    assert {item["full_name"] for item in shown["peers"]} == {"Olivia Owner"}
    assert (shown["manager"], shown["has_open_invitation"]) == (None, True)

    shown = company.owner.call("get_person", id=tom.id, **around)["person"]
    assert {item["full_name"] for item in shown["peers"]} == {"Zoe Zeta"}
    assert (shown["manager"]["full_name"], shown["reports"]) == ("Mia Member", [])
    assert company.owner.call("get_person", id=sue.id, include_account=True)["person"]["has_open_invitation"] is False

    bare = company.owner.call("get_person", id=tom.id)["person"]
    for name in ("manager", "reports", "peers", "has_open_invitation", "permissions", "invite_link", "agent_def"):
        assert bare[name] is None
    assert "access_level" not in bare


@pytest.mark.parametrize(("id", "status"), [("", 400), ("abc!", 404), ("abc-", 500), (MISSING_PERSON, 404)])
def test_get_person_with_unknown_id_returns_404(company: Company, id: str, status: int) -> None:
    assert company.owner.get("get_person", id=id).status == status


# --- pictures and themes ---------------------------------------------------------------------------------------------


def test_profile_picture_sets_blob_and_url(company: Company, mia: Person) -> None:
    blob = company.server.control("POST", "/blobs", company.owner.token, filename="face.png")["id"]
    kept = company.db.get_existing(model.Blob, blob)
    with company.db.transaction():
        company.db.change(kept, status="pending")

    shown = mia.call("update_profile_picture", person_id=mia.id, avatar_blob_id=blob, avatar_url="/face")["person"]

    assert (shown["avatar_url"], get_me(mia)["avatar_blob_id"]) == ("/face", blob)
    assert company.db.get_existing(model.Blob, blob).status == "uploaded"


def test_profile_picture_without_inputs_clears_blob_and_keeps_url(company: Company, mia: Person) -> None:
    blob = company.server.control("POST", "/blobs", company.owner.token, filename="face.png")["id"]
    for inputs, url in (({}, "/face"), ({"avatar_url": "/new"}, "/new"), ({"avatar_url": ""}, None)):
        mia.call("update_profile_picture", person_id=mia.id, avatar_blob_id=blob, avatar_url="/face")

        mia.call("update_profile_picture", person_id=mia.id, **inputs)

        assert (get_me(mia)["avatar_blob_id"], get_me(mia)["avatar_url"]) == (None, url)
    mia.call("update_profile_picture", person_id=mia.id, avatar_url="/" + "x" * 1000)
    assert len(get_me(mia)["avatar_url"]) == 1001


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({"person_id": "abc!"}, 400),
        ({"person_id": ""}, 500),
        ({"person_id": MISSING_PERSON}, 404),
        ({"person_id": MISSING_PERSON, "avatar_blob_id": "abc!"}, 400),
        ({"person_id": "me", "avatar_blob_id": "abc!"}, 400),
        ({"person_id": "me", "avatar_blob_id": MISSING_PERSON}, 500),
    ],
)
def test_profile_picture_with_invalid_input_fails(
    company: Company, mia: Person, inputs: dict[str, Any], status: int
) -> None:
    if inputs["person_id"] == "me":
        inputs = inputs | {"person_id": mia.id}

    assert mia.post("update_profile_picture", avatar_url="/face", **inputs).status == status
    assert get_me(mia)["avatar_url"] is None


def test_update_theme_accepts_three_themes(company: Company, mia: Person) -> None:
    for theme in ("dark", "light", "system"):
        assert mia.call("update_theme", theme=theme) == {"success": True}
        account = company.db.get_existing(model.Person, mia.uuid).account_id
        assert company.db.get_existing(model.Account, account or "").theme == theme
    blue = mia.post("update_theme", theme="blue")
    assert (blue.status, blue.message) == (
        400,
        "Invalid value for enum account_theme: blue. Allowed values: dark, light, system",
    )
    assert json.loads(mia.post("update_theme").content)["message"] == "Missing required fields: theme"
