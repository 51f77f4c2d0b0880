"""Moving, copying and deleting folders, and trees of great depth (contract: resource_hubs 1.4, 1.8, 1.9 and 4)."""

import sys
from typing import Any

import pytest

from tests.builders.hubs import TEXT, DocumentContainer
from tests.support import Company, rich_text


def move(shelf: DocumentContainer, kind: str, id: str, folder_id: str | None) -> None:
    shelf.mia.done("edit_parent_folder_in_resource_hub", resource_id=id, resource_type=kind, new_folder_id=folder_id)


def copied(shelf: DocumentContainer, folder_id: str, **inputs: Any) -> str:
    made = shelf.owner.done(
        "copy_resource_hub_folder", **{"folder_id": folder_id, "dest_resource_hub_id": shelf.hub_id} | inputs
    )
    return str(made["folder_id"])


@pytest.mark.parametrize("kind", ["document", "file", "folder", "link"])
def test_an_item_moves_into_a_folder_and_out(shelf: DocumentContainer, kind: str) -> None:
    item, box = getattr(shelf, kind)("It"), shelf.folder("Target")

    move(shelf, kind, item, box)
    assert (shelf.names(), shelf.names(folder_id=box)) == (["Target"], ["It"])
    move(shelf, kind, item, None)
    assert (shelf.names(), shelf.names(folder_id=box)) == (["Target", "It"], [])
    move(shelf, kind, item, box)
    move(shelf, kind, item, "")
    assert shelf.names(folder_id=box) == []


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
def test_what_a_move_needs(shelf: DocumentContainer, changed: dict[str, Any], status: int) -> None:
    inputs = {"resource_id": shelf.document(), "resource_type": "document", "new_folder_id": None} | changed

    answer = shelf.mia.post(
        "edit_parent_folder_in_resource_hub", **{key: value for key, value in inputs.items() if value is not ...}
    )
    assert answer.status == status


def test_a_move_breaks_the_feed_that_would_show_it(shelf: DocumentContainer) -> None:
    page = shelf.document("Page")
    move(shelf, "document", page, None)  # recorded though nothing changes

    everything = {"scope_type": "space", "scope_id": shelf.space_id, "actions": ""}
    assert shelf.owner.get("get_activities", **everything).status == 500
    assert len(shelf.feed("document_created")) == 1
    assert shelf.heard(shelf.vic) == []


def test_an_item_in_a_folder_of_another_hub_keeps_its_hub(shelf: DocumentContainer) -> None:
    other_space = shelf.space("Other", xena=70)
    foreign = shelf.folder("Foreign", hub_id=shelf.hub_of(other_space))
    page = shelf.document("Page")

    move(shelf, "document", page, foreign)

    assert shelf.names() == []
    assert shelf.names(shelf.mia, folder_id=foreign) == ["Page"]
    assert shelf.names(shelf.xena, folder_id=foreign) == []  # she sees the folder, not the page
    shown = shelf.mia.done("get_resource_hub_document", id=page, include_path_to_document=True)["document"]
    assert shown["resource_hub_id"] == shelf.hub_id.rpartition("-")[2]
    assert [step["name"] for step in shown["path_to_document"]] == ["Foreign"]


def test_a_deleted_space_takes_what_lies_in_its_folders(shelf: DocumentContainer) -> None:
    other = shelf.space("Elsewhere")
    box = shelf.folder("Far", hub_id=shelf.hub_of(other))
    page, inner = shelf.document("Stray"), shelf.folder("Inner")
    inside = shelf.link("Deep", folder_id=inner)
    move(shelf, "document", page, box)
    move(shelf, "folder", inner, box)

    shelf.owner.done("delete_space", space_id=other)

    assert shelf.names(folder_id=box) == []
    for kind, id in (("document", page), ("folder", inner), ("link", inside)):
        assert shelf.owner.get(f"get_resource_hub_{kind}", id=id).status == 404


def test_folders_can_lie_in_each_other_and_then_have_no_path(shelf: DocumentContainer) -> None:
    a = shelf.folder("A")
    b = shelf.folder("B", inside=a)
    page = shelf.document(folder_id=b)
    move(shelf, "folder", a, b)

    assert shelf.names() == []
    assert shelf.names(folder_id=a) == ["B"]
    assert shelf.owner.get("get_resource_hub_document", id=page).status == 200
    assert shelf.owner.get("get_resource_hub_document", id=page, include_path_to_document=True).status == 500
    assert shelf.owner.get("get_resource_hub_folder", id=a, include_path_to_folder=True).status == 500
    endless = {"folder_id": a, "dest_resource_hub_id": shelf.hub_id}
    assert shelf.owner.post("copy_resource_hub_folder", **endless).status == 500


