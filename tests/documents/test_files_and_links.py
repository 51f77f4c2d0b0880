"""Files and links in resource hubs (contract: resource_hubs 1.5-1.7, 2 and 4)."""

from typing import Any

import pytest

from mockserver.model import ids
from tests.builder import notifications
from tests.environments.documents import DocumentsEnv
from tests.support import assert_error, rich_text

LINK = {"name": "Board", "url": "https://figma.com/1", "type": "figma", "description": "null"}


def uploaded(env: DocumentsEnv, *files: dict[str, Any], **inputs: Any) -> list[Any]:
    made = env.mia.call("create_resource_hub_file", resource_hub_id=env.hub_id, files=list(files), **inputs)
    return list(made["files"])


def test_new_file_response_has_no_blob_fields(env: DocumentsEnv) -> None:
    blob = env.company.blob("report.pdf", "application/pdf", 1024)

    (made,) = uploaded(env, {"blob_id": blob, "name": "f", "description": rich_text("Read it")})

    assert (made["type"], made["size"], made["blob"], made["author"]) == (False, False, None, None)
    shown = env.vic.call("get_resource_hub_file", id=made["id"])["file"]
    assert (shown["type"], shown["size"]) == ("application/pdf", 1024)
    assert shown["blob"] == {
        "id": ids.short(blob),
        "status": "uploaded",
        "filename": "report.pdf",
        "size": 1024,
        "content_type": "application/pdf",
        "height": None,
        "width": None,
        "url": f"/blobs/{blob}",
    }
    assert shown["resource_hub_id"] == ids.decode(env.hub_id)  # the UUID; all other responses contain the short id
    assert {"updated_at", "notifications", "parent_folder_id", "comments_count"}.isdisjoint(shown)


def test_file_preview_is_shown_in_listings_only(env: DocumentsEnv) -> None:
    photo, small = env.company.blob("photo.jpg", "image/jpeg", 5000), env.company.blob("small.jpg", "image/jpeg", 50)
    (made,) = uploaded(env, {"blob_id": photo, "preview_blob_id": small, "name": "Photo", "description": "null"})

    listed = env.vic.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["nodes"][0]["file"]
    assert (listed["blob"]["id"], listed["blob"]["status"]) == (ids.short(small), "uploaded")
    assert (listed["size"], listed["type"]) == (5000, "image/jpeg")
    alone = env.vic.call("get_resource_hub_file", id=made["id"])["file"]
    assert alone["blob"]["id"] == ids.short(photo)


def test_files_of_one_request_share_activity_but_not_subscribers(env: DocumentsEnv) -> None:
    made = uploaded(
        env,
        {"blob_id": env.company.blob(), "name": "One", "description": rich_text("For", env.vic)},
        {"blob_id": env.company.blob(), "name": "Two", "description": rich_text("For", env.owner)},
        subscriber_ids=[env.cora.id],
    )

    assert [file["name"] for file in made] == ["One", "Two"]
    (activity,) = env.feed("file_created")
    assert [file["name"] for file in activity["content"]["files"]] == ["One", "Two"]
    assert env.subscribed("file", made[0]["id"]) == {"Mia", "Cora", "Vic"}
    assert env.subscribed("file", made[1]["id"]) == {"Mia", "Cora", "Olivia"}
    assert [len(notifications(who, "resource_hub")) for who in (env.vic, env.cora, env.owner)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"description": None}, 500),
        ({"description": ...}, 500),
        ({"description": "plain"}, 500),
        ({"description": "[]"}, 500),
        ({"description": '{"type":"mention","attrs":{"id":"no!"}}'}, 500),
        ({"blob_id": None}, 500),
        ({"blob_id": ...}, 500),
        ({"blob_id": ""}, 500),
        ({"blob_id": "short"}, 500),
        ({"blob_id": "00000000-0000-4000-8000-000000000000"}, 500),
        ({"preview_blob_id": ""}, 500),
        ({"preview_blob_id": "00000000-0000-4000-8000-000000000000"}, 500),
        ({"preview_blob_id": None}, 200),
        ({"name": " "}, 500),
        ({"name": ...}, 500),
        ({"size": 1}, 400),
    ],
)
def test_create_file_with_invalid_input_fails(env: DocumentsEnv, changed: dict[str, Any], status: int) -> None:
    described = {"blob_id": env.company.blob(), "name": "f", "description": "null"} | changed
    described = {key: value for key, value in described.items() if value is not ...}
    good = {"blob_id": env.company.blob(), "name": "good", "description": "null"}
    before = env.company.db.version

    response = env.mia.post("create_resource_hub_file", resource_hub_id=env.hub_id, files=[good, described])

    assert response.status == status
    assert (env.company.db.version == before) == (status != 200)


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({}, 500),
        ({"files": [None], "resource_hub_id": "AAAB"}, 500),
        ({"files": [{"name": "no description"}], "resource_hub_id": "AAAB"}, 500),
        ({"files": [], "resource_hub_id": "AAAB"}, 404),
        ({"files": None, "resource_hub_id": "AAAB"}, 404),
        ({"files": [], "resource_hub_id": None}, 500),
        ({"files": []}, 500),
        ({"files": [], "folder_id": "AAAB"}, 500),
    ],
)
def test_create_file_reads_files_before_hub(env: DocumentsEnv, inputs: dict[str, Any], status: int) -> None:
    assert env.mia.post("create_resource_hub_file", **{"resource_hub_id": env.hub_id} | inputs).status == status


