"""Check-ins of projects: posting, editing, acknowledging and reading them."""

from collections.abc import Callable

import pytest

from tests.builders.member_project import COMMENT, EDIT, LEVELS, NONE, VIEW, MemberProject
from tests.support import Answer, Company, Json, Person, rich_text

MemberProjectAt = Callable[[int], MemberProject]

STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


def post(person: Person, project: str, **changed: Json) -> Answer:
    inputs = {"project_id": project, "status": "caution", "description": rich_text("Slow")} | changed
    return person.post("post_project_check_in", **inputs)


@pytest.mark.parametrize("level", LEVELS)
def test_posting_editing_and_acknowledging_take_edit_access(member_project_at: MemberProjectAt, level: int) -> None:
    member_project = member_project_at(level)
    id = member_project.check_in()
    status = STATUS_OF_EDITING[level]

    edited = member_project.mia.post(
        "edit_project_check_in", check_in_id=id, status="caution", description=rich_text("No")
    )

    assert post(member_project.mia, member_project.id).status == status
    assert edited.status == status
    assert member_project.mia.post("acknowledge_project_check_in", id=id).status == status


@pytest.mark.parametrize(("level", "status", "listed"), [(NONE, 404, 0), (VIEW, 200, 1)])
def test_reading_takes_view_access_and_the_list_of_others_is_empty(
    member_project_at: MemberProjectAt, level: int, status: int, listed: int
) -> None:
    member_project = member_project_at(level)
    id = member_project.check_in()

    assert member_project.mia.get("get_project_check_in", id=id).status == status
    assert (
        len(member_project.mia.done("get_project_check_ins", project_id=member_project.id)["project_check_ins"])
        == listed
    )


def test_a_check_in_moves_the_project(member_project: MemberProject) -> None:
    made = post(member_project.mia, member_project.id)["check_in"]

    project = member_project.shown(include_last_check_in=True)
    assert made["id"].startswith("2026-03-12-")
    assert (made["author"], made["notifications"], made["comments_count"]) == (None, [], None)
    assert project["status"] == "caution"
    assert project["last_check_in"]["id"] == made["id"]
    assert project["last_check_in"]["author"]["id"] == member_project.mia.id
    assert project["next_check_in_scheduled_at"] == "2026-03-20T00:00:00Z"


@pytest.mark.parametrize(
    ("changed", "own", "hidden"),
    [
        ({"status": "great"}, 500, 404),
        ({"status": None}, 500, 404),
        ({"description": "oops"}, 500, 500),
        ({"description": None}, 500, 500),
        ({"description": "[]"}, 500, 404),
        ({"description": "null"}, 500, 404),
        ({"project_id": None}, 500, 500),
        ({"project_id": ""}, 500, 500),
        ({"project_id": "%%%"}, 500, 500),
        ({"project_id": "nothing-7ZZ"}, 404, 404),
        ({"subscriber_ids": ["%%%"]}, 500, 500),
        ({"subscriber_ids": ["nobody-7ZZ"]}, 500, 404),
    ],
)
def test_what_cannot_be_read_fails_before_the_project_is_looked_up(
    member_project_at: MemberProjectAt, changed: Json, own: int, hidden: int
) -> None:
    member_project = member_project_at(NONE)

    assert post(member_project.owner, member_project.id, **changed).status == own
    assert post(member_project.mia, member_project.id, **changed).status == hidden
    assert member_project.owner.done("get_project_check_ins", project_id=member_project.id)["project_check_ins"] == []


@pytest.mark.parametrize("absent", ["project_id", "status", "description"])
def test_posting_without_an_input_that_looks_optional_fails(member_project: MemberProject, absent: str) -> None:
    inputs = {"project_id": member_project.id, "status": "caution", "description": rich_text("Slow")}
    del inputs[absent]

    assert member_project.owner.post("post_project_check_in", **inputs).status == 500


