"""Who may do what to what lies in a hub: access to it is access to its space (contract: resource_hubs 1.2)."""

from collections.abc import Callable
from typing import Any

import pytest

from mockserver.contract.catalogue import catalogue
from tests.builders.hubs import TEXT, DocumentContainer

READERS = ("owner", "mia", "cora", "vic", "read only")
EDITORS = ("owner", "mia")
PEOPLE = ("owner", "mia", "cora", "vic", "xena", "read only")

INPUTS: dict[str, Callable[[DocumentContainer], dict[str, Any]]] = {
    "get_resource_hub": lambda shelf: {"id": shelf.hub_id},
    "get_resource_hub_document": lambda shelf: {"id": shelf.document()},
    "get_resource_hub_file": lambda shelf: {"id": shelf.file()},
    "get_resource_hub_folder": lambda shelf: {"id": shelf.folder()},
    "get_resource_hub_link": lambda shelf: {"id": shelf.link()},
    "create_resource_hub": lambda shelf: {
        "space_id": shelf.space_id,
        "name": "Library",
        "anonymous_access_level": 10,
        "company_access_level": 100,
        "space_access_level": 0,
    },
    "create_resource_hub_document": lambda shelf: {"resource_hub_id": shelf.hub_id, "name": "Page", "content": TEXT},
    "create_resource_hub_file": lambda shelf: {
        "resource_hub_id": shelf.hub_id,
        "files": [{"blob_id": shelf.blob(), "name": "Report", "description": "null"}],
    },
    "create_resource_hub_folder": lambda shelf: {"resource_hub_id": shelf.hub_id, "name": "Box"},
    "create_resource_hub_link": lambda shelf: {
        "resource_hub_id": shelf.hub_id,
        "name": "Site",
        "url": "not a url",
        "type": "other",
        "description": "null",
    },
    "copy_resource_hub_folder": lambda shelf: {"folder_id": shelf.folder(), "dest_resource_hub_id": shelf.hub_id},
    "delete_resource_hub_document": lambda shelf: {"document_id": shelf.document()},
    "delete_resource_hub_file": lambda shelf: {"file_id": shelf.file()},
    "delete_resource_hub_folder": lambda shelf: {"folder_id": shelf.folder()},
    "delete_resource_hub_link": lambda shelf: {"link_id": shelf.link()},
    "edit_parent_folder_in_resource_hub": lambda shelf: {
        "resource_id": shelf.link(),
        "resource_type": "link",
        "new_folder_id": None,
    },
    "edit_resource_hub_document": lambda shelf: {"document_id": shelf.document(), "name": "New", "content": TEXT},
    "edit_resource_hub_file": lambda shelf: {"file_id": shelf.file(), "name": "New", "description": "null"},
    "edit_resource_hub_link": lambda shelf: {
        "link_id": shelf.link(),
        "name": "New",
        "type": "figma",
        "url": "x",
        "description": "null",
    },
    "rename_resource_hub_folder": lambda shelf: {"folder_id": shelf.folder(), "new_name": "New"},
}


@pytest.mark.parametrize("endpoint", sorted(INPUTS))
def test_seeing_takes_view_access_and_changing_edit_access(shelf: DocumentContainer, endpoint: str) -> None:
    query = catalogue().endpoints[endpoint].kind == "query"
    answers = {}
    for name, person in shelf.people().items():
        call = person.get if query else person.post
        answers[name] = call(endpoint, **INPUTS[endpoint](shelf)).status

    if query:
        assert answers == {name: 200 if name in READERS else 404 for name in PEOPLE}
    else:
        allowed = {name: 200 if name in EDITORS else 403 for name in PEOPLE}
        assert answers == allowed | {"xena": 404}


def test_every_endpoint_is_in_this_table_or_has_rules_of_its_own() -> None:
    own_rules = {"list_resource_hub_nodes", "publish_resource_hub_document"}

    assert {name for name in catalogue().endpoints if "resource_hub" in name} == set(INPUTS) | own_rules


def test_a_listing_is_empty_for_who_may_not_see(shelf: DocumentContainer) -> None:
    box = shelf.folder("Box")
    shelf.document("Page", folder_id=box)

    nothing: dict[str, list[object]] = {"nodes": [], "draft_nodes": []}
    assert shelf.xena.done("list_resource_hub_nodes", resource_hub_id=shelf.hub_id) == nothing
    assert shelf.xena.done("list_resource_hub_nodes", folder_id=box) == nothing
    assert shelf.names(shelf.vic, folder_id=box) == ["Page"]


def test_a_draft_is_published_by_its_author_only_whatever_his_level(shelf: DocumentContainer) -> None:
    draft = shelf.document("Draft", by=shelf.mia, post_as_draft=True)
    shelf.owner.done(
        "edit_space_members_permissions",
        space_id=shelf.space_id,
        members=[{"id": shelf.mia.id, "access_level": 10}],
    )

    assert shelf.xena.post("publish_resource_hub_document", document_id=draft).status == 404
    assert shelf.owner.post("publish_resource_hub_document", document_id=draft).status == 403
    assert shelf.mia.post("edit_resource_hub_document", document_id=draft, name="N", content=TEXT).status == 403
    assert shelf.mia.post("publish_resource_hub_document", document_id=draft).status == 200
    assert shelf.mia.post("publish_resource_hub_document", document_id=draft).status == 403


@pytest.mark.parametrize(("who", "granted"), [("vic", 1), ("cora", 4), ("mia", 18), ("owner", 18)])
@pytest.mark.parametrize("kind", ["hub", "document", "file", "folder", "link"])
def test_permissions_are_those_of_the_level(shelf: DocumentContainer, who: str, granted: int, kind: str) -> None:
    id = shelf.hub_id if kind == "hub" else getattr(shelf, kind)()
    endpoint, key = ("get_resource_hub", "resource_hub") if kind == "hub" else (f"get_resource_hub_{kind}", kind)

    shown = shelf.people()[who].done(endpoint, id=id, include_permissions=True)[key]["permissions"]

    assert len(shown) == 18
    assert sum(shown.values()) == granted
    assert shown["can_view"] is True
    assert shown["can_comment_on_link"] is (granted > 1)


def test_what_a_new_hub_is_opened_with_changes_nobodys_access(shelf: DocumentContainer) -> None:
    made = shelf.mia.done("create_resource_hub", **INPUTS["create_resource_hub"](shelf))["resource_hub"]

    assert shelf.xena.get("get_resource_hub", id=made["id"]).status == 404
    assert shelf.vic.get("get_resource_hub", id=made["id"]).status == 200