def test_create_file_with_short_blob_id_fails(env: DocumentsEnv) -> None:
    blob = env.company.blob()
    described = {"blob_id": ids.short(blob), "name": "f", "description": "null"}

    assert_error(
        env.mia.post("create_resource_hub_file", resource_hub_id=env.hub_id, files=[described]),
        500,
        "no blob with the id in `blob_id`",
    )
    described["blob_id"] = blob.upper()
    assert env.mia.post("create_resource_hub_file", resource_hub_id=env.hub_id, files=[described]).status == 200


def test_edit_file_returns_old_name_and_subscribes_no_person(env: DocumentsEnv) -> None:
    report = env.file("Report")

    edited = env.owner.call(
        "edit_resource_hub_file", file_id=report, name="Report 2", description=rich_text("Look,", env.vic)
    )["file"]

    assert (edited["name"], edited["type"], edited["blob"]) == ("Report", False, None)
    assert env.owner.call("get_resource_hub_file", id=report)["file"]["name"] == "Report 2"
    assert env.subscribed("file", report) == {"Mia"}
    content = env.feed("file_edited")[0]["content"]
    assert content["file"]["name"] == "Report 2"
    assert notifications(env.mia, "resource_hub") == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"description": ..., "file_id": "AAAB"}, 500),
        ({"description": None, "file_id": "AAAB"}, 500),
        ({"description": "{", "file_id": "AAAB"}, 500),
        ({"file_id": None}, 500),
        ({"file_id": ...}, 500),
        ({"file_id": "AAAB", "name": ...}, 404),
        ({"name": ...}, 500),
        ({"name": ""}, 500),
        ({"description": "7"}, 500),
        ({"description": "null"}, 200),
        ({"description": '{"type":"mention","attrs":{"id":"no!"}}'}, 200),
    ],
)
def test_edit_file_with_invalid_input_fails(env: DocumentsEnv, changed: dict[str, Any], status: int) -> None:
    inputs = {"file_id": env.file(), "name": "New", "description": rich_text("x")} | changed

    response = env.mia.post("edit_resource_hub_file", **{k: v for k, v in inputs.items() if v is not ...})
    assert response.status == status


