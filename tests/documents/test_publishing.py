"""Publishing of drafts of documents (contract: resource_hubs 1.4)."""

from typing import Any

import pytest

from tests.builder import notifications
from tests.environments.documents import DocumentsEnv
from tests.support import assert_error, rich_text

CANONICAL = '{"content":[{"content":[{"text":"hi","type":"text"}],"type":"paragraph"}],"type":"doc"}'


def test_publishing_notifies_subscribers_with_draft_name(env: DocumentsEnv) -> None:
    draft = env.document("Thought", post_as_draft=True, subscriber_ids=[env.vic.id])

    response = env.mia.call("publish_resource_hub_document", document_id=draft, name="Word")["document"]

    assert (response["id"], response["name"], response["state"], response["author"]) == (
        draft,
        "Word",
        "published",
        None,
    )
    assert notifications(env.vic, "resource_hub") == ["resource_hub_document_created"]
    assert env.names() == ["Word"]


def test_publish_without_name_returns_node(env: DocumentsEnv) -> None:
    draft = env.document("Thought", post_as_draft=True)
    node = env.mia.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["draft_nodes"][0]

    response = env.mia.call("publish_resource_hub_document", document_id=draft, name=None)["document"]

    assert response == node | {"document": None}


def test_publish_sets_subscribers_only_with_both_inputs(env: DocumentsEnv) -> None:
    drafts = [env.document(f"Draft {number}", post_as_draft=True) for number in range(4)]

    publish = "publish_resource_hub_document"
    assert_error(
        env.mia.post(publish, document_id=drafts[0], subscriber_ids=[env.vic.id]),
        500,
        "`subscriber_ids` requires `send_notifications_to_everyone`",
    )
    assert_error(
        env.mia.post(publish, document_id=drafts[0], subscriber_ids=None),
        500,
        "`subscriber_ids` requires `send_notifications_to_everyone`",
    )
    assert env.owner.call("get_resource_hub_document", id=drafts[0])["document"]["state"] == "draft"

    env.mia.call(publish, document_id=drafts[1], send_notifications_to_everyone=True)
    assert env.subscribed("document", drafts[1]) == {"Mia"}
    assert notifications(env.vic, "resource_hub") == []

    both = {"send_notifications_to_everyone": False, "subscriber_ids": [env.vic.id]}
    env.mia.call(publish, document_id=drafts[2], **both, content=rich_text("By", env.cora))
    assert env.subscribed("document", drafts[2]) == {"Vic", "Cora"}

    twice = {"send_notifications_to_everyone": True, "subscriber_ids": [env.vic.id, env.vic.id]}
    assert_error(env.mia.post(publish, document_id=drafts[3], **twice), 500, "a person is twice in `subscriber_ids`")


@pytest.mark.parametrize(
    ("inputs", "status"),
    [({"name": " "}, 500), ({"content": "[]"}, 500), ({"content": "null"}, 200), ({"content": None}, 200)],
)
def test_publish_document_validates_state(env: DocumentsEnv, inputs: dict[str, Any], status: int) -> None:
    draft = env.document("Draft", post_as_draft=True)

    assert env.mia.post("publish_resource_hub_document", document_id=draft, **inputs).status == status
    shown = env.mia.call("get_resource_hub_document", id=draft)["document"]
    assert (shown["state"], shown["content"]) == ("published" if status == 200 else "draft", CANONICAL)
