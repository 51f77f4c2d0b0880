"""Moving items, copying and deleting folders, and deeply nested folders.

(contract: resource_hubs 1.4, 1.8, 1.9 and 4)
"""

import sys
from typing import Any

import pytest

from tests.builder import notifications
from tests.environments.documents import DocumentsEnv
from tests.support import Company, assert_error, rich_text

TEXT = rich_text("hi")


def move(env: DocumentsEnv, kind: str, id: str, folder_id: str | None) -> None:
    env.mia.call("edit_parent_folder_in_resource_hub", resource_id=id, resource_type=kind, new_folder_id=folder_id)


def copied(env: DocumentsEnv, folder_id: str, **inputs: Any) -> str:
    made = env.owner.call(
        "copy_resource_hub_folder", **{"folder_id": folder_id, "dest_resource_hub_id": env.hub_id} | inputs
    )
    return str(made["folder_id"])


@pytest.mark.parametrize("kind", ["document", "file", "folder", "link"])
def test_item_can_move_into_folder_and_back(env: DocumentsEnv, kind: str) -> None:
    item, box = getattr(env, kind)("It"), env.folder("Target")

    move(env, kind, item, box)
    assert (env.names(), env.names(folder_id=box)) == (["Target"], ["It"])
    move(env, kind, item, None)
    assert (env.names(), env.names(folder_id=box)) == (["Target", "It"], [])
    move(env, kind, item, box)
    move(env, kind, item, "")
    assert env.names(folder_id=box) == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"resource_type": "file"}, 404),
        ({"resource_type": "page"}, 500),
        ({"resource_type": None}, 500),
        ({"resource_id": None}, 500),
        ({"resource_id": ..., "new_folder_id": ...}, 500),
        ({"resource_id": "AAAB", "new_folder_id": ...}, 404),
        ({"new_folder_id": ...}, 500),
        ({"new_folder_id": "AAAB"}, 500),
    ],
)
def test_move_item_with_invalid_input_fails(env: DocumentsEnv, changed: dict[str, Any], status: int) -> None:
    inputs = {"resource_id": env.document(), "resource_type": "document", "new_folder_id": None} | changed

    response = env.mia.post(
        "edit_parent_folder_in_resource_hub", **{key: value for key, value in inputs.items() if value is not ...}
    )
    assert response.status == status


def test_feed_with_moved_item_returns_500(env: DocumentsEnv) -> None:
    page = env.document("Page")
    move(env, "document", page, None)  # the document is already at the root, but an activity is recorded

    everything = {"scope_type": "space", "scope_id": env.space_id, "actions": ""}
    assert_error(env.owner.get("get_activities", **everything), 500, "the real server crashes on")
    assert len(env.feed("document_created")) == 1
    assert notifications(env.vic, "resource_hub") == []


def test_item_in_folder_of_other_hub_keeps_hub(env: DocumentsEnv) -> None:
    other_space = env.space("Other", xena=70)
    foreign = env.folder("Foreign", hub_id=env.hub_of(other_space))
    page = env.document("Page")

    move(env, "document", page, foreign)

    assert env.names() == []
    assert env.names(env.mia, folder_id=foreign) == ["Page"]
    # Xena can view the folder, but not the page, which still belongs to the hub of Product
    assert env.names(env.xena, folder_id=foreign) == []
    shown = env.mia.call("get_resource_hub_document", id=page, include_path_to_document=True)["document"]
    assert shown["resource_hub_id"] == env.hub_id.rpartition("-")[2]
    assert [step["name"] for step in shown["path_to_document"]] == ["Foreign"]


def test_delete_space_deletes_items_in_folders(env: DocumentsEnv) -> None:
    other = env.space("Elsewhere")
    box = env.folder("Far", hub_id=env.hub_of(other))
    page, inner = env.document("Stray"), env.folder("Inner")
    inside = env.link("Deep", folder_id=inner)
    move(env, "document", page, box)
    move(env, "folder", inner, box)

    env.owner.call("delete_space", space_id=other)

    assert env.names(folder_id=box) == []
    for kind, id in (("document", page), ("folder", inner), ("link", inside)):
        assert_error(env.owner.get(f"get_resource_hub_{kind}", id=id), 404, f"no {kind.title()} with the id")


def test_folder_cycle_makes_paths_return_500(env: DocumentsEnv) -> None:
    a = env.folder("A")
    b = env.folder("B", inside=a)
    page = env.document(folder_id=b)
    move(env, "folder", a, b)

    assert env.names() == []
    assert env.names(folder_id=a) == ["B"]
    assert env.owner.get("get_resource_hub_document", id=page).status == 200
    assert_error(
        env.owner.get("get_resource_hub_document", id=page, include_path_to_document=True),
        500,
        "the folders above this item form",
    )
    assert_error(
        env.owner.get("get_resource_hub_folder", id=a, include_path_to_folder=True),
        500,
        "the folders above this item form",
    )
    endless = {"folder_id": a, "dest_resource_hub_id": env.hub_id}
    assert_error(env.owner.post("copy_resource_hub_folder", **endless), 500, "the folder contains itself")


