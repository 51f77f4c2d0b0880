"""Access to a resource hub and its items, which depends on the access to the space (contract: resource_hubs 1.2)."""

import pytest

from tests.environments.documents import DocumentsEnv
from tests.support import assert_error, rich_text

TEXT = rich_text("hi")


def test_listing_without_access_is_empty(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    env.document("Page", folder_id=box)

    nothing: dict[str, list[object]] = {"nodes": [], "draft_nodes": []}
    assert env.xena.call("list_resource_hub_nodes", resource_hub_id=env.hub_id) == nothing
    assert env.xena.call("list_resource_hub_nodes", folder_id=box) == nothing
    assert env.names(env.vic, folder_id=box) == ["Page"]


def test_draft_can_be_published_by_author_only(env: DocumentsEnv) -> None:
    draft = env.document("Draft", by=env.mia, post_as_draft=True)
    env.owner.call(
        "edit_space_members_permissions",
        space_id=env.space_id,
        members=[{"id": env.mia.id, "access_level": 10}],
    )

    assert_error(env.xena.post("publish_resource_hub_document", document_id=draft), 404, "`can_view` on this Document")
    assert_error(
        env.owner.post("publish_resource_hub_document", document_id=draft),
        403,
        "only the author can publish a document",
    )
    assert_error(
        env.mia.post("edit_resource_hub_document", document_id=draft, name="N", content=TEXT),
        403,
        "`can_edit_document` on this Document",
    )
    assert env.mia.post("publish_resource_hub_document", document_id=draft).status == 200
    assert_error(
        env.mia.post("publish_resource_hub_document", document_id=draft), 403, "only the author can publish a document"
    )


@pytest.mark.parametrize(("name", "granted"), [("vic", 1), ("cora", 4), ("mia", 18), ("owner", 18)])
@pytest.mark.parametrize("kind", ["hub", "document", "file", "folder", "link"])
def test_hub_permissions_follow_level(env: DocumentsEnv, name: str, granted: int, kind: str) -> None:
    id = env.hub_id if kind == "hub" else getattr(env, kind)()
    endpoint, key = ("get_resource_hub", "resource_hub") if kind == "hub" else (f"get_resource_hub_{kind}", kind)

    shown = env.people()[name].call(endpoint, id=id, include_permissions=True)[key]["permissions"]

    assert len(shown) == 18
    assert sum(shown.values()) == granted
    assert shown["can_view"] is True
    assert shown["can_comment_on_link"] is (granted > 1)


def test_levels_in_create_resource_hub_are_ignored(env: DocumentsEnv) -> None:
    levels = {"anonymous_access_level": 10, "company_access_level": 100, "space_access_level": 0}
    made = env.mia.call("create_resource_hub", space_id=env.space_id, name="Library", **levels)["resource_hub"]

    assert_error(env.xena.get("get_resource_hub", id=made["id"]), 404, "`can_view` on this ResourceHub")
    assert env.vic.get("get_resource_hub", id=made["id"]).status == 200
