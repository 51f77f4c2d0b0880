"""Check-ins of projects: posting, editing, acknowledging and reading check-ins."""

from collections.abc import Callable

import pytest

from tests.builder import COMMENT, EDIT, NONE, VIEW
from tests.environments.projects import SHARED_LEVELS, ProjectEnv
from tests.support import Company, Json, Person, Response, assert_error, rich_text

SharedEnvAt = Callable[[int], ProjectEnv]

STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


def post(person: Person, project: str, **changed: Json) -> Response:
    inputs = {"project_id": project, "status": "caution", "description": rich_text("Slow")} | changed
    return person.post("post_project_check_in", **inputs)


@pytest.mark.parametrize("level", SHARED_LEVELS)
def test_check_in_mutations_require_edit_access(shared_env_at: SharedEnvAt, level: int) -> None:
    shared_env = shared_env_at(level)
    id = shared_env.check_in()
    status = STATUS_OF_EDITING[level]

    edited = shared_env.mia.post("edit_project_check_in", check_in_id=id, status="caution", description=rich_text("No"))

    assert post(shared_env.mia, shared_env.id).status == status
    assert edited.status == status
    assert shared_env.mia.post("acknowledge_project_check_in", id=id).status == status


@pytest.mark.parametrize(("level", "status", "listed"), [(NONE, 404, 0), (VIEW, 200, 1)])
def test_check_in_queries_require_view_access_and_list_is_empty_without(
    shared_env_at: SharedEnvAt, level: int, status: int, listed: int
) -> None:
    shared_env = shared_env_at(level)
    id = shared_env.check_in()

    assert shared_env.mia.get("get_project_check_in", id=id).status == status
    assert len(shared_env.mia.call("get_project_check_ins", project_id=shared_env.id)["project_check_ins"]) == listed


def test_check_in_changes_project_status(shared_env: ProjectEnv) -> None:
    made = post(shared_env.mia, shared_env.id)["check_in"]

    project = shared_env.get_project(include_last_check_in=True)
    assert made["id"].startswith("2026-03-12-")
    assert (made["author"], made["notifications"], made["comments_count"]) == (None, [], None)
    assert project["status"] == "caution"
    assert project["last_check_in"]["id"] == made["id"]
    assert project["last_check_in"]["author"]["id"] == shared_env.mia.id
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
        ({"subscriber_ids": ["absent-7ZZ"]}, 500, 404),
    ],
)
def test_invalid_check_in_id_fails_before_project_lookup(
    shared_env_at: SharedEnvAt, changed: Json, own: int, hidden: int
) -> None:
    shared_env = shared_env_at(NONE)

    assert post(shared_env.owner, shared_env.id, **changed).status == own
    assert post(shared_env.mia, shared_env.id, **changed).status == hidden
    assert shared_env.owner.call("get_project_check_ins", project_id=shared_env.id)["project_check_ins"] == []


@pytest.mark.parametrize("absent", ["project_id", "status", "description"])
def test_post_check_in_with_missing_key_returns_500(shared_env: ProjectEnv, absent: str) -> None:
    inputs = {"project_id": shared_env.id, "status": "caution", "description": rich_text("Slow")}
    del inputs[absent]

    assert_error(shared_env.owner.post("post_project_check_in", **inputs), 500, f"`{absent}` is optional")


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
def test_edit_check_in_checks_conditions_in_order(
    shared_env_at: SharedEnvAt, inputs: Json, own: int, hidden: int
) -> None:
    shared_env = shared_env_at(NONE)
    right = {"check_in_id": shared_env.check_in(), "status": "caution", "description": rich_text("No")}

    assert shared_env.owner.post("edit_project_check_in", **right | inputs).status == own
    assert shared_env.mia.post("edit_project_check_in", **right | inputs).status == hidden


@pytest.mark.parametrize(
    ("absent", "own", "hidden"), [("check_in_id", 500, 500), ("description", 500, 500), ("status", 500, 404)]
)
def test_edit_check_in_with_missing_key_returns_500(
    shared_env_at: SharedEnvAt, absent: str, own: int, hidden: int
) -> None:
    shared_env = shared_env_at(NONE)
    inputs = {"check_in_id": shared_env.check_in(), "status": "caution", "description": rich_text("No")}
    del inputs[absent]

    assert shared_env.owner.post("edit_project_check_in", **inputs).status == own
    assert shared_env.mia.post("edit_project_check_in", **inputs).status == hidden


def test_editing_old_check_in_sets_project_status(shared_env: ProjectEnv) -> None:
    first = shared_env.check_in("on_track")
    second = shared_env.check_in("off_track")
    scheduled = shared_env.get_project()["next_check_in_scheduled_at"]

    shared_env.mia.call("edit_project_check_in", check_in_id=first, status="caution", description=rich_text("Hm"))

    project = shared_env.get_project(include_last_check_in=True)
    assert project["status"] == "caution"
    assert (project["last_check_in"]["id"], project["last_check_in"]["status"]) == (second, "off_track")
    assert project["next_check_in_scheduled_at"] == scheduled


