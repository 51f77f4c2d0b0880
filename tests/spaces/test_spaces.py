"""Spaces: creating, listing and deleting spaces (contract: spaces_tasks 1.1 and 2)."""

from typing import Any

import pytest

from mockserver.model.feed.comments import Comment, Reaction
from tests.builder import EDIT, FULL, NONE, VIEW, uuid
from tests.support import Company, assert_error, rich_text

SECRET = {"anonymous_access_level": 0, "company_access_level": 0, "space_access_level": 0}
EMPTY_BOARD: dict[str, list[str]] = {"pending": [], "in_progress": [], "done": [], "canceled": []}


def test_new_space_has_creator_as_only_member(company: Company) -> None:
    made = company.owner.call("create_space", name="Product", mission="Ship")["space"]

    assert made == {"id": made["id"], "name": "Product"}
    flags = ("access_levels", "permissions", "members")
    shown = company.owner.call("get_space", id=made["id"], **{f"include_{flag}": True for flag in flags})["space"]
    statuses = [
        (item["label"], item["value"], item["color"], item["index"], item["closed"]) for item in shown["task_statuses"]
    ]
    assert (shown["is_member"], shown["is_company_space"], shown["private_space"]) == (True, False, True)
    assert shown["access_levels"] == {"public": 0, "company": 0, "space": 0}
    assert set(shown["permissions"].values()) == {True}
    assert [(person["id"], "access_level" in person) for person in shown["members"]] == [(company.owner.id, False)]
    assert (shown["notifications"], shown["tasks_kanban_state"]) == ([], EMPTY_BOARD)
    assert statuses == [
        ("Not started", "pending", "gray", 0, False),
        ("In progress", "in_progress", "blue", 1, False),
        ("Done", "done", "green", 2, True),
        ("Canceled", "canceled", "red", 3, True),
    ]


def test_get_space_without_flags_has_null_fields(company: Company) -> None:
    shown = company.owner.call("get_space", id=company.space())["space"]

    asked_for = ("permissions", "members", "access_levels", "private_space", "potential_subscribers")
    assert [shown[key] for key in asked_for] == [None] * 5


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"name": "", "mission": "B"}, "`name` is blank"),
        ({"name": " \n", "mission": "B"}, "`name` is blank"),
        ({"name": None, "mission": "B"}, "`name` is blank"),
        ({"mission": "B"}, "`name` is blank"),
        ({"name": "A"}, "`mission` is blank"),
        ({"name": "A" * 256, "mission": "B"}, "`name` is longer than 255"),
        ({"name": "A", "mission": "B", "company_permissions": None}, "null is not an access level"),
        ({"name": "A", "mission": "B", "company_permissions": 55}, "55 is not an access level"),
        ({"name": "A\0", "mission": "B"}, "`name` has a NUL"),
    ],
)
def test_create_space_with_unstorable_input_creates_nothing(
    company: Company, inputs: dict[str, Any], reason: str
) -> None:
    assert_error(company.owner.post("create_space", **inputs), 500, reason)
    assert names(company.owner.call("get_spaces")) == ["General"]


@pytest.mark.parametrize(("public", "stored"), [(10, 10), (70, 0), (0, 0), (None, 0)])
def test_create_space_accepts_view_as_only_public_level(company: Company, public: int | None, stored: int) -> None:
    id = company.space(public_permissions=public)

    shown = company.owner.call("get_space", id=id, include_access_levels=True)["space"]
    assert shown["access_levels"]["public"] == stored


def test_renamed_space_is_found_by_old_id(company: Company) -> None:
    id = company.space()

    edited = company.owner.call("edit_space", id=id, name="Design", mission="Draw")["space"]

    assert edited["id"].startswith("design-")
    assert company.owner.call("get_space", id=id)["space"]["mission"] == "Draw"
    assert company.recorded("group_edited")[0]["old_name"] == "Product"


def test_member_can_rename_general_space(company: Company) -> None:
    mia = company.member("Mia Member")

    assert mia.post("edit_space", id=company.general_id, name="Everybody", mission="All").status == 200


