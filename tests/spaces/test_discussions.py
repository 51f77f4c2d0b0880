"""Discussions of spaces: drafts, publishing, editing, archiving and recipients (contract: spaces_tasks 1.5 and 3)."""

from typing import Any

import pytest

from tests.builder import EDIT, FULL, NONE, VIEW, uuid
from tests.support import Company, Person, assert_error, rich_text

Json = Any

BODY = rich_text("Hello")


def test_draft_is_listed_for_author_only(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", VIEW)

    draft = company.discussion(id, post_as_draft=True, send_notifications_to_everyone=True)

    assert (draft["state"], draft["published_at"], draft["author"], draft["comments_count"]) == (
        "draft",
        None,
        None,
        None,
    )
    assert listed(company.owner, id) == ([], ["Hi"])
    assert listed(mia, id) == ([], [])
    assert mia.call("get_discussion", id=draft["id"])["discussion"]["title"] == "Hi"
    assert not company.recorded("discussion_posting")


def test_discussion_can_be_published_once_by_author_only(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", FULL)
    draft = company.discussion(id, post_as_draft=True)["id"]

    assert_error(mia.post("publish_discussion", id=draft), 403, "only the author can publish a draft")
    company.advance(hours=1)
    published = company.owner.call("publish_discussion", id=draft)["discussion"]
    assert (published["state"], published["author"]) == ("published", None)
    assert published["published_at"] > published["inserted_at"]
    assert_error(company.owner.post("publish_discussion", id=draft), 403, "the discussion is already published")
    assert listed(mia, id) == (["Hi"], [])
    assert [content["title"] for content in company.recorded("discussion_posting")] == ["Hi"]


def test_author_with_view_access_can_publish(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", EDIT)
    draft = company.discussion(id, by=mia, post_as_draft=True)["id"]
    members = [{"id": mia.id, "access_level": VIEW}]
    company.owner.call("edit_space_members_permissions", space_id=id, members=members)

    assert_error(mia.post("edit_discussion", id=draft, body=BODY), 403, "`can_edit` on this Message")
    assert mia.post("publish_discussion", id=draft).status == 200


def test_publishing_edit_notifies_with_old_title(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", EDIT)
    draft = company.discussion(id, post_as_draft=True)["id"]
    mia.call("edit_discussion", id=draft, title="Better", body=rich_text("Draft still"))
    assert not company.recorded("discussion_editing")

    shown = mia.call("edit_discussion", id=draft, title="Best", body=BODY, state="published")["discussion"]

    assert (shown["title"], shown["state"]) == ("Best", "published")
    assert shown["id"].startswith("best-")
    assert [content["title"] for content in company.recorded("discussion_posting")] == ["Better"]
    mia.call("edit_discussion", id=draft, body=BODY, state="published")
    assert len(company.recorded("discussion_editing")) == 1


def test_edit_discussion_keeps_publishing_date(company: Company) -> None:
    discussion = company.discussion(company.space())
    company.advance(days=1)

    edited = company.owner.call("edit_discussion", id=discussion["id"], body=rich_text("Corrected"))["discussion"]

    assert (edited["published_at"], edited["title"]) == (discussion["published_at"], "Hi")
    assert edited["updated_at"] > discussion["updated_at"]
    assert '"text":"Corrected"' in edited["body"]


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"body": None}, "`body` is null"),
        ({"body": "no json"}, "`body` is not valid JSON"),
        ({"body": "[]"}, "`body` must be a rich-text object"),
        ({"body": "null"}, "`body` is null"),
        ({"title": " "}, "`title` is blank"),
        ({"title": "x" * 256}, "`title` is longer than 255 characters"),
        ({"subscriber_ids": ["absent-7ZZ"]}, "an id in `subscriber_ids`, the id of the assignee"),
        ({"subscriber_ids": [None]}, "an id in `subscriber_ids`, the id of the assignee"),
        (
            {"body": '{"type":"mention","attrs":{"id":"absent-7ZZ"}}'},
            "an id in `subscriber_ids`, the id of the assignee",
        ),
        ({"body": '{"type":"mention","attrs":{"id":"a;b"}}'}, "`mention.attrs.id` is not an id"),
        ({"space_id": "absent-7ZZ"}, "there is no space with this `space_id`"),
    ],
)
def test_post_discussion_with_unstorable_input_returns_500(company: Company, inputs: Json, reason: str) -> None:
    id = company.space()
    sent = {"space_id": id, "title": "Hi", "body": BODY} | inputs

    assert_error(company.owner.post("post_discussion", **sent), 500, reason)
    assert listed(company.owner, id) == ([], [])


