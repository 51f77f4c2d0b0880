"""The notifications of a person (contract: activities 4.1 and 8)."""

import pytest

from tests.environments.feed import FeedEnv
from tests.support import Json, Person, assert_error

UNKNOWN = "11111111-1111-4111-8111-111111111111"


def inbox(person: Person, **page: Json) -> list[Json]:
    return list(person.call("get_notifications", **page)["notifications"])


def unread(person: Person) -> int:
    return int(person.call("get_unread_notification_count")["unread"])


@pytest.fixture
def full(env: FeedEnv) -> FeedEnv:
    """Create three goals. Mia's notifications, oldest first, are about the company, the space and each goal."""
    for name in ("One", "Two", "Three"):
        env.new_goal(name)
    return env


def test_notifications_are_listed_newest_first(full: FeedEnv) -> None:
    full.mia.call("mark_notification_as_read", id=inbox(full.mia)[1]["id"])

    rows = inbox(full.mia)

    assert [row["activity"]["action"] for row in rows] == [
        *["goal_created"] * 3,
        "space_members_added",
        "company_member_added",
    ]
    assert [row["activity"]["content"]["goal"]["name"] for row in rows[:3]] == ["Three", "Two", "One"]
    assert [row["read"] for row in rows] == [False, True, False, False, False]
    assert rows[1]["read_at"] is not None and rows[0]["read_at"] is None
    assert unread(full.mia) == 4


def test_notifications_are_paginated(full: FeedEnv) -> None:
    rows = [row["id"] for row in inbox(full.mia)]

    assert [row["id"] for row in inbox(full.mia, per_page=2)] == rows[:2]
    assert [row["id"] for row in inbox(full.mia, page=2, per_page=2)] == rows[2:4]
    assert [row["id"] for row in inbox(full.mia, page=3, per_page=2)] == rows[4:]
    assert inbox(full.mia, page=4, per_page=2) == inbox(full.mia, per_page=0) == inbox(full.mia, page=2) == []


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({"page": 0}, "`page` is less than 1, `per_page` is negative"),
        ({"page": -1}, "`page` is less than 1, `per_page` is negative"),
        ({"per_page": -1}, "`page` is less than 1, `per_page` is negative"),
        ({"page": "two"}, "`page` must be an integer, not"),
        ({"per_page": ""}, "`per_page` must be an integer, not"),
        ({"page": 10**30}, "`page` is less than 1, `per_page` is negative"),
    ],
)
def test_get_notifications_with_invalid_page_returns_500(full: FeedEnv, page: Json, reason: str) -> None:
    assert_error(full.mia.get("get_notifications", **page), 500, reason)


def test_mark_as_read_again_changes_time(full: FeedEnv) -> None:
    id = inbox(full.mia)[0]["id"]
    full.mia.call("mark_notification_as_read", id=id)
    first = inbox(full.mia)[0]["read_at"]
    full.company.advance(hours=1)

    full.mia.call("mark_notification_as_read", id=id)

    assert inbox(full.mia)[0]["read_at"] > first


@pytest.mark.parametrize(
    ("id", "reason"),
    [
        (None, "`id` is null"),
        ("", "`id` must be a UUID"),
        ("x", "`id` must be a UUID"),
        (UNKNOWN, "no notification with this `id`"),
        ("goal-created-iaTzi6e8D1nHtW7Y3HraQ", "`id` must be a UUID"),
    ],
)
def test_mark_unknown_notification_fails(full: FeedEnv, id: str | None, reason: str) -> None:
    assert_error(full.mia.post("mark_notification_as_read", id=id), 500, reason)


def test_mark_notification_without_id_returns_500(full: FeedEnv) -> None:
    assert_error(full.mia.post("mark_notification_as_read"), 500, "`id` is optional")
    assert_error(full.mia.post("mark_notifications_as_read"), 500, "`ids` is optional")


def test_mark_notification_of_other_person_returns_404(full: FeedEnv) -> None:
    mine, theirs = inbox(full.mia)[0]["id"], inbox(full.rita)[0]["id"]

    assert_error(
        full.mia.post("mark_notification_as_read", id=theirs), 404, "the notification belongs to another person"
    )
    assert_error(
        full.mia.post("mark_notifications_as_read", ids=[mine, theirs]),
        404,
        "the notification belongs to another person",
    )
    assert (unread(full.mia), unread(full.rita)) == (5, 5)


@pytest.mark.parametrize("extra", [[], [None], [UNKNOWN]])
def test_several_notifications_can_be_marked(full: FeedEnv, extra: list[str | None]) -> None:
    named = [row["id"] for row in inbox(full.mia)[1:3]]

    full.mia.call("mark_notifications_as_read", ids=[*named, *extra])

    assert [row["read"] for row in inbox(full.mia)] == [False, True, True, False, False]


@pytest.mark.parametrize(("ids", "status"), [([], 200), (None, 200), (["x"], 500)])
def test_mark_with_empty_or_invalid_ids_fails(full: FeedEnv, ids: Json, status: int) -> None:
    assert full.mia.post("mark_notifications_as_read", ids=ids).status == status
    assert unread(full.mia) == 5


def test_mark_all_keeps_earlier_read_time(full: FeedEnv) -> None:
    full.mia.call("mark_notification_as_read", id=inbox(full.mia)[0]["id"])
    first = inbox(full.mia)[0]["read_at"]
    full.company.advance(hours=1)

    full.mia.call("mark_all_notifications_as_read")

    rows = inbox(full.mia)
    assert unread(full.mia) == 0 and unread(full.rita) == 5
    assert rows[0]["read_at"] == first and all(row["read_at"] > first for row in rows[1:])