def test_delete_file_keeps_blob(env: DocumentsEnv) -> None:
    blob = env.company.blob()
    (made,) = uploaded(env, {"blob_id": blob, "name": "f", "description": "null"}, subscriber_ids=[env.vic.id])

    gone = env.owner.call("delete_resource_hub_file", file_id=made["id"])["file"]

    assert (gone["name"], gone["type"], gone["size"], gone["blob"]) == ("f", False, False, None)
    assert notifications(env.vic, "resource_hub")[0] == "resource_hub_file_deleted"
    (again,) = uploaded(env, {"blob_id": blob, "name": "g", "description": "null"})
    assert env.owner.call("get_resource_hub_file", id=again["id"])["file"]["blob"]["status"] == "uploaded"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"description": ..., "resource_hub_id": "AAAB"}, 500),
        ({"description": None, "resource_hub_id": "AAAB"}, 500),
        ({"description": "{", "resource_hub_id": "AAAB"}, 500),
        ({"resource_hub_id": None}, 500),
        ({"resource_hub_id": "AAAB", "type": "youtube"}, 404),
        ({"type": "youtube"}, 500),
        ({"type": ""}, 500),
        ({"type": ...}, 500),
        ({"url": " "}, 500),
        ({"url": "u" * 256}, 500),
        ({"url": "not a url"}, 200),
        ({"name": ...}, 500),
        ({"description": "[1]"}, 500),
        ({"folder_id": "AAAB"}, 500),
        ({"subscriber_ids": ["AAAB"]}, 500),
        *(({"type": name}, 200) for name in ("airtable", "dropbox", "google", "google_doc", "google_sheet", "notion")),
    ],
)
def test_create_link_with_invalid_input_fails(env: DocumentsEnv, changed: dict[str, Any], status: int) -> None:
    inputs = {"resource_hub_id": env.hub_id} | LINK | changed
    before = env.company.db.version

    response = env.mia.post("create_resource_hub_link", **{k: v for k, v in inputs.items() if v is not ...})

    assert response.status == status
    assert (env.company.db.version == before) == (status != 200)


def test_get_link_shows_all_fields(env: DocumentsEnv) -> None:
    made = env.mia.call("create_resource_hub_link", resource_hub_id=env.hub_id, **LINK)["link"]

    assert made == LINK | {"id": made["id"], "parent_folder_id": None, "author": None, "comments_count": None}
    shown = env.vic.call("get_resource_hub_link", id=made["id"], include_author=True)["link"]
    assert {key: shown[key] for key in LINK} == LINK
    assert shown["resource_hub_id"] == env.hub_id.rpartition("-")[2]
    assert shown["author"]["full_name"] == "Mia Maker"
    assert shown["notifications"] == []
    assert {"updated_at", "parent_folder_id", "comments_count"}.isdisjoint(shown)


def test_edit_link_notifies_subscribers_with_old_name(env: DocumentsEnv) -> None:
    site = env.link("Site", subscriber_ids=[env.vic.id])
    new = {"name": "Board", "type": "figma", "url": "https://figma.com/1", "description": "null"}

    edited = env.owner.call("edit_resource_hub_link", link_id=site, **new)["link"]
    env.owner.call("edit_resource_hub_link", link_id=site, **new)

    assert (edited["name"], edited["url"], edited["author"]) == ("Board", "https://figma.com/1", None)
    again, first = (item["content"] for item in env.feed("link_edited"))
    assert [first[f"previous_{key}"] for key in ("name", "type", "url")] == ["Site", "other", "https://example.com"]
    assert again["previous_name"] == "Board"
    assert notifications(env.vic, "resource_hub") == [
        "resource_hub_link_edited",
        "resource_hub_link_edited",
        "resource_hub_link_created",
    ]
    shown = env.vic.call("get_resource_hub_link", id=site, include_unread_notifications=True)["link"]
    assert len(shown["notifications"]) == 3


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"description": ..., "link_id": "AAAB"}, 500),
        ({"link_id": None}, 500),
        ({"link_id": "AAAB", "type": "youtube"}, 404),
        ({"type": "youtube"}, 500),
        ({"type": ...}, 500),
        ({"url": ...}, 500),
        ({"name": " "}, 500),
        ({"description": "[]"}, 500),
        ({"description": '{"type":"mention","attrs":{"id":"no!"}}'}, 200),
    ],
)
def test_edit_link_with_invalid_input_fails(env: DocumentsEnv, changed: dict[str, Any], status: int) -> None:
    inputs = {"link_id": env.link()} | LINK | changed

    response = env.mia.post("edit_resource_hub_link", **{k: v for k, v in inputs.items() if v is not ...})
    assert response.status == status


def test_edit_link_url_changes_time_of_node(env: DocumentsEnv) -> None:
    site = env.link("Site")
    env.company.advance(days=1)
    about = {"name": "Site", "type": "other", "url": "https://example.org", "description": "null"}
    env.mia.call("edit_resource_hub_link", link_id=site, **about)

    node = env.mia.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["nodes"][0]
    assert node["updated_at"] > node["inserted_at"]
