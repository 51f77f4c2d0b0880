"""Documents: drafts, publishing, editing and notifications (contract: resource_hubs 1.3-1.6 and 4)."""

import json
from typing import Any

import pytest

from tests.builder import notifications
from tests.environments.documents import DocumentsEnv
from tests.support import assert_error, rich_text

TEXT = rich_text("hi")

CANONICAL = '{"content":[{"content":[{"text":"hi","type":"text"}],"type":"paragraph"}],"type":"doc"}'


def test_new_document_has_null_fields(env: DocumentsEnv) -> None:
    made = env.mia.call("create_resource_hub_document", resource_hub_id=env.hub_id, name="D", content=TEXT)

    assert made["document"] == {
        "id": made["document"]["id"],
        "name": "D",
        "state": "published",
        "author": None,
        "content": CANONICAL,
        "resource_hub_id": env.hub_id.rpartition("-")[2],
        "parent_folder_id": None,
        "comments_count": None,
    }


def test_get_document_flags_fill_fields(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    page = env.document(folder_id=box)
    env.cora.call("add_reaction", entity_id=page, entity_type="resource_hub_document", emoji="👍")

    bare = env.vic.call("get_resource_hub_document", id=page)["document"]
    nothing = ["author", "resource_hub", "parent_folder", "reactions", "permissions"]
    nothing += ["potential_subscribers", "subscription_list", "path_to_document"]
    assert [bare[key] for key in nothing] == [None] * len(nothing)
    assert bare["notifications"] == []
    assert bare["parent_folder_id"] == box
    assert "comments_count" not in bare

    flags = ["author", "resource_hub", "parent_folder", "reactions", "subscriptions_list"]
    full = env.vic.call("get_resource_hub_document", id=page, **{f"include_{flag}": True for flag in flags})
    document = full["document"]
    assert document["author"]["full_name"] == "Mia Maker"
    assert (document["resource_hub"]["id"], document["resource_hub"]["space"]) == (env.hub_id, None)
    assert document["parent_folder"]["name"] == "Box"
    assert [item["emoji"] for item in document["reactions"]] == ["👍"]
    assert document["subscription_list"]["parent_type"] == "resource_hub_document"
    assert document["subscription_list"]["subscriptions"] is None


@pytest.mark.parametrize("kind", ["document", "file", "link"])
@pytest.mark.parametrize("flag", ["include_space", "include_potential_subscribers"])
def test_document_hub_is_shown_with_space_or_potential_subscribers(env: DocumentsEnv, kind: str, flag: str) -> None:
    shown = env.vic.call(f"get_resource_hub_{kind}", **{"id": getattr(env, kind)(), flag: True})[kind]

    assert shown["resource_hub"]["space"] == {"id": env.space_id, "name": "Product"}
    assert "space" not in shown


def test_draft_is_listed_for_author_only_but_readable_by_all(env: DocumentsEnv) -> None:
    draft = env.document("Draft", by=env.mia, post_as_draft=True)

    mine = env.mia.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)
    assert [node["name"] for node in mine["draft_nodes"]] == ["Draft"]
    assert mine["nodes"] == []
    assert env.owner.call("list_resource_hub_nodes", resource_hub_id=env.hub_id) == {"nodes": [], "draft_nodes": []}
    assert env.mia.call("get_resource_hub", id=env.hub_id, include_nodes=True)["resource_hub"]["nodes"] == []
    assert env.vic.call("get_resource_hub_document", id=draft)["document"]["state"] == "draft"
    assert env.feed("document_created") == []


def test_new_document_to_everyone_notifies_all_except_author(env: DocumentsEnv) -> None:
    env.document("Quiet")
    assert [notifications(who, "resource_hub") for who in (env.owner, env.mia, env.vic)] == [[], [], []]

    page = env.document("Loud", send_notifications_to_everyone=True)
    notified = ["resource_hub_document_created"]
    assert [notifications(who, "resource_hub") for who in (env.owner, env.mia, env.vic)] == [notified, [], notified]
    unread = env.vic.call("get_resource_hub_document", id=page, include_unread_notifications=True)["document"]
    assert len(unread["notifications"]) == 1
    for_another = env.mia.call("get_resource_hub_document", id=page, include_unread_notifications=True)["document"]
    assert for_another["notifications"] == []


