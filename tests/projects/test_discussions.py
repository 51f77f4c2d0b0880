"""Discussions of projects. Without edit access to the project, changes return 404, not 403."""

import json
from collections.abc import Callable

import pytest

from tests.builder import COMMENT, EDIT, NONE, VIEW
from tests.environments.projects import SHARED_LEVELS, ProjectEnv
from tests.support import Json, assert_error, rich_text

SharedEnvAt = Callable[[int], ProjectEnv]


@pytest.mark.parametrize(
    ("level", "status", "message"),
    [
        (NONE, 404, "Project not found"),
        (VIEW, 404, "The requested resource was not found"),
        (COMMENT, 404, "The requested resource was not found"),
        (EDIT, 200, None),
    ],
)
def test_create_discussion_requires_edit_access(
    shared_env_at: SharedEnvAt, level: int, status: int, message: str | None
) -> None:
    shared_env = shared_env_at(level)

    response = shared_env.mia.post(
        "project_discussions/create", project_id=shared_env.id, title="Kickoff", message=rich_text("Hi")
    )

    assert response.status == status
    assert message is None or response.message == message


@pytest.mark.parametrize("level", SHARED_LEVELS)
def test_edit_discussion_requires_edit_access(shared_env_at: SharedEnvAt, level: int) -> None:
    shared_env = shared_env_at(level)
    id = shared_env.discussion()

    response = shared_env.mia.post("project_discussions/edit", id=id, title="New", message=rich_text("Hi"))

    assert response.status == (200 if level == EDIT else 404)
    if level == NONE:
        assert response.message == "Discussion not found"


@pytest.mark.parametrize(("level", "status"), [(NONE, 404), (VIEW, 200)])
def test_discussion_queries_require_view_access(shared_env_at: SharedEnvAt, level: int, status: int) -> None:
    shared_env = shared_env_at(level)

    one = shared_env.mia.get("project_discussions/get", id=shared_env.discussion())
    listed = shared_env.mia.get("project_discussions/list", project_id=shared_env.id)

    assert (one.status, listed.status) == (status, status)
    if level == NONE:
        assert (one.message, listed.message) == ("Discussion not found", "Project not found")


def test_new_discussion_has_null_fields(shared_env: ProjectEnv) -> None:
    made = shared_env.mia.call(
        "project_discussions/create", project_id=shared_env.id, title="Kick off!", message='{"type": "doc", "a": 1}'
    )["discussion"]

    assert made["id"].startswith("kick-off-")
    assert (made["title"], made["message"]) == ("Kick off!", '{"a":1,"type":"doc"}')
    optional = set(made) - {"id", "title", "message", "inserted_at"}
    assert {name: made[name] for name in optional} == dict.fromkeys(optional)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"title": "  "}, "`title` is blank"),
        ({"title": "x" * 256}, "`title` is longer than 255"),
        ({"message": "[]"}, "`message` must be a rich-text object"),
        ({"message": '"text"'}, "`message` must be a rich-text object"),
        ({"subscriber_ids": ["absent-7ZZ"]}, "the id of a mention in the text"),
        (
            {"message": json.dumps({"type": "mention", "attrs": {"id": "absent-7ZZ"}})},
            "the id of a mention in the text",
        ),
    ],
)
def test_create_discussion_with_unstorable_input_creates_nothing(
    shared_env: ProjectEnv, wrong: Json, reason: str
) -> None:
    inputs = {"project_id": shared_env.id, "title": "Kickoff", "message": rich_text("Hi")} | wrong

    assert_error(shared_env.owner.post("project_discussions/create", **inputs), 500, reason)

    assert shared_env.owner.call("project_discussions/list", project_id=shared_env.id)["discussions"] == []


def test_discussions_are_listed_newest_first_with_authors(shared_env: ProjectEnv) -> None:
    first = shared_env.discussion("First")
    shared_env.company.advance(hours=1)
    second = shared_env.discussion("Second", by=shared_env.mia)
    third = shared_env.discussion("Third")  # created in the same second as `second`

    listed = shared_env.owner.call("project_discussions/list", project_id=shared_env.id)["discussions"]

    assert [(row["id"], row["author"]["id"], row["comments_count"]) for row in listed] == [
        (third, shared_env.owner.id, 0),
        (second, shared_env.mia.id, 0),
        (first, shared_env.owner.id, 0),
    ]


def test_discussion_has_permissions_unless_disabled(shared_env: ProjectEnv) -> None:
    id = shared_env.discussion()

    asked = shared_env.mia.call("project_discussions/get", id=id)["discussion"]
    refused = shared_env.mia.call("project_discussions/get", id=id, include_permissions=False)["discussion"]

    assert asked["project_permissions"]["can_edit"] is True
    assert asked["project_permissions"]["has_full_access"] is False
    assert refused["project_permissions"] is None
    assert asked["author"]["id"] == shared_env.owner.id
    assert (asked["reactions"], asked["notifications"], asked["project"], asked["comments_count"]) == (
        [],
        None,
        None,
        None,
    )


def test_get_discussion_flag_fills_field(shared_env: ProjectEnv) -> None:
    id = shared_env.discussion(subscriber_ids=[shared_env.mia.id])

    def get_discussion(**flags: bool) -> Json:
        return shared_env.owner.call("project_discussions/get", id=id, **flags)["discussion"]

    assert get_discussion(include_project=True)["project"]["id"] == shared_env.id
    with_space = get_discussion(include_space=True)
    assert (with_space["space"]["name"], with_space["project"]["id"]) == ("General", shared_env.id)
    with_subscribers = get_discussion(include_potential_subscribers=True)
    assert with_subscribers["project"]["id"] == shared_env.id
    assert {
        (item["person"]["full_name"], item["is_subscribed"]) for item in with_subscribers["potential_subscribers"]
    } == {
        ("Olivia Owner", True),
        ("Mia Member", True),
    }
    assert get_discussion(include_subscriptions_list=True)["subscription_list"]["subscriptions"] is None
    assert get_discussion(include_unread_notifications=True)["notifications"] == []
    assert get_discussion(include_unread_project_notifications=True)["notifications"] is None


def test_edit_discussion_can_clear_title(shared_env: ProjectEnv) -> None:
    id = shared_env.discussion()

    edited = shared_env.mia.call(
        "project_discussions/edit", id=id, title=" ", message=rich_text("New", shared_env.mia), subscriber_ids=[]
    )["discussion"]

    assert (edited["title"], edited["author"]) == ("", None)
    assert edited["id"].startswith("2026-03-12-")
    after = shared_env.owner.call("project_discussions/get", id=id, include_potential_subscribers=True)["discussion"]
    assert [item["person"]["id"] for item in after["potential_subscribers"]] == [shared_env.owner.id]
    assert after["message"] == edited["message"]