def test_join_space_gives_view_access(company: Company) -> None:
    id = company.space(company_permissions=VIEW)
    mia = company.member("Mia Member")
    mia.call("join_space", space_id=id)

    shown = mia.call("get_space", id=id, include_permissions=True)["space"]

    assert shown["is_member"] is True
    assert shown["permissions"] == {"can_view": True, "can_edit": False, "can_comment": False, "has_full_access": False}


def test_join_space_keeps_higher_level(company: Company) -> None:
    id = company.space(company_permissions=EDIT)
    mia = company.member("Mia Member")
    mia.call("join_space", space_id=id)

    assert mia.post("edit_space", id=id, name="N", mission="M").status == 200


@pytest.mark.parametrize(
    ("endpoint", "key", "reason"),
    [("get_space", "id", "`id` is optional"), ("join_space", "space_id", "`space_id` is optional")],
)
def test_missing_space_id_returns_500(company: Company, endpoint: str, key: str, reason: str) -> None:
    call = company.owner.get if endpoint == "get_space" else company.owner.post

    assert_error(call(endpoint), 500, reason)
    assert_error(call(endpoint, **{key: ""}), 500, "the id of the Space is null")


# --- permissions ------------------------------------------------------------------------------------------------------


def test_edit_space_permissions_gives_company_access(company: Company) -> None:
    id = company.space()
    mia = company.member("Mia Member")
    assert_error(mia.get("get_space", id=id), 404, "`can_view` on this Space")

    opened = company.owner.call("edit_space_permissions", space_id=uuid(id), access_levels={"public": 0, "company": 10})

    assert opened == {"success": True}
    assert mia.call("get_space", id=id, include_access_levels=True)["space"]["private_space"] is False


@pytest.mark.parametrize(
    ("public", "stored", "notified"),
    [(10, 10, ({"public": 0, "company": 0}, {"public": 10, "company": 40})),
     (0, 0, ({"public": 0, "company": 0}, {"public": 0, "company": 40})),
     (70, 0, ({"public": None, "company": 0}, {"public": None, "company": 40})),
     (None, 0, ({"public": None, "company": 0}, {"public": None, "company": 40}))],
)  # fmt: skip
def test_public_level_of_space_is_view_none_or_unchanged(
    company: Company, public: Any, stored: int, notified: Any
) -> None:
    id = company.space()

    company.owner.call("edit_space_permissions", space_id=id, access_levels={"public": public, "company": 40})

    shown = company.owner.call("get_space", id=id, include_access_levels=True)["space"]
    assert shown["access_levels"] == {"public": stored, "company": 40, "space": 0}
    (content,) = company.recorded("space_permissions_edited")
    assert (content["previous_permissions"], content["new_permissions"]) == notified


@pytest.mark.parametrize(
    ("id", "levels", "status"),
    [
        ("!!", {"public": 0, "company": 10}, 400),
        ("", {"public": 0, "company": 10}, 500),
        (None, {"company": 10}, 500),
        (None, {"public": 0}, 500),
        (None, {"public": 0, "company": None}, 500),
        (None, {"public": 0, "company": 55}, 500),
        (None, {"public": 10, "company": 55}, 500),
    ],
)
def test_edit_space_permissions_with_invalid_levels_changes_nothing(
    company: Company, id: str | None, levels: Any, status: int
) -> None:
    own = company.space()
    response = company.owner.post("edit_space_permissions", space_id=own if id is None else id, access_levels=levels)

    assert response.status == status
    shown = company.owner.call("get_space", id=own, include_access_levels=True)["space"]
    assert shown["access_levels"] == {"public": 0, "company": 0, "space": 0}


# --- lists and searches -----------------------------------------------------------------------------------------------