def test_new_document_subscribes_author_invited_and_mentioned_people(env: DocumentsEnv) -> None:
    content = rich_text("Look,", env.cora, env.vic)
    page = env.document(content=content, subscriber_ids=[env.vic.id, env.vic.id, env.mia.id])

    assert env.subscribed("document", page) == {"Mia", "Vic", "Cora"}
    assert notifications(env.cora, "resource_hub") == ["resource_hub_document_created"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"copied_document_id": "AAAB", "content": None}, 404),
        ({"content": None, "resource_hub_id": "AAAB"}, 500),
        ({"content": "{", "resource_hub_id": "AAAB"}, 500),
        ({"resource_hub_id": None}, 500),
        ({"resource_hub_id": "AAAB", "name": " "}, 404),
        ({"name": " "}, 500),
        ({"name": None}, 500),
        ({"name": "n" * 256}, 500),
        ({"content": "null"}, 500),
        ({"content": "[]"}, 500),
        ({"content": '"text"'}, 500),
        ({"content": "{}"}, 200),
        ({"content": '{"content":7}'}, 500),
        ({"content": '{"content":{"content":7}}'}, 200),
        ({"content": '{"type":"mention","attrs":{"id":"no id!"}}'}, 500),
        ({"content": '{"type":"mention","attrs":{"id":null}}'}, 500),
        ({"content": '{"type":"mention","attrs":{"id":"AAAB"}}'}, 500),
        ({"content": '{"type":"mention","attrs":{}}'}, 200),
        ({"subscriber_ids": None}, 200),
        ({"subscriber_ids": ["AAAB"]}, 500),
        ({"subscriber_ids": [None]}, 500),
        ({"folder_id": "AAAB"}, 500),
        ({"folder_id": ""}, 200),
    ],
)
def test_create_document_with_invalid_input_fails(env: DocumentsEnv, changed: dict[str, Any], status: int) -> None:
    before = env.company.db.version
    inputs = {"resource_hub_id": env.hub_id, "name": "D", "content": TEXT} | changed

    assert env.mia.post("create_resource_hub_document", **inputs).status == status
    assert (env.company.db.version == before) == (status != 200)


def test_copied_document_id_is_recorded_in_activity_only(env: DocumentsEnv) -> None:
    page = env.document("Page")
    env.document("Again", content=rich_text("new words"), copied_document_id=page)

    again, first = env.feed("document_created")
    assert again["content"]["copied_document"]["id"] == page
    assert "new words" in again["content"]["document"]["content"]
    assert first["content"]["copied_document"] is None


def test_copying_hidden_document_returns_404(env: DocumentsEnv) -> None:
    page = env.document("Page")
    other = env.hub_of(env.space("Other", xena=70))

    response = env.xena.post(
        "create_resource_hub_document", resource_hub_id=other, name="D", content=TEXT, copied_document_id=page
    )
    assert_error(response, 404, "`can_view` on this Document")


def test_edit_document_returns_old_name(env: DocumentsEnv) -> None:
    page = env.document("Old")
    content = rich_text("other words")

    edited = env.mia.call("edit_resource_hub_document", document_id=page, name="New", content=content)["document"]

    assert edited["name"] == "Old"
    assert "other words" in edited["content"]
    shown = env.vic.call("get_resource_hub_document", id=page)["document"]
    assert (shown["name"], shown["content"]) == ("New", edited["content"])


@pytest.mark.parametrize(
    ("changed", "response"),
    [
        ({"name": ...}, (400, "Missing required fields: name")),
        ({"name": ..., "content": ...}, (400, "Missing required fields: name, content")),
        ({"content": "null"}, (400, "Field 'content' cannot be null")),
        ({"document_id": "AAAB"}, (404, "The requested resource was not found")),
        ({"name": " "}, (500, "An unexpected error occurred")),
        ({"content": "[]"}, (500, "An unexpected error occurred")),
        ({"subscriber_ids": []}, (500, "An unexpected error occurred")),
        ({"subscriber_ids": None}, (500, "An unexpected error occurred")),
        (
            {"subscriber_ids": ["AAAB", "AAAB"], "send_notifications_to_everyone": True},
            (500, "An unexpected error occurred"),
        ),
        ({"send_notifications_to_everyone": None}, (200, None)),
    ],
)
def test_edit_document_with_invalid_input_fails(
    env: DocumentsEnv, changed: dict[str, Any], response: tuple[int, str | None]
) -> None:
    inputs = {"document_id": env.document(), "name": "New", "content": TEXT} | changed
    answered = env.mia.post("edit_resource_hub_document", **{k: v for k, v in inputs.items() if v is not ...})

    assert (answered.status, answered.body.get("message")) == response