def test_broken_body_returns_500_before_access_check(company: Company) -> None:
    id = company.space()
    discussion, mia = company.discussion(id)["id"], company.member("Mia Member")

    assert_error(mia.post("post_discussion", space_id=id, title="Hi"), 500, "`body` is optional")
    assert_error(mia.post("post_discussion", space_id=id, title="Hi", body="no json"), 500, "`body` is not valid JSON")
    assert_error(mia.post("post_discussion", space_id=id, title=" ", body="[]"), 404, "`can_edit` on this Space")
    assert_error(mia.post("edit_discussion", id=discussion, body="no json"), 500, "`body` is not valid JSON")
    assert_error(mia.post("edit_discussion", id=discussion), 500, "`body` is optional")
    assert_error(mia.post("edit_discussion", id=discussion, body=BODY, state=None), 500, "`state` is null")
    assert_error(mia.post("edit_discussion", id=discussion, body="[]", state="odd"), 404, "`can_edit` on this Message")


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"title": None}, "`title` is blank"),
        ({"title": ""}, "`title` is blank"),
        ({"body": "[]"}, "`body` must be a rich-text object"),
        ({"state": "odd"}, "`state` must be draft or"),
        ({"state": "draft"}, "a published discussion cannot become"),
        ({"title": "x\0"}, "`title` has a NUL"),
    ],
)
def test_edit_discussion_with_unstorable_input_returns_500(company: Company, inputs: Json, reason: str) -> None:
    discussion = company.discussion(company.space())

    assert_error(company.owner.post("edit_discussion", **{"id": discussion["id"], "body": BODY} | inputs), 500, reason)
    shown = company.owner.call("get_discussion", id=discussion["id"])["discussion"]
    assert {key: shown[key] for key in discussion} == discussion


@pytest.mark.parametrize(
    ("endpoint", "key", "reason"),
    [("publish_discussion", "id", "`id` is optional"), ("archive_message", "message_id", "`message_id` is optional")],
)
def test_missing_discussion_id_returns_500(company: Company, endpoint: str, key: str, reason: str) -> None:
    assert_error(company.owner.post(endpoint), 500, reason)
    assert_error(company.owner.post(endpoint, **{key: None}), 500, "the id of the Message is null")


# --- archiving -------------------------------------------------------------------------------------------------------


def test_authors_and_managers_can_archive_discussion(company: Company) -> None:
    id = company.space()
    mia, noah = (
        company.space_member(id, "Mia Member", EDIT),
        company.space_member(id, "Noah North", EDIT),
    )
    first, second, draft = (
        company.discussion(id, by=mia),
        company.discussion(id, "Second", by=mia),
        company.discussion(id, "Draft", by=mia, post_as_draft=True),
    )

    assert_error(noah.post("archive_message", message_id=first["id"]), 403, "`has_full_access` on this Message")
    assert mia.call("archive_message", message_id=first["id"]) == {}
    assert company.owner.call("archive_message", message_id=second["id"]) == {}
    mia.call("archive_message", message_id=draft["id"])

    assert_error(mia.post("archive_message", message_id=first["id"]), 404, "no Message with the id")
    assert_error(mia.get("get_discussion", id=first["id"]), 404, "no Message with the id")
    assert listed(mia, id) == ([], [])
    assert [content["title"] for content in company.recorded("message_archiving")] == ["Hi", "Second"]


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [0, 1], ids=["in one second", "apart"])
def test_discussions_are_listed_newest_first(company: Company, minutes: int) -> None:
    id = company.space()
    late = company.discussion(id, "Late", post_as_draft=True)["id"]
    for title in ("A", "B"):
        company.advance(minutes=minutes)
        company.discussion(id, title)
        company.discussion(id, f"Draft {title}", post_as_draft=True)
    company.advance(minutes=minutes)
    company.owner.call("publish_discussion", id=late)

    assert listed(company.owner, id) == (["Late", "B", "A"], ["Draft B", "Draft A"])


