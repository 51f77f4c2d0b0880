"""Reads spaces: their members, discussions, tasks and documents."""

from __future__ import annotations

from typing import Any

from mockserver.importer.client import CannotImport
from mockserver.importer.source import Source, access, level
from mockserver.importer.tasks import as_task
from mockserver.model.company.access import EDIT, FULL
from mockserver.seed.fixture_schema import (
    Access,
    Discussion,
    Document,
    DocumentContainer,
    File,
    Folder,
    Level,
    Link,
    Space,
    Tool,
)
from mockserver.seed.problems import suggestion
from mockserver.seed.timeline import GENERAL

Json = Any


def list_spaces(source: Source, name: str | None) -> list[Json]:
    """Return the records of the spaces to import, and register their names. If `name` is not None, only the space with
    this name or id is imported."""
    records = source.require("get_spaces", "spaces", include_access_levels=True)
    if name is not None:
        selected = [record for record in records if name in (record["name"], record["id"])]
        if not selected:
            hint = suggestion(name, {record["name"]: None for record in records}, "spaces")
            raise CannotImport(f"the company has no space {name!r}. {hint}")
        source.add_loss("other spaces, because of --space", len(records) - len(selected))
        records = selected
    for record in records:
        if not record.get("is_company_space"):
            record["key"] = source.spaces.add(record["id"], record["name"])
            if record["name"] == GENERAL:
                record["key"] = source.spaces.add(record["id"], f"{GENERAL} (2)")
    return records


def read_space(source: Source, record: Json) -> Space:
    """Return the fixture entry of a space with all its contents, except its goals and projects."""
    id, general = record["id"], bool(record.get("is_company_space"))
    space = Space(name=record["name"], key=record.get("key"), mission=record.get("mission") or "")
    if general:
        space.name = None
    levels = access(record.get("access_levels"))
    space.access = Access(company=levels.company, public=levels.public)
    space.members, space.by = _members(source, id, general)
    tools = source.get("list_space_tools", "tools", space_id=id) or {}
    space.at = next((board["inserted_at"] for board in tools.get("messages_boards") or []), None)
    keys: dict[Tool, str] = {"tasks": "tasks", "discussions": "discussions", "documents": "resource_hub"}
    for name, key in keys.items():
        if isinstance(flag := tools.get(f"{key}_enabled"), bool):
            space.tools[name] = flag
    space.discussions = _discussions(source, id)
    tasks = source.newest(source.get_list("spaces/list_tasks", "tasks", space_id=id), "tasks")
    space.tasks = [as_task(source, task, "space_task", {}) for task in tasks]
    for hub in tools.get("resource_hubs") or []:
        _read_documents(source, space, resource_hub_id=hub["id"])
    return space


def _members(source: Source, id: str, general: bool) -> tuple[dict[str, Level], str | None]:
    """Return a pair: a dictionary that maps references to members to access levels, and the reference to the creator of
    the space. The API does not return the real creator, so a member with full access is used. If no member has full
    access, the first member is used. For the general space, the creator is None.

    The creator in the fixture must be a member, because creating a space makes the creator a member.
    """
    record = source.get("get_space", "space", id=id, include_members=True, include_members_access_levels=True) or {}
    members: dict[str, Level] = {}
    manager = None
    for member in record.get("members") or []:
        value = member.get("access_level")
        name = source.person(member)
        if name is None or (general and value in (EDIT, FULL)):
            continue
        if value == FULL and manager is None:
            manager = name
        members[name] = level(value)
    return members, manager or next(iter(members), None) if not general else None


def _discussions(source: Source, space_id: str) -> list[Discussion]:
    inputs: Any = {
        "space_id": space_id,
        "include_author": True,
        "include_my_drafts": True,
        "include_comments_count": True,
    }
    found = source.body("get_discussions", **inputs)
    published = source.newest(found.get("discussions") or [], "discussions")
    drafts = source.newest(found.get("my_drafts") or [], "discussions")
    return [_discussion(source, record) for record in (*published, *drafts)]


def _discussion(source: Source, record: Json) -> Discussion:
    id = record["id"]
    full = source.get("get_discussion", "discussion", id=id, include_reactions=True, include_subscriptions_list=True)
    shared = source.statement_fields(record, full, "body", "message")
    return Discussion(**shared, title=record["title"], draft=record.get("state") == "draft")


# --- documents -------------------------------------------------------------------------------------------------------


def _read_documents(source: Source, container: DocumentContainer, **parent: str) -> None:
    """Read the documents, links, files and folders in a resource hub or folder, and add them to `container`."""
    inputs: Any = {**parent, "include_comments_count": True}
    found = source.body("list_resource_hub_nodes", **inputs)
    nodes = source.newest(found.get("nodes") or [], "documents")
    nodes += source.newest(found.get("draft_nodes") or [], "documents")
    for node in nodes:
        if record := node.get("document"):
            container.documents.append(_document(source, node, record))
        elif record := node.get("link"):
            container.links.append(_link(source, node, record))
        elif record := node.get("file"):
            source.add_loss("file contents")
            container.files.append(_file(source, node, record))
        elif record := node.get("folder"):
            folder = Folder(name=node["name"], at=node["inserted_at"])
            _read_documents(source, folder, folder_id=record["id"])
            container.folders.append(folder)


def _shared_fields(source: Source, node: Json, record: Json, kind: str) -> dict[str, Any]:
    """Return the fields that the entries of documents, links and files have in common."""
    endpoint = f"get_resource_hub_{kind}"
    full = source.get(endpoint, kind, id=record["id"], include_reactions=True, include_author=True) or record
    return {
        "at": node["inserted_at"],
        "by": source.person(full.get("author") or record.get("author")),
        "name": node["name"],
        "reactions": source.reactions(full),
        "comments": source.comments(f"resource_hub_{kind}", record["id"], record.get("comments_count")),
    }


def _document(source: Source, node: Json, record: Json) -> Document:
    shared = _shared_fields(source, node, record, "document")
    return Document(**shared, text=source.text(record.get("content")), draft=record.get("state") == "draft")


def _link(source: Source, node: Json, record: Json) -> Link:
    shared = _shared_fields(source, node, record, "link")
    return Link(**shared, url=record["url"], type=record["type"], text=source.text(record.get("description")))


def _file(source: Source, node: Json, record: Json) -> File:
    shared = _shared_fields(source, node, record, "file")
    kind = record.get("type") or "application/octet-stream"
    return File(**shared, size=record["size"] or 0, content_type=kind, text=source.text(record.get("description")))