def test_document_content_must_be_json(env: DocumentsEnv) -> None:
    for endpoint in ("edit_resource_hub_document", "publish_resource_hub_document"):
        response = env.mia.post(endpoint, document_id="AAAB", name="N", content="plain")
        assert (response.status, response.body) == (500, {"errors": {"detail": "Internal Server Error"}})


def test_edit_to_everyone_cancels_unnamed_subscribers(env: DocumentsEnv) -> None:
    page = env.document()
    env.mia.call(
        "edit_resource_hub_document",
        document_id=page,
        name="Page",
        content=TEXT,
        send_notifications_to_everyone=True,
    )

    assert env.subscribed("document", page) == set()
    env.owner.call("delete_resource_hub_document", document_id=page)
    assert notifications(env.vic, "resource_hub") == ["resource_hub_document_deleted"]
    assert notifications(env.mia, "resource_hub") == []  # because Mia's edit canceled all subscriptions


def test_edit_restores_named_subscribers_and_adds_mentioned_people(env: DocumentsEnv) -> None:
    page = env.document(subscriber_ids=[env.vic.id])
    edit = {"document_id": page, "name": "Page", "send_notifications_to_everyone": False}
    env.mia.call("edit_resource_hub_document", **edit, content=TEXT, subscriber_ids=[env.owner.id])
    assert env.subscribed("document", page) == {"Olivia"}

    mentioning = rich_text("Look,", env.cora, env.mia)
    env.mia.call("edit_resource_hub_document", **edit, content=mentioning, subscriber_ids=[env.vic.id])
    # the first edit canceled Mia's subscription, and the mention does not restore it
    assert env.subscribed("document", page) == {"Vic", "Cora"}


def test_mention_of_one_person_by_two_ids_fails_after_first_time(env: DocumentsEnv) -> None:
    twice = json.dumps(
        {"content": [{"type": "mention", "attrs": {"id": id}} for id in (env.vic.id, env.vic.uuid, env.vic.id)]}
    )
    document_id = env.document(content=twice)

    assert env.subscribed("document", document_id) == {"Mia", "Vic"}
    edit = {"document_id": document_id, "name": "Page"}
    assert_error(
        env.mia.post("edit_resource_hub_document", **edit, content=twice), 500, "a person is mentioned twice, with two"
    )
    comment = {"entity_type": "resource_hub_document", "entity_id": document_id}
    assert_error(env.mia.post("create_comment", **comment, content=twice), 500, "a person is mentioned twice, with two")
    assert env.mia.post("create_comment", **comment, content=rich_text("hi", env.vic, env.vic)).status == 200


def test_delete_document_hides_it_and_keeps_comments(env: DocumentsEnv) -> None:
    page = env.document("Page", subscriber_ids=[env.vic.id])
    env.cora.call("create_comment", entity_id=page, entity_type="resource_hub_document", content=TEXT)

    gone = env.owner.call("delete_resource_hub_document", document_id=page)["document"]

    assert (gone["name"], gone["state"], gone["author"]) == ("Page", "published", None)
    assert_error(env.owner.post("delete_resource_hub_document", document_id=page), 404, "no Document with the id")
    assert_error(env.owner.get("get_resource_hub_document", id=page), 404, "no Document with the id")
    assert env.names() == []
    comment = {"entity_id": page, "entity_type": "resource_hub_document", "content": TEXT}
    assert_error(env.cora.post("create_comment", **comment), 404, "no Document with the id")
    kept = env.vic.call("get_comments", entity_id=page, entity_type="resource_hub_document")["comments"]
    assert len(kept) == 1
    assert env.feed("document_deleted")[0]["content"]["document"]["name"] == "Page"
    assert "resource_hub_document_deleted" in notifications(env.vic, "resource_hub")