def test_get_spaces_lists_visible_spaces_by_name(company: Company) -> None:
    for name in ("zeta", "Öl", "Alpha", "olaf", "Secret"):
        company.space(name, company_permissions=NONE if name == "Secret" else VIEW)
    mia = company.member("Mia Member")

    shown = mia.call("get_spaces")["spaces"]

    assert [item["name"] for item in shown] == ["Alpha", "General", "Öl", "olaf", "zeta"]
    general = next(item for item in shown if item["name"] == "General")
    assert (general["is_company_space"], general["is_member"], general["access_levels"]) == (True, None, None)
    assert {person["id"] for person in general["members"]} == {mia.id, company.owner.id}


@pytest.mark.parametrize(
    ("level", "seen"),
    [
        ("no_access", {"General", "Secret", "Open"}),
        ("minimal_access", {"General", "Open"}),
        ("view_access", {"General", "Open"}),
        ("edit_access", {"General"}),
        ("full_access", set()),
    ],
)
def test_spaces_are_filtered_by_access_level(company: Company, level: str, seen: set[str]) -> None:
    company.space("Secret")
    company.space("Open", company_permissions=VIEW)
    mia = company.member("Mia Member")

    assert set(names(mia.call("get_spaces", access_level=level))) == seen
    assert set(names(mia.call("spaces/search", query="", access_level=level))) == seen
    assert mia.call("spaces/count_by_access_level", access_level=level) == {"count": len(seen)}


def test_guest_lists_granted_spaces_only(company: Company) -> None:
    gus = company.guest("Gus Guest")
    company.space("Open", company_permissions=EDIT)
    company.grant(gus, company.space("Secret"), VIEW)

    assert names(gus.call("get_spaces")) == ["Secret"]
    assert names(gus.call("get_spaces", access_level="no_access")) == ["Secret"]


def test_search_spaces_matches_name(company: Company) -> None:
    ids = {name: company.space(name) for name in ("Sales", "Scales", "Board_1", "Board-2")}
    company.owner.call("spaces/update_tools", space_id=ids["Scales"], tools={"tasks_enabled": True})

    def search(**inputs: Any) -> list[str]:
        return names(company.owner.call("spaces/search", **inputs))

    assert search(query="ALES") == ["Sales", "Scales"]
    assert search(query="d_") == ["Board_1", "Board-2"]
    assert search(query="d\\_") == ["Board_1"]
    assert search(query="s%l") == ["Sales", "Scales"]
    assert search(query="s", ignored_ids=[ids["Sales"]]) == ["Scales"]
    assert search(query="", ignored_ids=[""]) == []
    assert search(query="", with_tasks_enabled_only=True) == ["Scales"]
    assert len(search(query="", with_tasks_enabled_only=False)) == 5


def test_search_with_nul_character_fails(company: Company) -> None:
    id = company.space()
    calls = [
        ("spaces/search", {}),
        ("spaces/list_members", {"space_id": id}),
        ("search_potential_space_members", {"group_id": id}),
        ("list_task_assignable_people", {"id": id, "type": "space"}),
    ]

    assert {name: company.owner.get(name, query="a\0", **rest).status for name, rest in calls} == dict.fromkeys(
        (name for name, _ in calls), 500
    )


def test_count_spaces_without_level_fails(company: Company) -> None:
    response = company.owner.get("spaces/count_by_access_level")

    assert (response.status, response.message) == (400, "Missing required fields: access_level")


def test_space_of_other_company_is_not_shown_to_its_members(company: Company) -> None:
    founder = company.second_company("Beta Ltd")
    id = company.space()
    company.owner.call("add_space_members", space_id=id, members=[{"id": founder.id, "access_level": FULL}])

    assert_error(founder.get("get_space", id=id), 404, "the space belongs to another company")
    assert names(founder.call("get_spaces")) == ["General"]
    assert founder.get("spaces/list_tasks", space_id=id).status == 200


# --- deleting ---------------------------------------------------------------------------------------------------------


def test_general_space_cannot_be_deleted(company: Company) -> None:
    response = company.owner.post("delete_space", space_id=company.general_id)

    assert (response.status, response.message) == (400, "You cannot delete the general space")


