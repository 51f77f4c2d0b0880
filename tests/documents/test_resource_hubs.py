"""Resource hubs, their folders, and lists of their items (contract: resource_hubs 1, 2 and 3)."""

from typing import Any

import pytest

from mockserver.model import ids
from tests.environments.documents import DocumentsEnv
from tests.support import assert_error, rich_text

TEXT = rich_text("hi")

LIBRARY = {"name": "Library", "anonymous_access_level": 0, "company_access_level": 10, "space_access_level": 70}


def test_new_space_has_hub(env: DocumentsEnv) -> None:
    hub = env.owner.call("get_resource_hub", id=env.hub_id)["resource_hub"]

    assert hub["id"].startswith("documents-files-")
    assert (hub["name"], hub["description"]) == ("Documents & Files", "null")
    assert [hub[key] for key in ("space", "nodes", "permissions", "potential_subscribers")] == [None] * 4


def test_potential_subscribers_flag_adds_space(env: DocumentsEnv) -> None:
    hub = env.owner.call("get_resource_hub", id=env.hub_id, include_potential_subscribers=True)["resource_hub"]

    assert hub["space"] == {"id": env.space_id, "name": "Product"}
    assert {item["person"]["full_name"] for item in hub["potential_subscribers"]} == {
        "Olivia Owner",
        "Mia Maker",
        "Cora Critic",
        "Vic Viewer",
    }
    assert not any(item["is_subscribed"] or item["priority"] for item in hub["potential_subscribers"])


def test_space_can_have_several_hubs(env: DocumentsEnv) -> None:
    made = env.mia.call("create_resource_hub", space_id=env.space_id, description=rich_text("Books"), **LIBRARY)
    hub = made["resource_hub"]

    tools = env.owner.call("list_space_tools", space_id=env.space_id)["tools"]["resource_hubs"]
    assert [item["id"] for item in tools] == [env.hub_id, hub["id"]]
    assert (
        hub["description"]
        == '{"content":[{"content":[{"text":"Books","type":"text"}],"type":"paragraph"}],"type":"doc"}'
    )
    everything = env.owner.get("get_activities", scope_type="space", scope_id=env.space_id, actions="")
    # the API can't show the activity `resource_hub_created`
    assert_error(everything, 500, "the real server crashes on")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"space_id": "no id!"}, 500),
        ({"space_id": None}, 500),
        ({"space_id": "AAAAAAAAAAAAAAAAAAAAB"}, 404),
        ({"space_id": "AAAAAAAAAAAAAAAAAAAAB", "name": None}, 404),
        ({"space_id": "AAAAAAAAAAAAAAAAAAAAB", "description": ""}, 500),
        ({"name": " "}, 500),
        ({"name": "n" * 256}, 500),
        ({"description": "[]"}, 500),
        ({"description": "null"}, 200),
        ({"anonymous_access_level": 7}, 200),
        ({"anonymous_access_level": None}, 200),
        ({"company_access_level": None}, 500),
        ({"company_access_level": 55}, 500),
        ({"space_access_level": 55}, 500),
    ],
)
def test_create_hub_validates_inputs(env: DocumentsEnv, changed: dict[str, Any], status: int) -> None:
    before = env.company.db.version

    assert env.mia.post("create_resource_hub", **{"space_id": env.space_id} | LIBRARY | changed).status == status
    assert (env.company.db.version == before) == (status != 200)


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("space_id", "`space_id` is optional"),
        ("name", "`name` is blank"),
        ("anonymous_access_level", "`anonymous_access_level` is optional"),
        ("company_access_level", "null is not an access level"),
        ("space_access_level", "null is not an access level"),
    ],
)
def test_create_hub_with_missing_input_returns_500(env: DocumentsEnv, missing: str, reason: str) -> None:
    inputs = {"space_id": env.space_id} | LIBRARY
    del inputs[missing]

    assert_error(env.mia.post("create_resource_hub", **inputs), 500, reason)


def test_folder_shows_parent_and_hub(env: DocumentsEnv) -> None:
    specs = env.folder("Specs")
    made = env.mia.call("create_resource_hub_folder", resource_hub_id=env.hub_id, name="Mobile", folder_id=specs)[
        "folder"
    ]

    short_hub = env.hub_id.rpartition("-")[2]
    assert made == {
        "id": made["id"],
        "name": "Mobile",
        "children_count": None,
        "resource_hub_id": short_hub,
        "parent_folder_id": specs,
    }
    alone = env.vic.call("get_resource_hub_folder", id=made["id"])["folder"]
    assert alone["resource_hub_id"] == short_hub
    assert "parent_folder_id" not in alone
    assert [alone[key] for key in ("nodes", "resource_hub", "path_to_folder", "permissions")] == [None] * 4