def test_get_document_without_id_fails(env: DocumentsEnv) -> None:
    for kind in ("document", "file", "link"):
        assert env.owner.get(f"get_resource_hub_{kind}").message == "Missing required fields: id"
        assert env.owner.get(f"get_resource_hub_{kind}", id="").message == "Field 'id' cannot be null"
    for endpoint in ("get_resource_hub", "get_resource_hub_folder"):
        assert [env.owner.get(endpoint, **inputs).status for inputs in ({}, {"id": ""})] == [500, 500]


@pytest.mark.parametrize("kind", ["document", "file", "folder", "link"])
def test_delete_item_requires_id_of_its_type(env: DocumentsEnv, kind: str) -> None:
    endpoint, key = f"delete_resource_hub_{kind}", f"{kind}_id"
    other = env.folder() if kind != "folder" else env.link()

    statuses = [env.mia.post(endpoint, **inputs).status for inputs in ({}, {key: None}, {key: other}, {key: "no!"})]
    assert statuses == [500, 500, 404, 404]


class TestTimes:
    """The values of `updated_at` of a document, and of its node in the hub, after an edit."""

    @pytest.fixture
    def edit(self, env: DocumentsEnv) -> Any:
        page = env.document("Page")

        def edited(name: str, text: str) -> tuple[int, int]:
            """Advance the clock by a day, and edit the document.

            Return the number of days from the creation of the document to its `updated_at`, and to the `updated_at` of
            its node.
            """
            env.company.advance(days=1)
            env.mia.call("edit_resource_hub_document", document_id=page, name=name, content=rich_text(text))
            document = env.mia.call("get_resource_hub_document", id=page)["document"]
            node = env.mia.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["nodes"][0]
            first = int(document["inserted_at"][8:10])
            return int(document["updated_at"][8:10]) - first, int(node["updated_at"][8:10]) - first

        return edited

    def test_edit_without_difference_changes_no_time(self, edit: Any) -> None:
        assert edit("Page", "hi") == (0, 0)

    def test_new_content_changes_both_times(self, edit: Any) -> None:
        assert edit("Page", "other") == (1, 1)

    def test_new_name_changes_time_of_node(self, edit: Any) -> None:
        assert edit("Other", "hi") == (0, 1)

    def test_node_shows_time_of_document(self, edit: Any) -> None:
        edit("Other", "hi")
        assert edit("Other", "hi") == (0, 0)

    @pytest.mark.parametrize("how", ["moved", "published", "renamed"])
    def test_times_differ_after_change_within_one_hour(self, env: DocumentsEnv, how: str) -> None:
        mia, box = env.mia, env.folder()
        page = env.document("Page", folder_id=box, post_as_draft=True)
        if how == "moved":
            mia.call(
                "edit_parent_folder_in_resource_hub", resource_id=page, resource_type="document", new_folder_id=None
            )
        elif how == "published":
            mia.call("publish_resource_hub_document", document_id=page)
        else:
            mia.call("edit_resource_hub_document", document_id=page, name="Sheet", content=TEXT)
        made = mia.call("get_resource_hub_document", id=page)["document"]["inserted_at"]
        env.company.advance(days=1)

        mia.call("edit_resource_hub_document", document_id=page, name="Other", content=TEXT)
        where = {"resource_hub_id": env.hub_id} if how == "moved" else {"folder_id": box}
        listed = mia.call("list_resource_hub_nodes", **where)
        node = next(item for item in (*listed["nodes"], *listed["draft_nodes"]) if item["name"] == "Other")
        assert node["updated_at"] == made


@pytest.mark.parametrize(("depth", "status"), [(90, 200), (5000, 500)])
def test_deeply_nested_document_is_stored_or_rejected(env: DocumentsEnv, depth: int, status: int) -> None:
    content = '{"content":[' * depth + '{"text":"deep"}' + "]}" * depth

    response = env.mia.post("create_resource_hub_document", resource_hub_id=env.hub_id, name="D", content=content)

    assert response.status == status
    if status == 200:
        assert response["document"]["content"] == content
    else:
        assert "JSON" in (response.hint or "")


def test_duplicate_document_keys_keep_first_value(env: DocumentsEnv) -> None:
    page = env.document(content='{"type":"doc","type":"other"}')

    assert env.vic.call("get_resource_hub_document", id=page)["document"]["content"] == '{"type":"doc"}'
