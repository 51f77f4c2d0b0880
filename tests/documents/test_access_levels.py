"""Access to a hub and its items follows the space (contract: resource_hubs 1.2)."""

from collections.abc import Callable
from typing import Any

import pytest

from mockserver.contract.catalogue import catalogue
from tests.environments.documents import DocumentsEnv
from tests.support import assert_error, rich_text

TEXT = rich_text("hi")

READERS = ("owner", "mia", "cora", "vic", "read only")
EDITORS = ("owner", "mia")
PEOPLE = ("owner", "mia", "cora", "vic", "xena", "read only")

INPUTS: dict[str, Callable[[DocumentsEnv], dict[str, Any]]] = {
    "get_resource_hub": lambda env: {"id": env.hub_id},
    "get_resource_hub_document": lambda env: {"id": env.document()},
    "get_resource_hub_file": lambda env: {"id": env.file()},
    "get_resource_hub_folder": lambda env: {"id": env.folder()},
    "get_resource_hub_link": lambda env: {"id": env.link()},
    "create_resource_hub": lambda env: {
        "space_id": env.space_id,
        "name": "Library",
        "anonymous_access_level": 10,
        "company_access_level": 100,
        "space_access_level": 0,
    },
    "create_resource_hub_document": lambda env: {"resource_hub_id": env.hub_id, "name": "Page", "content": TEXT},
    "create_resource_hub_file": lambda env: {
        "resource_hub_id": env.hub_id,
        "files": [{"blob_id": env.company.blob(), "name": "Report", "description": "null"}],
    },
    "create_resource_hub_folder": lambda env: {"resource_hub_id": env.hub_id, "name": "Box"},
    "create_resource_hub_link": lambda env: {
        "resource_hub_id": env.hub_id,
        "name": "Site",
        "url": "not a url",
        "type": "other",
        "description": "null",
    },
    "copy_resource_hub_folder": lambda env: {"folder_id": env.folder(), "dest_resource_hub_id": env.hub_id},
    "delete_resource_hub_document": lambda env: {"document_id": env.document()},
    "delete_resource_hub_file": lambda env: {"file_id": env.file()},
    "delete_resource_hub_folder": lambda env: {"folder_id": env.folder()},
    "delete_resource_hub_link": lambda env: {"link_id": env.link()},
    "edit_parent_folder_in_resource_hub": lambda env: {
        "resource_id": env.link(),
        "resource_type": "link",
        "new_folder_id": None,
    },
    "edit_resource_hub_document": lambda env: {"document_id": env.document(), "name": "New", "content": TEXT},
    "edit_resource_hub_file": lambda env: {"file_id": env.file(), "name": "New", "description": "null"},
    "edit_resource_hub_link": lambda env: {
        "link_id": env.link(),
        "name": "New",
        "type": "figma",
        "url": "x",
        "description": "null",
    },
    "rename_resource_hub_folder": lambda env: {"folder_id": env.folder(), "new_name": "New"},
}


@pytest.mark.parametrize("endpoint", sorted(INPUTS))
def test_hub_queries_take_view_access_and_mutations_take_edit_access(env: DocumentsEnv, endpoint: str) -> None:
    query = catalogue().endpoints[endpoint].kind == "query"
    responses = {}
    for name, person in env.people().items():
        call = person.get if query else person.post
        responses[name] = call(endpoint, **INPUTS[endpoint](env)).status

    if query:
        assert responses == {name: 200 if name in READERS else 404 for name in PEOPLE}
    else:
        allowed = {name: 200 if name in EDITORS else 403 for name in PEOPLE}
        assert responses == allowed | {"xena": 404}


def test_access_table_lists_all_hub_endpoints() -> None:
    own_rules = {"list_resource_hub_nodes", "publish_resource_hub_document"}

    assert {name for name in catalogue().endpoints if "resource_hub" in name} == set(INPUTS) | own_rules


def test_listing_without_access_is_empty(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    env.document("Page", folder_id=box)

    nothing: dict[str, list[object]] = {"nodes": [], "draft_nodes": []}
    assert env.xena.done("list_resource_hub_nodes", resource_hub_id=env.hub_id) == nothing
    assert env.xena.done("list_resource_hub_nodes", folder_id=box) == nothing
    assert env.names(env.vic, folder_id=box) == ["Page"]


def test_draft_can_be_published_by_author_only(env: DocumentsEnv) -> None:
    draft = env.document("Draft", by=env.mia, post_as_draft=True)
    env.owner.done(
        "edit_space_members_permissions",
        space_id=env.space_id,
        members=[{"id": env.mia.id, "access_level": 10}],
    )

    assert_error(env.xena.post("publish_resource_hub_document", document_id=draft), 404, "`can_view` on this Document")
    assert_error(
        env.owner.post("publish_resource_hub_document", document_id=draft), 403, "only its author publishes a document"
    )
    assert_error(
        env.mia.post("edit_resource_hub_document", document_id=draft, name="N", content=TEXT),
        403,
        "`can_edit_document` on this Document",
    )
    assert env.mia.post("publish_resource_hub_document", document_id=draft).status == 200
    assert_error(
        env.mia.post("publish_resource_hub_document", document_id=draft), 403, "only its author publishes a document"
    )


@pytest.mark.parametrize(("who", "granted"), [("vic", 1), ("cora", 4), ("mia", 18), ("owner", 18)])
@pytest.mark.parametrize("kind", ["hub", "document", "file", "folder", "link"])
def test_hub_permissions_follow_level(env: DocumentsEnv, who: str, granted: int, kind: str) -> None:
    id = env.hub_id if kind == "hub" else getattr(env, kind)()
    endpoint, key = ("get_resource_hub", "resource_hub") if kind == "hub" else (f"get_resource_hub_{kind}", kind)

    shown = env.people()[who].done(endpoint, id=id, include_permissions=True)[key]["permissions"]

    assert len(shown) == 18
    assert sum(shown.values()) == granted
    assert shown["can_view"] is True
    assert shown["can_comment_on_link"] is (granted > 1)


def test_new_hub_levels_change_no_access(env: DocumentsEnv) -> None:
    made = env.mia.done("create_resource_hub", **INPUTS["create_resource_hub"](env))["resource_hub"]

    assert_error(env.xena.get("get_resource_hub", id=made["id"]), 404, "`can_view` on this ResourceHub")
    assert env.vic.get("get_resource_hub", id=made["id"]).status == 200