@pytest.mark.parametrize(
    ("inputs", "own", "hidden"),
    [
        ({"check_in_id": None}, 400, 400),
        ({"check_in_id": "%%%"}, 400, 400),
        ({"check_in_id": ""}, 500, 500),
        ({"description": "oops"}, 500, 500),
        ({"description": None}, 500, 500),
        ({"description": "[]"}, 500, 404),
        ({"status": None}, 500, 404),
        ({"status": "great"}, 500, 404),
    ],
)
def test_editing_refuses_in_the_order_of_the_real_server(
    member_project_at: MemberProjectAt, inputs: Json, own: int, hidden: int
) -> None:
    member_project = member_project_at(NONE)
    right = {"check_in_id": member_project.check_in(), "status": "caution", "description": rich_text("No")}

    assert member_project.owner.post("edit_project_check_in", **right | inputs).status == own
    assert member_project.mia.post("edit_project_check_in", **right | inputs).status == hidden


@pytest.mark.parametrize(
    ("absent", "own", "hidden"), [("check_in_id", 500, 500), ("description", 500, 500), ("status", 500, 404)]
)
def test_editing_without_an_input_that_looks_optional_fails(
    member_project_at: MemberProjectAt, absent: str, own: int, hidden: int
) -> None:
    member_project = member_project_at(NONE)
    inputs = {"check_in_id": member_project.check_in(), "status": "caution", "description": rich_text("No")}
    del inputs[absent]

    assert member_project.owner.post("edit_project_check_in", **inputs).status == own
    assert member_project.mia.post("edit_project_check_in", **inputs).status == hidden


def test_editing_an_old_check_in_gives_the_project_its_status(member_project: MemberProject) -> None:
    first = member_project.check_in("on_track")
    second = member_project.check_in("off_track")
    scheduled = member_project.shown()["next_check_in_scheduled_at"]

    member_project.mia.done("edit_project_check_in", check_in_id=first, status="caution", description=rich_text("Hm"))

    project = member_project.shown(include_last_check_in=True)
    assert project["status"] == "caution"
    assert (project["last_check_in"]["id"], project["last_check_in"]["status"]) == (second, "off_track")
    assert project["next_check_in_scheduled_at"] == scheduled


def test_acknowledging_is_done_once_and_not_by_the_author(member_project: MemberProject) -> None:
    id = member_project.check_in()
    refused = member_project.owner.post("acknowledge_project_check_in", id=id)
    first = member_project.mia.done("acknowledge_project_check_in", id=id)["check_in"]
    member_project.company.advance(hours=1)
    again = member_project.mia.done("acknowledge_project_check_in", id=id)["check_in"]
    by_author = member_project.owner.done("acknowledge_project_check_in", id=id)["check_in"]

    assert (refused.status, refused.message) == (400, "Authors cannot acknowledge their own check-ins")
    assert first["acknowledged_at"] == "2026-03-12T09:00:00Z"
    assert first["acknowledged_by"] is None
    assert first["project"]["id"] == member_project.id
    assert again["acknowledged_at"] == by_author["acknowledged_at"] == first["acknowledged_at"]
    shown = member_project.owner.done("get_project_check_in", id=id, include_acknowledged_by=True)["project_check_in"]
    assert shown["acknowledged_by"]["id"] == member_project.mia.id


@pytest.mark.parametrize(("id", "status"), [("%%%", 400), ("", 500), ("nothing-7ZZ", 404)])
def test_an_id_that_is_none(member_project: MemberProject, id: str, status: int) -> None:
    assert member_project.owner.get("get_project_check_in", id=id).status == status


@pytest.mark.parametrize(("id", "status"), [("%%%", 400), ("", 500), ("nothing-7ZZ", 200)])
def test_the_list_of_a_project_that_is_none(member_project: MemberProject, id: str, status: int) -> None:
    assert member_project.owner.get("get_project_check_ins", project_id=id).status == status