def test_delete_folder_keeps_items(env: DocumentsEnv) -> None:
    a = env.folder("A")
    b = env.folder("B", inside=a)
    page = env.document("Page", folder_id=b)
    assert env.mia.call("delete_resource_hub_folder", folder_id=b) == {"success": True}

    assert_error(env.mia.post("delete_resource_hub_folder", folder_id=b), 404, "no Folder with the id")
    assert_error(env.mia.post("rename_resource_hub_folder", folder_id=b, new_name="C"), 404, "no Folder with the id")
    assert_error(env.owner.get("get_resource_hub_folder", id=b), 404, "no Folder with the id")
    assert env.names(folder_id=a) == []
    assert env.names(folder_id=b) == ["Page"]
    shown = env.owner.call(
        "get_resource_hub_document", id=page, include_parent_folder=True, include_path_to_document=True
    )["document"]
    assert (shown["parent_folder_id"], shown["parent_folder"]) == (b, None)
    assert [step["name"] for step in shown["path_to_document"]] == ["A", "B"]
    env.folder("New", inside=b)  # succeeds: the server does not check whether the parent folder is deleted
    assert env.feed("folder_deleted")[0]["content"]["folder"]["name"] == "B"


def test_copy_folder_copies_undeleted_items(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    inner = env.folder("Inner", inside=box)
    env.document("Page", by=env.mia, folder_id=inner)
    env.file("Paper", folder_id=inner)
    env.link("Site", folder_id=inner)
    env.mia.call("delete_resource_hub_link", link_id=env.link("Gone", folder_id=inner))
    gone = env.folder("Gone folder", inside=box)
    env.link("Lost", folder_id=gone)
    env.mia.call("delete_resource_hub_folder", folder_id=gone)
    target = env.hub_of(env.space("Marketing"))

    copy = copied(env, box, dest_resource_hub_id=target, folder_name="Box again")

    assert env.names(resource_hub_id=target) == ["Box again"]
    (node,) = env.mia.call("get_resource_hub_folder", id=copy, include_nodes=True)["folder"]["nodes"]
    assert node["name"] == "Inner"
    inside = env.vic.call("list_resource_hub_nodes", folder_id=node["folder"]["id"])["nodes"]
    items = {item["name"]: item[item["type"]] for item in inside}
    assert set(items) == {"Page", "Paper", "Site"}
    assert items["Page"]["author"]["full_name"] == "Mia Maker"
    assert items["Paper"]["type"] == "application/pdf"
    assert items["Site"]["url"] == "https://example.com"
    assert all(item.get("resource_hub_id", target.rpartition("-")[2]) in target for item in items.values())
    assert env.names(folder_id=inner) == ["Site", "Paper", "Page"]  # the original folder is unchanged


def test_copy_folder_publishes_drafts_of_others(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    env.document("Secret", by=env.mia, post_as_draft=True, folder_id=box)

    copy = copied(env, box)

    (node,) = env.vic.call("list_resource_hub_nodes", folder_id=copy)["nodes"]
    assert (node["name"], node["document"]["state"]) == ("Secret", "published")
    assert env.names(env.vic, folder_id=box) == []


def test_copy_folder_copies_two_or_more_subscribers(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    env.document("Alone", folder_id=box)
    shared = env.document("Shared", folder_id=box, subscriber_ids=[env.vic.id], send_notifications_to_everyone=True)
    env.vic.call("unsubscribe_from_notifications", id=subscription_list(env, shared)["id"])
    before = [len(notifications(who, "resource_hub")) for who in (env.owner, env.vic, env.cora)]

    copy = copied(env, box)

    nodes = env.mia.call("list_resource_hub_nodes", folder_id=copy)["nodes"]
    copies = {node["name"]: node["document"]["id"] for node in nodes}
    assert env.subscribed("document", copies["Alone"]) == set()
    # only one of the two subscriptions is copied, because Vic has canceled the other one
    assert env.subscribed("document", copies["Shared"]) == {"Mia"}
    assert subscription_list(env, copies["Shared"])["send_to_everyone"] is True
    assert [len(notifications(who, "resource_hub")) for who in (env.owner, env.vic, env.cora)] == before
    assert len(env.feed("document_created")) == 2  # the activities of the two original documents; the copies have none
    (activity,) = env.feed("folder_copied")
    assert activity["content"]["folder"]["id"] == copy
    assert activity["content"]["original_folder"]["id"] == box


def subscription_list(env: DocumentsEnv, document: str) -> Any:
    shown = env.owner.call("get_resource_hub_document", id=document, include_subscriptions_list=True)
    return shown["document"]["subscription_list"]


def test_copied_folder_keeps_update_time(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    env.company.advance(days=1)
    env.mia.call("rename_resource_hub_folder", folder_id=box, new_name="Chest")
    env.company.advance(days=1)
    copied(env, box)

    copy, original = env.owner.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["nodes"]
    assert copy["updated_at"] == original["updated_at"] < copy["inserted_at"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"folder_id": ..., "dest_resource_hub_id": "AAAB"}, 500),
        ({"folder_id": None}, 500),
        ({"folder_id": "AAAB", "dest_resource_hub_id": ...}, 404),
        ({"dest_resource_hub_id": ...}, 500),
        ({"dest_resource_hub_id": None}, 500),
        ({"dest_resource_hub_id": "AAAB"}, 404),
        ({"folder_name": " "}, 500),
        ({"folder_name": "n" * 256}, 500),
        ({"folder_name": None}, 200),
        ({"dest_parent_folder_id": "AAAB"}, 500),
        ({"dest_parent_folder_id": None}, 200),
        ({"dest_parent_folder_id": ""}, 200),
    ],
)
def test_copy_folder_with_invalid_input_fails(env: DocumentsEnv, changed: dict[str, Any], status: int) -> None:
    inputs = {"folder_id": env.folder("Box"), "dest_resource_hub_id": env.hub_id} | changed
    before = env.company.db.version

    response = env.mia.post("copy_resource_hub_folder", **{k: v for k, v in inputs.items() if v is not ...})

    assert response.status == status
    assert (env.company.db.version == before) == (status != 200)


def test_copy_folder_requires_edit_access_to_both_hubs(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    hubs = {
        name: env.hub_of(env.space(name, **levels))
        for name, levels in {"no": {"cora": 70}, "view": {"mia": 10, "cora": 70}, "edit": {"mia": 70}}.items()
    }

    def status(name: str, who: str = "mia") -> int:
        copy = {"folder_id": box, "dest_resource_hub_id": hubs[name]}
        return env.people()[who].post("copy_resource_hub_folder", **copy).status

    assert {name: status(name) for name in hubs} == {"no": 404, "view": 403, "edit": 200}
    # Cora may edit the hub of the destination, but only comment on the hub of the folder
    assert status("view", "cora") == 403
    assert status("edit", "cora") == 404


def test_copying_folder_into_itself_fails(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    inner = env.folder("Inner", inside=box)
    deleted = env.folder("Deleted", inside=box)
    env.mia.call("delete_resource_hub_folder", folder_id=deleted)

    for target in (box, inner):
        response = env.mia.post(
            "copy_resource_hub_folder",
            folder_id=box,
            dest_resource_hub_id=env.hub_id,
            dest_parent_folder_id=target,
        )
        assert_error(response, 500, "the destination is the copied folder or a folder inside it")
    assert env.names(folder_id=box) == ["Inner"]
    # succeeds, because the destination is deleted, and deleted folders are not copied
    copy = copied(env, box, dest_parent_folder_id=deleted)
    assert env.names(folder_id=copy) == ["Inner"]


class TestDepth:
    """A chain of 200 folders: each folder is in the previous one."""

    DEPTH = 200

    @pytest.fixture
    def nested_folders(self, env: DocumentsEnv) -> list[str]:
        folders = [env.folder("Floor 0")]
        for number in range(1, self.DEPTH):
            folders.append(env.folder(f"Floor {number}", inside=folders[-1]))
        return folders

    @pytest.mark.slow
    def test_deep_folder_tree_supports_all_operations(self, env: DocumentsEnv, nested_folders: list[str]) -> None:
        page = env.document("Top", folder_id=nested_folders[-1])
        shown = env.vic.call("get_resource_hub_document", id=page, include_path_to_document=True)["document"]
        assert [step["id"] for step in shown["path_to_document"]] == nested_folders

        copy = copied(env, nested_folders[0])
        for _ in range(self.DEPTH - 1):
            (node,) = env.owner.call("get_resource_hub_folder", id=copy, include_nodes=True)["folder"]["nodes"]
            copy = node["folder"]["id"]
        assert env.names(folder_id=copy) == ["Top"]

        env.owner.call("delete_space", space_id=env.space_id)
        assert_error(env.owner.get("get_resource_hub_folder", id=nested_folders[-1]), 404, "no Folder with the id")

    @pytest.mark.slow
    def test_deep_folder_tree_does_not_slow_down_other_requests(
        self, env: DocumentsEnv, company: Company, nested_folders: list[str]
    ) -> None:
        flat = env.hub_of(env.space("Flat"))
        env.folder("One", hub_id=flat)

        def calls(hub_id: str) -> int:
            """Return the number of Python function calls during a request. The number is the same on every machine."""
            made = 0

            def count(frame: object, event: str, argument: object) -> None:
                nonlocal made
                made += event == "call"

            sys.setprofile(count)
            try:
                env.owner.call("list_resource_hub_nodes", resource_hub_id=hub_id)
            finally:
                sys.setprofile(None)
            return made

        assert calls(env.hub_id) < 1.5 * calls(flat)


def test_copied_mentions_subscribe_no_person(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    page = env.document("Page", folder_id=box, content=rich_text("Look,", env.vic))
    env.mia.call(
        "edit_resource_hub_document",
        document_id=page,
        name="Page",
        content=TEXT,
        send_notifications_to_everyone=False,
        subscriber_ids=[env.cora.id],
    )

    (node,) = env.mia.call("list_resource_hub_nodes", folder_id=copied(env, box))["nodes"]
    assert env.subscribed("document", node["document"]["id"]) == {"Cora"}