def test_delete_space_deletes_its_content(company: Company) -> None:
    owner, id = company.owner, company.space()
    website = company.project(id)
    alpha = company.milestone(website)
    inside = company.project_task(website, milestone_id=alpha)["id"]
    chore, discussion, draft = (
        company.space_task(id)["id"],
        company.discussion(id)["id"],
        company.discussion(id, post_as_draft=True)["id"],
    )

    deleted = owner.call("delete_space", space_id=id)["space"]

    assert deleted == {"id": id, "name": "Product"}
    gone = [("get_space", id), ("get_task", chore), ("get_task", inside), ("get_project", website)]
    gone += [("get_discussion", discussion), ("get_discussion", draft), ("get_milestone", alpha)]
    assert {endpoint: owner.get(endpoint, id=item).status for endpoint, item in gone} == dict.fromkeys(
        (endpoint for endpoint, _ in gone), 404
    )
    assert not company.recorded("space_added")
    assert not company.recorded("discussion_posting")
    assert not company.recorded("task_adding")


def test_delete_space_keeps_other_spaces(company: Company) -> None:
    owner, id, other = company.owner, company.space(), company.space("Sales")
    goal = owner.call("create_goal", space_id=id, name="Grow", **SECRET)["goal"]["id"]
    child = owner.call("create_goal", space_id=other, name="Sell", parent_goal_id=goal, **SECRET)["goal"]["id"]

    owner.call("delete_space", space_id=id)

    assert owner.call("get_goal", id=child)["goal"]["parent_goal"] is None
    assert names(owner.call("get_spaces")) == ["General", "Sales"]


def test_deleting_space_whose_goal_has_project_in_another_space_returns_500(company: Company) -> None:
    owner, id, other = company.owner, company.space(), company.space("Sales")
    goal = owner.call("create_goal", space_id=id, name="Grow", **SECRET)["goal"]["id"]
    shop = owner.call("create_project", space_id=id, name="Shop", goal_id=goal, **SECRET)["project"]["id"]
    owner.call("create_project", space_id=id, name="Stays", goal_id=goal, **SECRET)
    owner.call("move_project_to_space", project_id=shop, space_id=other)

    response = owner.post("delete_space", space_id=id)

    assert_error(response, 500, "a project in another space is")
    assert "connected to a goal" in str(response.hint)
    assert owner.call("get_goal", id=goal)["goal"]["name"] == "Grow"
    owner.call("projects/update_parent_goal", project_id=shop, goal_id=None, goal_name=None)
    owner.call("delete_space", space_id=id)
    assert names(owner.call("get_spaces")) == ["General", "Sales"]


def test_delete_space_deletes_comments_of_discussions_and_check_ins_only(company: Company) -> None:
    owner, id = company.owner, company.space()
    website = company.project(id)
    inputs = {"project_id": website, "status": "on_track", "description": rich_text("Fine")}
    about = {
        "message": company.discussion(id)["id"],
        "project_check_in": owner.call("post_project_check_in", **inputs)["check_in"]["id"],
        "space_task": company.space_task(id)["id"],
    }
    for type, one in about.items():
        content = rich_text("Well said")
        created = owner.call("create_comment", entity_id=one, entity_type=type, content=content)["comment"]["id"]
        on_comment = {"entity_id": created, "entity_type": "comment", "parent_type": type}
        owner.call("add_reaction", **on_comment, emoji="+1")
    owner.call("add_reaction", entity_id=about["message"], entity_type="message", emoji="+1")

    owner.call("delete_space", space_id=id)

    left = [comment.entity_type for comment in company.db.all(Comment)]
    assert left == ["space_task"]
    assert len(list(company.db.all(Reaction))) == 1


def test_delete_space_deletes_its_notifications(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", VIEW)
    company.discussion(id, subscriber_ids=[mia.id], body=rich_text("Hello"))

    company.owner.call("delete_space", space_id=id)

    assert not company.recorded("space_members_added")
    assert not company.recorded("discussion_posting")


def names(response: Any) -> list[str]:
    return [item["name"] for item in response["spaces"]]