def test_get_discussions_without_access_lists_own_drafts_only(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", EDIT)
    company.discussion(id)
    company.discussion(id, "Mine", by=mia, post_as_draft=True)
    company.owner.call("remove_group_member", group_id=id, member_id=mia.id)

    assert listed(mia, id) == ([], ["Mine"])


def test_get_discussions_flags_fill_fields(company: Company) -> None:
    id = company.space()
    company.discussion(id)
    company.discussion(id, post_as_draft=True)

    response = company.owner.call("get_discussions", space_id=id, include_author=True, include_comments_count=True)

    for shown in (*response["discussions"], *response["my_drafts"]):
        assert (shown["author"]["id"], shown["comments_count"]) == (company.owner.id, 0)
    assert [company.owner.get("get_discussions", **inputs).status for inputs in ({}, {"space_id": ""})] == [500, 500]


def test_get_discussion_flags_fill_fields(company: Company) -> None:
    id = company.space()
    discussion = company.discussion(id)["id"]
    plain = get_discussion(company.owner, discussion)
    assert [plain[key] for key in ("author", "space", "reactions", "comments", "comments_count", "permissions")] == [
        None
    ] * 6
    assert (plain["subscription_list"], plain["potential_subscribers"], plain["notifications"]) == (None, None, [])
    assert "name" not in plain

    flags = ("author", "reactions", "space", "subscriptions_list", "permissions", "unread_notifications")
    shown = get_discussion(company.owner, discussion, *flags)

    assert (shown["author"]["id"], shown["reactions"], shown["space"]) == (
        company.owner.id,
        [],
        {"id": id, "name": "Product"},
    )
    assert set(shown["permissions"].values()) == {True}
    listing = shown["subscription_list"]
    assert (listing["parent_type"], listing["send_to_everyone"], listing["subscriptions"]) == ("message", False, None)
    assert get_discussion(company.owner, uuid(discussion))["title"] == "Hi"


def test_get_discussion_with_space_includes_members(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Ann Able", VIEW)
    discussion = company.discussion(id)["id"]

    shown = get_discussion(company.owner, discussion, "space_members")["space"]

    assert [person["id"] for person in shown["members"]] == [company.owner.id, mia.id]
    assert [shown[key] for key in ("is_member", "permissions", "access_levels")] == [None] * 3


@pytest.mark.parametrize(("id", "status"), [("!!", 400), ("", 500), ("absent-7ZZ", 404)])
def test_get_discussion_with_unknown_id_returns_404(company: Company, id: str, status: int) -> None:
    assert company.owner.get("get_discussion", id=id).status == status


def test_get_discussion_without_id_fails(company: Company) -> None:
    assert company.owner.get("get_discussion").message == "Missing required fields: id"


# --- recipients ------------------------------------------------------------------------------------------------------


def test_send_to_everyone_notifies_all_space_members(company: Company) -> None:
    id = company.space()
    mia, noah = (
        company.space_member(id, "Mia Member", VIEW),
        company.space_member(id, "Noah North", VIEW),
    )

    discussion = company.discussion(id, send_notifications_to_everyone=True)["id"]

    assert company.notified("discussion_posting") == {mia.uuid, noah.uuid}
    assert len(get_discussion(mia, discussion, "unread_notifications")["notifications"]) == 1
    shown = get_discussion(company.owner, discussion, "potential_subscribers", "subscriptions_list")
    people = {person["person"]["id"]: person["is_subscribed"] for person in shown["potential_subscribers"]}
    assert people == {company.owner.id: True, mia.id: False, noah.id: False}
    assert (shown["subscription_list"]["send_to_everyone"], shown["space"]["id"]) == (True, id)
    ids = [uuid(person["person"]["id"]) for person in shown["potential_subscribers"]]
    assert ids == sorted(ids)


def test_invited_and_mentioned_members_with_access_are_notified(company: Company) -> None:
    id = company.space()
    mia, noah = (
        company.space_member(id, "Mia Member", VIEW),
        company.space_member(id, "Noah North", VIEW),
    )
    blind, stranger = company.space_member(id, "Bob Blind", NONE), company.member("Xan Extra")
    company.space_member(id, "Ida Idle", VIEW)

    body = rich_text("You", noah, stranger)
    discussion = company.discussion(id, body=body, subscriber_ids=[mia.id, mia.id, blind.id])["id"]

    assert company.notified("discussion_posting") == {mia.uuid, noah.uuid}
    shown = get_discussion(company.owner, discussion, "potential_subscribers")["potential_subscribers"]
    subscribed = {person["person"]["full_name"] for person in shown if person["is_subscribed"]}
    assert subscribed == {"Olivia Owner", "Mia Member", "Noah North"}
    assert {person["person"]["full_name"] for person in shown} - subscribed == {"Bob Blind", "Ida Idle"}


def test_edit_discussion_subscribes_newly_mentioned_people(company: Company) -> None:
    id = company.space()
    mia = company.space_member(id, "Mia Member", VIEW)
    discussion = company.discussion(id)["id"]

    for _ in range(2):
        company.owner.call("edit_discussion", id=discussion, body=rich_text("You", mia))

    shown = get_discussion(company.owner, discussion, "potential_subscribers")["potential_subscribers"]
    assert {person["person"]["id"]: person["is_subscribed"] for person in shown}[mia.id] is True


# --- helpers ---------------------------------------------------------------------------------------------------------


def listed(person: Person, id: str) -> tuple[list[str], list[str]]:
    """Return the titles of the published discussions in a space, and of the person's own drafts."""
    response = person.call("get_discussions", space_id=id)
    return [item["title"] for item in response["discussions"]], [item["title"] for item in response["my_drafts"]]


def get_discussion(person: Person, id: str, *flags: str) -> Json:
    return person.call("get_discussion", id=id, **{f"include_{flag}": True for flag in flags})["discussion"]


def test_activities_of_member_of_other_company_belong_to_company_of_space(
    company: Company,
) -> None:
    product, boss = company.space(), company.second_company("Beta Ltd")
    company.owner.call("add_space_members", space_id=product, members=[{"id": boss.id, "access_level": EDIT}])
    draft = boss.call("post_discussion", space_id=product, title="Later", body=rich_text("b"), post_as_draft=True)
    boss.call("publish_discussion", id=draft["discussion"]["id"])
    boss.call("post_discussion", space_id=product, title="Now", body=rich_text("b"))
    company.space_task(product, by=boss)

    def feed(reader: Person) -> list[str]:
        inputs = {"scope_type": "space", "scope_id": product, "actions": ["discussion_posting", "task_adding"]}
        return [activity["action"] for activity in reader.call("get_activities", **inputs)["activities"]]

    assert feed(company.owner) == ["task_adding", "discussion_posting"]
    assert feed(boss) == ["discussion_posting"]