def test_create_folder_accepts_uuids_and_rejects_invalid_ids(env: DocumentsEnv) -> None:
    uuid = ids.decode(env.hub_id)

    assert env.mia.post("create_resource_hub_folder", resource_hub_id=uuid, name="A").status == 200
    assert_error(
        env.mia.post("create_resource_hub_folder", resource_hub_id="not an id!", name="A"),
        500,
        "`resource_hub_id` is not an id",
    )
    assert_error(
        env.mia.post("create_resource_hub_link", resource_hub_id="not an id!", name="A"),
        404,
        "`resource_hub_id` is not an id",
    )
    assert_error(
        env.mia.post("create_resource_hub_folder", resource_hub_id=uuid, name="A", folder_id="no!"),
        500,
        "`folder_id` is not an id",
    )
    assert env.mia.post("create_resource_hub_folder", resource_hub_id=uuid, name="A", folder_id="").status == 200
    assert_error(
        env.mia.post("create_resource_hub_folder", resource_hub_id=uuid, name="A", folder_id="AAAB"),
        500,
        "the destination folder does not exist",
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (None, "is blank"),
        ("", "is blank"),
        (" \t", "is blank"),
        ("n" * 256, "is longer than 255"),
        ("nul\0", "has a NUL"),
    ],
)
def test_folder_requires_name(env: DocumentsEnv, name: str | None, reason: str) -> None:
    box = env.folder("Box")

    created = env.mia.post("create_resource_hub_folder", resource_hub_id=env.hub_id, name=name)
    assert_error(created, 500, f"`name` {reason}")
    renamed = env.mia.post("rename_resource_hub_folder", folder_id=box, new_name=name)
    assert_error(renamed, 500, f"`new_name` {reason}")
    assert env.names() == ["Box"]


def test_path_leads_from_root_to_item(env: DocumentsEnv) -> None:
    a = env.folder("A")
    b = env.folder("B", inside=a)
    c = env.folder("C", inside=b)
    page = env.document(folder_id=c)

    path = env.vic.call("get_resource_hub_document", id=page, include_path_to_document=True)["document"]
    assert [step["id"] for step in path["path_to_document"]] == [a, b, c]
    assert path["path_to_document"][0] == {
        "id": a,
        "name": "A",
        "children_count": None,
        "resource_hub_id": None,
        "parent_folder_id": None,
    }
    folder = env.vic.call("get_resource_hub_folder", id=c, include_path_to_folder=True)["folder"]
    assert [step["id"] for step in folder["path_to_folder"]] == [a, b]
    root = env.vic.call("get_resource_hub_folder", id=a, include_path_to_folder=True)["folder"]
    assert root["path_to_folder"] == []


def test_listing_is_newest_first_and_stable_within_one_second(env: DocumentsEnv) -> None:
    page = env.document("First")
    box = env.folder("Box")
    env.link("Second", folder_id=box)
    env.company.advance(days=1)
    env.link("Third", folder_id=box)

    env.mia.call("edit_parent_folder_in_resource_hub", resource_id=page, resource_type="document", new_folder_id=box)

    assert env.names(folder_id=box) == ["Third", "Second", "First"]
    shown = env.owner.call("get_resource_hub_folder", id=box, include_nodes=True)["folder"]["nodes"]
    assert [node["name"] for node in shown] == ["First", "Second", "Third"]


def test_folder_children_count_excludes_drafts(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    env.folder("Inner", inside=box)
    env.document(folder_id=box)
    env.link(folder_id=box)
    env.document("Draft", post_as_draft=True, folder_id=box)
    env.mia.call("delete_resource_hub_file", file_id=env.file(folder_id=box))

    counted = env.mia.call("list_resource_hub_nodes", resource_hub_id=env.hub_id, include_children_count=True)
    assert counted["nodes"][0]["folder"]["children_count"] == 3
    plain = env.mia.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)
    assert plain["nodes"][0]["folder"]["children_count"] is None