def test_nothing_comes_with_a_check_in_unasked(member_project: MemberProject) -> None:
    shown = member_project.owner.done("get_project_check_in", id=member_project.check_in())["project_check_in"]

    unasked = set(shown) - {"id", "status", "description", "inserted_at", "acknowledged_at"}
    assert {name: shown[name] for name in unasked} == dict.fromkeys(unasked) | {"notifications": []}


def test_each_flag_fills_its_part_of_a_check_in(member_project: MemberProject) -> None:
    id = member_project.check_in(by=member_project.mia)

    shown = member_project.mia.done(
        "get_project_check_in",
        id=id,
        include_author=True,
        include_project=True,
        include_reactions=True,
        include_subscriptions_list=True,
        include_unread_notifications=True,
    )["project_check_in"]

    assert shown["author"]["id"] == member_project.mia.id
    assert shown["project"]["permissions"] == {
        "can_view": True,
        "can_comment": True,
        "can_edit": True,
        "has_full_access": False,
    }
    assert [row["person"]["id"] for row in shown["project"]["contributors"]] == [member_project.owner.id]
    assert shown["project"]["space"] is None
    assert shown["reactions"] == []
    assert shown["subscription_list"]["parent_type"] == "project_check_in"
    assert shown["subscription_list"]["subscriptions"] is None
    assert shown["acknowledged_by"] is None


def test_the_space_brings_the_project_along_without_its_people(member_project: MemberProject) -> None:
    shown = member_project.owner.done("get_project_check_in", id=member_project.check_in(), include_space=True)[
        "project_check_in"
    ]

    assert shown["space"]["name"] == shown["project"]["space"]["name"] == "General"
    assert (shown["project"]["permissions"], shown["project"]["contributors"]) == (None, [])


def test_who_could_follow_are_the_contributors_and_who_follows_already(
    company: Company, member_project: MemberProject
) -> None:
    tom = company.member("Tom Title")
    project = company.owner.done(
        "create_project",
        space_id=company.general_id,
        name="Led",
        champion_id=member_project.mia.id,
        anonymous_access_level=0,
        company_access_level=VIEW,
        space_access_level=0,
    )["project"]
    made = post(company.owner, project["id"], subscriber_ids=[tom.id])

    shown = company.owner.done("get_project_check_in", id=made["check_in"]["id"], include_potential_subscribers=True)[
        "project_check_in"
    ]

    entries = shown["potential_subscribers"]
    assert {(one["person"]["id"], one["role"], one["priority"], one["is_subscribed"]) for one in entries} == {
        (member_project.mia.id, "Champion", True, False),
        (company.owner.id, "Contributor", False, True),
        (tom.id, "Engineer", False, True),
    }
    assert len(entries) == 3


def test_the_list_is_newest_first_and_counts_comments(member_project: MemberProject) -> None:
    first = member_project.check_in()
    member_project.company.advance(days=1)
    second = member_project.check_in(by=member_project.mia)
    member_project.owner.done("acknowledge_project_check_in", id=second)

    bare = member_project.owner.done("get_project_check_ins", project_id=member_project.id)["project_check_ins"]
    full = member_project.owner.done(
        "get_project_check_ins",
        project_id=member_project.id,
        include_author=True,
        include_project=True,
        include_reactions=True,
    )["project_check_ins"]

    assert [row["id"] for row in bare] == [second, first]
    assert [row["acknowledged_by"] and row["acknowledged_by"]["id"] for row in bare] == [member_project.owner.id, None]
    assert [(row["comments_count"], row["author"], row["project"], row["reactions"]) for row in bare] == [
        (0, None, None, None)
    ] * 2
    assert [row["author"]["id"] for row in full] == [member_project.mia.id, member_project.owner.id]
    assert [(row["project"]["permissions"], row["reactions"]) for row in full] == [(None, [])] * 2