def test_a_deleted_folder_keeps_what_lies_in_it(shelf: DocumentContainer) -> None:
    a = shelf.folder("A")
    b = shelf.folder("B", inside=a)
    page = shelf.document("Page", folder_id=b)
    assert shelf.mia.done("delete_resource_hub_folder", folder_id=b) == {"success": True}

    assert shelf.mia.post("delete_resource_hub_folder", folder_id=b).status == 404
    assert shelf.mia.post("rename_resource_hub_folder", folder_id=b, new_name="C").status == 404
    assert shelf.owner.get("get_resource_hub_folder", id=b).status == 404
    assert shelf.names(folder_id=a) == []
    assert shelf.names(folder_id=b) == ["Page"]
    shown = shelf.owner.done(
        "get_resource_hub_document", id=page, include_parent_folder=True, include_path_to_document=True
    )["document"]
    assert (shown["parent_folder_id"], shown["parent_folder"]) == (b, None)
    assert [step["name"] for step in shown["path_to_document"]] == ["A", "B"]
    shelf.folder("New", inside=b)  # nobody checks that the folder is still there
    assert shelf.feed("folder_deleted")[0]["content"]["folder"]["name"] == "B"


def test_a_copy_has_all_that_is_not_deleted(shelf: DocumentContainer) -> None:
    box = shelf.folder("Box")
    inner = shelf.folder("Inner", inside=box)
    shelf.document("Page", by=shelf.mia, folder_id=inner)
    shelf.file("Paper", folder_id=inner)
    shelf.link("Site", folder_id=inner)
    shelf.mia.done("delete_resource_hub_link", link_id=shelf.link("Gone", folder_id=inner))
    gone = shelf.folder("Gone folder", inside=box)
    shelf.link("Lost", folder_id=gone)
    shelf.mia.done("delete_resource_hub_folder", folder_id=gone)
    target = shelf.hub_of(shelf.space("Marketing"))

    copy = copied(shelf, box, dest_resource_hub_id=target, folder_name="Box again")

    assert shelf.names(resource_hub_id=target) == ["Box again"]
    (node,) = shelf.mia.done("get_resource_hub_folder", id=copy, include_nodes=True)["folder"]["nodes"]
    assert node["name"] == "Inner"
    inside = shelf.vic.done("list_resource_hub_nodes", folder_id=node["folder"]["id"])["nodes"]
    items = {one["name"]: one[one["type"]] for one in inside}
    assert set(items) == {"Page", "Paper", "Site"}
    assert items["Page"]["author"]["full_name"] == "Mia Maker"
    assert items["Paper"]["type"] == "application/pdf"
    assert items["Site"]["url"] == "https://example.com"
    assert all(item.get("resource_hub_id", target.rpartition("-")[2]) in target for item in items.values())
    assert shelf.names(folder_id=inner) == ["Site", "Paper", "Page"]  # the original is as it was


def test_drafts_of_others_become_public_in_a_copy(shelf: DocumentContainer) -> None:
    box = shelf.folder("Box")
    shelf.document("Secret", by=shelf.mia, post_as_draft=True, folder_id=box)

    copy = copied(shelf, box)

    (node,) = shelf.vic.done("list_resource_hub_nodes", folder_id=copy)["nodes"]
    assert (node["name"], node["document"]["state"]) == ("Secret", "published")
    assert shelf.names(shelf.vic, folder_id=box) == []


def test_subscribers_are_copied_unless_there_is_only_one(shelf: DocumentContainer) -> None:
    box = shelf.folder("Box")
    shelf.document("Alone", folder_id=box)
    shared = shelf.document("Shared", folder_id=box, subscriber_ids=[shelf.vic.id], send_notifications_to_everyone=True)
    shelf.vic.done("unsubscribe_from_notifications", id=subscription_list(shelf, shared)["id"])
    before = [len(shelf.heard(who)) for who in (shelf.owner, shelf.vic, shelf.cora)]

    copy = copied(shelf, box)

    nodes = shelf.mia.done("list_resource_hub_nodes", folder_id=copy)["nodes"]
    copies = {node["name"]: node["document"]["id"] for node in nodes}
    assert shelf.subscribed("document", copies["Alone"]) == set()
    assert shelf.subscribed("document", copies["Shared"]) == {"Mia"}  # Vic had canceled; with her there were two
    assert subscription_list(shelf, copies["Shared"])["send_to_everyone"] is True
    assert [len(shelf.heard(who)) for who in (shelf.owner, shelf.vic, shelf.cora)] == before
    assert len(shelf.feed("document_created")) == 2  # of the originals
    (activity,) = shelf.feed("folder_copied")
    assert activity["content"]["folder"]["id"] == copy
    assert activity["content"]["original_folder"]["id"] == box


def subscription_list(shelf: DocumentContainer, document: str) -> Any:
    shown = shelf.owner.done("get_resource_hub_document", id=document, include_subscriptions_list=True)
    return shown["document"]["subscription_list"]