def test_folder_children_count_follows_changes_of_items(env: DocumentsEnv) -> None:
    box, counts = env.folder("Box"), []

    def count() -> None:
        listed = env.owner.call("list_resource_hub_nodes", resource_hub_id=env.hub_id, include_children_count=True)
        counts.append(listed["nodes"][0]["folder"]["children_count"])

    count()
    draft = env.document("Draft", post_as_draft=True, folder_id=box)
    count()
    env.mia.call("publish_resource_hub_document", document_id=draft)
    count()
    link = env.link(folder_id=box)
    count()
    env.mia.call("delete_resource_hub_link", link_id=link)
    count()
    # deletes Mia and her document, but not the node of the document
    env.owner.call("remove_company_member", person_id=env.mia.id)
    count()

    assert counts == [0, 0, 1, 2, 1, 0]


def test_listing_counts_comments_with_flag(env: DocumentsEnv) -> None:
    page, site, paper = env.document("Page"), env.link("Site"), env.file("Paper")
    for kind, id in (("document", page), ("link", site), ("link", site)):
        env.cora.call("create_comment", entity_id=id, entity_type=f"resource_hub_{kind}", content=TEXT)

    asked = env.vic.call("list_resource_hub_nodes", resource_hub_id=env.hub_id, include_comments_count=True)
    counts = {node["name"]: node[node["type"]]["comments_count"] for node in asked["nodes"]}
    assert counts == {"Page": 1, "Site": 2, "Paper": 0}
    plain = env.vic.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["nodes"]
    assert [node[node["type"]]["comments_count"] for node in plain] == [None] * 3
    assert env.vic.call("get_resource_hub_file", id=paper)["file"].get("comments_count", "absent") == "absent"


def test_node_contains_item_of_its_type_only(env: DocumentsEnv) -> None:
    env.items()

    nodes = env.vic.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["nodes"]
    assert len(nodes) == 4
    for node in nodes:
        filled = [kind for kind in ("folder", "document", "file", "link") if node[kind] is not None]
        assert filled == [node["type"]]
        assert node["name"] == node[node["type"]]["name"]


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ({}, 500),
        ({"resource_hub_id": ""}, 500),
        ({"folder_id": ""}, 500),
        ({"resource_hub_id": "", "folder_id": "AAAB"}, 500),
        ({"folder_id": "no id!"}, 404),
        ({"folder_id": "AAAB"}, 200),
        ({"resource_hub_id": "AAAB"}, 200),
    ],
)
def test_listing_requires_id_but_not_existing_hub(env: DocumentsEnv, where: dict[str, str], status: int) -> None:
    response = env.owner.get("list_resource_hub_nodes", **where)

    assert response.status == status
    if status == 200:
        assert response.body == {"nodes": [], "draft_nodes": []}


def test_hub_id_has_priority_over_folder_id(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    env.link("Inside", folder_id=box)

    assert env.names(resource_hub_id=env.hub_id, folder_id=box) == ["Box"]
    assert env.names(resource_hub_id=box) == []
    assert env.names(folder_id=env.hub_id) == []


def test_rename_folder_records_activity_with_same_name(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    env.company.advance(days=1)
    env.mia.call("rename_resource_hub_folder", folder_id=box, new_name="Box")
    node = env.owner.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["nodes"][0]
    assert node["updated_at"] == node["inserted_at"]

    env.mia.call("rename_resource_hub_folder", folder_id=box, new_name="Chest")
    node = env.owner.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["nodes"][0]
    assert (node["name"], node["folder"]["name"]) == ("Chest", "Chest")
    assert node["updated_at"] > node["inserted_at"]
    renamed = env.feed("folder_renamed")
    assert [(item["content"]["old_name"], item["content"]["new_name"]) for item in renamed] == [
        ("Box", "Chest"),
        ("Box", "Box"),
    ]


def test_document_of_deleted_author_is_not_listed(env: DocumentsEnv) -> None:
    box = env.folder("Box")
    env.document("Mine", by=env.mia, folder_id=box)
    env.link("Ours", by=env.mia, folder_id=box)
    env.owner.call("remove_company_member", person_id=env.mia.id)

    nodes = env.owner.call("list_resource_hub_nodes", folder_id=box, include_children_count=True)["nodes"]
    assert [(node["name"], node["link"]["author"]) for node in nodes] == [("Ours", None)]
    assert env.owner.call("get_resource_hub_folder", id=box, include_nodes=True)["folder"]["nodes"] == [{**nodes[0]}]