def test_check_in_is_acknowledged_once_and_not_by_author(shared_env: ProjectEnv) -> None:
    id = shared_env.check_in()
    refused = shared_env.owner.post("acknowledge_project_check_in", id=id)
    first = shared_env.mia.call("acknowledge_project_check_in", id=id)["check_in"]
    shared_env.company.advance(hours=1)
    again = shared_env.mia.call("acknowledge_project_check_in", id=id)["check_in"]
    by_author = shared_env.owner.call("acknowledge_project_check_in", id=id)["check_in"]

    assert (refused.status, refused.message) == (400, "Authors cannot acknowledge their own check-ins")
    assert first["acknowledged_at"] == "2026-03-12T09:00:00Z"
    assert first["acknowledged_by"] is None
    assert first["project"]["id"] == shared_env.id
    assert again["acknowledged_at"] == by_author["acknowledged_at"] == first["acknowledged_at"]
    shown = shared_env.owner.call("get_project_check_in", id=id, include_acknowledged_by=True)["project_check_in"]
    assert shown["acknowledged_by"]["id"] == shared_env.mia.id


@pytest.mark.parametrize(("id", "status"), [("%%%", 400), ("", 500), ("nothing-7ZZ", 404)])
def test_get_check_in_with_invalid_id_fails(shared_env: ProjectEnv, id: str, status: int) -> None:
    assert shared_env.owner.get("get_project_check_in", id=id).status == status


@pytest.mark.parametrize(("id", "status"), [("%%%", 400), ("", 500), ("nothing-7ZZ", 200)])
def test_get_check_ins_of_unknown_project_is_empty(shared_env: ProjectEnv, id: str, status: int) -> None:
    assert shared_env.owner.get("get_project_check_ins", project_id=id).status == status


def test_get_check_in_without_flags_has_null_fields(shared_env: ProjectEnv) -> None:
    shown = shared_env.owner.call("get_project_check_in", id=shared_env.check_in())["project_check_in"]

    unasked = set(shown) - {"id", "status", "description", "inserted_at", "acknowledged_at"}
    assert {name: shown[name] for name in unasked} == dict.fromkeys(unasked) | {"notifications": []}


def test_get_check_in_flag_fills_field(shared_env: ProjectEnv) -> None:
    id = shared_env.check_in(by=shared_env.mia)

    shown = shared_env.mia.call(
        "get_project_check_in",
        id=id,
        include_author=True,
        include_project=True,
        include_reactions=True,
        include_subscriptions_list=True,
        include_unread_notifications=True,
    )["project_check_in"]

    assert shown["author"]["id"] == shared_env.mia.id
    assert shown["project"]["permissions"] == {
        "can_view": True,
        "can_comment": True,
        "can_edit": True,
        "has_full_access": False,
    }
    assert [row["person"]["id"] for row in shown["project"]["contributors"]] == [shared_env.owner.id]
    assert shown["project"]["space"] is None
    assert shown["reactions"] == []
    assert shown["subscription_list"]["parent_type"] == "project_check_in"
    assert shown["subscription_list"]["subscriptions"] is None
    assert shown["acknowledged_by"] is None


def test_check_in_space_flag_adds_project_without_contributors(shared_env: ProjectEnv) -> None:
    shown = shared_env.owner.call("get_project_check_in", id=shared_env.check_in(), include_space=True)[
        "project_check_in"
    ]

    assert shown["space"]["name"] == shown["project"]["space"]["name"] == "General"
    assert (shown["project"]["permissions"], shown["project"]["contributors"]) == (None, [])


def test_check_in_potential_subscribers_are_contributors_and_subscribers(
    company: Company, shared_env: ProjectEnv
) -> None:
    tom = company.member("Tom Title")
    project = company.owner.call(
        "create_project",
        space_id=company.general_id,
        name="Led",
        champion_id=shared_env.mia.id,
        anonymous_access_level=0,
        company_access_level=VIEW,
        space_access_level=0,
    )["project"]
    made = post(company.owner, project["id"], subscriber_ids=[tom.id])

    shown = company.owner.call("get_project_check_in", id=made["check_in"]["id"], include_potential_subscribers=True)[
        "project_check_in"
    ]

    entries = shown["potential_subscribers"]
    assert {(item["person"]["id"], item["role"], item["priority"], item["is_subscribed"]) for item in entries} == {
        (shared_env.mia.id, "Champion", True, False),
        (company.owner.id, "Contributor", False, True),
        (tom.id, "Engineer", False, True),
    }
    assert len(entries) == 3


def test_check_ins_are_listed_newest_first_with_comment_counts(shared_env: ProjectEnv) -> None:
    first = shared_env.check_in()
    shared_env.company.advance(days=1)
    second = shared_env.check_in(by=shared_env.mia)
    shared_env.owner.call("acknowledge_project_check_in", id=second)

    bare = shared_env.owner.call("get_project_check_ins", project_id=shared_env.id)["project_check_ins"]
    full = shared_env.owner.call(
        "get_project_check_ins",
        project_id=shared_env.id,
        include_author=True,
        include_project=True,
        include_reactions=True,
    )["project_check_ins"]

    assert [row["id"] for row in bare] == [second, first]
    assert [row["acknowledged_by"] and row["acknowledged_by"]["id"] for row in bare] == [shared_env.owner.id, None]
    assert [(row["comments_count"], row["author"], row["project"], row["reactions"]) for row in bare] == [
        (0, None, None, None)
    ] * 2
    assert [row["author"]["id"] for row in full] == [shared_env.mia.id, shared_env.owner.id]
    assert [(row["project"]["permissions"], row["reactions"]) for row in full] == [(None, [])] * 2