def test_a_copied_folder_says_that_it_was_changed_when_the_original_was(shelf: DocumentContainer) -> None:
    box = shelf.folder("Box")
    shelf.company.advance(days=1)
    shelf.mia.done("rename_resource_hub_folder", folder_id=box, new_name="Chest")
    shelf.company.advance(days=1)
    copied(shelf, box)

    copy, original = shelf.owner.done("list_resource_hub_nodes", resource_hub_id=shelf.hub_id)["nodes"]
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
def test_what_a_copy_needs(shelf: DocumentContainer, changed: dict[str, Any], status: int) -> None:
    inputs = {"folder_id": shelf.folder("Box"), "dest_resource_hub_id": shelf.hub_id} | changed
    before = shelf.company.db.version

    answer = shelf.mia.post("copy_resource_hub_folder", **{k: v for k, v in inputs.items() if v is not ...})

    assert answer.status == status
    assert (shelf.company.db.version == before) == (status != 200)


def test_a_copy_takes_edit_access_at_both_ends_and_looks_for_both_first(shelf: DocumentContainer) -> None:
    box = shelf.folder("Box")
    hubs = {
        name: shelf.hub_of(shelf.space(name, **levels))
        for name, levels in {"no": {"cora": 70}, "view": {"mia": 10, "cora": 70}, "edit": {"mia": 70}}.items()
    }

    def status(name: str, who: str = "mia") -> int:
        copy = {"folder_id": box, "dest_resource_hub_id": hubs[name]}
        return shelf.people()[who].post("copy_resource_hub_folder", **copy).status

    assert {name: status(name) for name in hubs} == {"no": 404, "view": 403, "edit": 200}
    assert status("view", "cora") == 403  # she edits there but only comments here
    assert status("edit", "cora") == 404


def test_a_copy_into_itself_never_happens(shelf: DocumentContainer) -> None:
    box = shelf.folder("Box")
    inner = shelf.folder("Inner", inside=box)
    deleted = shelf.folder("Deleted", inside=box)
    shelf.mia.done("delete_resource_hub_folder", folder_id=deleted)

    for target in (box, inner):
        answer = shelf.mia.post(
            "copy_resource_hub_folder",
            folder_id=box,
            dest_resource_hub_id=shelf.hub_id,
            dest_parent_folder_id=target,
        )
        assert answer.status == 500
    assert shelf.names(folder_id=box) == ["Inner"]
    copy = copied(shelf, box, dest_parent_folder_id=deleted)  # what is deleted is not copied, so this ends
    assert shelf.names(folder_id=copy) == ["Inner"]


class TestDepth:
    """Two hundred folders, each in the one before."""

    DEPTH = 200

    @pytest.fixture
    def tower(self, shelf: DocumentContainer) -> list[str]:
        folders = [shelf.folder("Floor 0")]
        for number in range(1, self.DEPTH):
            folders.append(shelf.folder(f"Floor {number}", inside=folders[-1]))
        return folders

    def test_every_operation_bears_it(self, shelf: DocumentContainer, tower: list[str]) -> None:
        page = shelf.document("Top", folder_id=tower[-1])
        shown = shelf.vic.done("get_resource_hub_document", id=page, include_path_to_document=True)["document"]
        assert [step["id"] for step in shown["path_to_document"]] == tower

        copy = copied(shelf, tower[0])
        for _ in range(self.DEPTH - 1):
            (node,) = shelf.owner.done("get_resource_hub_folder", id=copy, include_nodes=True)["folder"]["nodes"]
            copy = node["folder"]["id"]
        assert shelf.names(folder_id=copy) == ["Top"]

        shelf.owner.done("delete_space", space_id=shelf.space_id)
        assert shelf.owner.get("get_resource_hub_folder", id=tower[-1]).status == 404

    def test_no_other_request_gets_slower(self, shelf: DocumentContainer, company: Company, tower: list[str]) -> None:
        flat = shelf.hub_of(shelf.space("Flat"))
        shelf.folder("One", hub_id=flat)

        def calls(hub_id: str) -> int:
            """How many functions an answer takes, which is the same on every machine."""
            made = 0

            def count(frame: object, event: str, argument: object) -> None:
                nonlocal made
                made += event == "call"

            sys.setprofile(count)
            shelf.owner.done("list_resource_hub_nodes", resource_hub_id=hub_id)
            sys.setprofile(None)
            return made

        assert calls(shelf.hub_id) < 1.5 * calls(flat)


def test_mentions_in_a_copy_subscribe_nobody_anew(shelf: DocumentContainer) -> None:
    box = shelf.folder("Box")
    page = shelf.document("Page", folder_id=box, content=rich_text("Look,", shelf.vic))
    shelf.mia.done(
        "edit_resource_hub_document",
        document_id=page,
        name="Page",
        content=TEXT,
        send_notifications_to_everyone=False,
        subscriber_ids=[shelf.cora.id],
    )

    (node,) = shelf.mia.done("list_resource_hub_nodes", folder_id=copied(shelf, box))["nodes"]
    assert shelf.subscribed("document", node["document"]["id"]) == {"Cora"}
