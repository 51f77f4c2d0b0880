"""Converts resource hubs and their items to JSON (contract: resource_hubs 2)."""

from collections.abc import Callable, Iterable
from typing import Final

from mockserver.domain import permissions
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hub_items import PARENT_TYPES
from mockserver.domain.documents.resource_hubs import PlacedItem
from mockserver.model import ids
from mockserver.model.company.companies import Blob
from mockserver.model.documents.resource_hubs import Document, File, Folder, Item, Link, Node, ResourceHub
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json, RichText
from mockserver.store.database import Database
from mockserver.views import comments
from mockserver.views.company import people


def hub_id(hub: ResourceHub) -> str:
    return ids.slugged(hub.name, hub.id)


def hub(hub: ResourceHub, *, level: int | None = None, **included: Json) -> dict[str, Json]:
    """Return the JSON of a resource hub. Optional values are null unless they are in `included`. `permissions` is null
    if `level`, the access level of the acting person, is None."""
    return {
        "id": hub_id(hub),
        "name": hub.name,
        "description": _description_text(hub.description),
        "space": None,
        "nodes": None,
        "potential_subscribers": None,
        "permissions": None if level is None else permissions.granted(permissions.HUB, level),
        "inserted_at": hub.inserted_at,
        "updated_at": hub.updated_at,
        **included,
    }


def node(node: Node, *, item: Json = None) -> dict[str, Json]:
    """Return the JSON of a node. The JSON has a key for each type of item. The key for the type of the node contains
    `item`, the JSON of the node's item. The keys for the other types are null."""
    return {
        "id": ids.short(node.id),
        "name": node.name,
        "type": node.type,
        "inserted_at": node.inserted_at,
        "updated_at": node.updated_at,
        **{type: item if type == node.type else None for type in resource_hubs.KINDS},
    }


def nodes(db: Database, items: Iterable[PlacedItem], *, comments: bool = False, children: bool = False) -> list[Json]:
    """Return the JSON of nodes with their items.

    Documents, files and links contain their author, and files also contain their blob. If `comments` is true,
    documents, files and links contain the number of their comments. If `children` is true, folders contain the number
    of items in them.
    """
    return [node(entry.node, item=_item_view(db, entry, comments, children)) for entry in items]


def _item_view(db: Database, placed: PlacedItem, count_comments: bool, children: bool) -> dict[str, Json]:
    node, item = placed
    if isinstance(item, Folder):
        return folder(item, node, children_count=resource_hubs.children_count(db, item.id) if children else None)
    author = people.essential_or_null(db, item.author_id)
    count = comments.comments_count(db, PARENT_TYPES[node.type], item.id) if count_comments else None
    if isinstance(item, Document):
        return document(item, node, author=author, comments_count=count)
    if isinstance(item, Link):
        return link(item, node, author=author, comments_count=count)
    blob, preview = db.get_existing(Blob, item.blob_id), db.get(Blob, item.preview_blob_id)
    return file(item, node, author=author, comments_count=count, blob=blob, preview=preview)


# --- essential -------------------------------------------------------------------------------------------------------


def folder(folder: Folder, node: Node, *, children_count: int | None = None) -> dict[str, Json]:
    return {
        "id": ids.short(folder.id),
        "name": node.name,
        "children_count": children_count,
        "resource_hub_id": ids.short(node.resource_hub_id),
        "parent_folder_id": _short_or_null(node.parent_folder_id),
    }


def document(document: Document, node: Node, **included: Json) -> dict[str, Json]:
    return {
        "id": ids.short(document.id),
        "name": node.name,
        "state": document.state,
        "author": None,
        "content": document.content,
        "resource_hub_id": ids.short(node.resource_hub_id),
        "parent_folder_id": _short_or_null(node.parent_folder_id),
        "comments_count": None,
        **included,
    }


def file(
    file: File, node: Node, *, blob: Blob | None = None, preview: Blob | None = None, **included: Json
) -> dict[str, Json]:
    """Return the JSON of a file. The values of the keys `type` and `size` are those of the argument `blob`, or false
    without this argument. The value of the key `blob` is the JSON of the argument `preview`, or the JSON of the
    argument `blob` if there is no preview."""
    shown = preview or blob
    return {
        "id": ids.short(file.id),
        "name": node.name,
        "author": None,
        "description": _description_text(file.description),
        "type": blob.content_type if blob else False,
        "size": blob.size if blob else False,
        "blob": people.blob(shown) if shown else None,
        "parent_folder_id": _short_or_null(node.parent_folder_id),
        "comments_count": None,
        **included,
    }


def link(link: Link, node: Node, **included: Json) -> dict[str, Json]:
    return {
        "id": ids.short(link.id),
        "name": node.name,
        "url": link.url,
        "description": _description_text(link.description),
        "type": link.type,
        "parent_folder_id": _short_or_null(node.parent_folder_id),
        "author": None,
        "comments_count": None,
        **included,
    }


def essential(db: Database, item: Item) -> dict[str, Json]:
    """Return the essential JSON of an item. Optional values are null."""
    return ESSENTIAL[type(item)](item, resource_hubs.node_of(db, item))


ESSENTIAL: Final[dict[type[Item], Callable[..., dict[str, Json]]]] = {
    Folder: folder,
    Document: document,
    File: file,
    Link: link,
}


def path(db: Database, node: Node) -> list[dict[str, Json]]:
    """Return the JSON of the folders above a node, from the root down. In each folder, `resource_hub_id` and
    `parent_folder_id` are null."""
    null_values = {"children_count": None, "resource_hub_id": None, "parent_folder_id": None}
    return [essential(db, folder) | null_values for folder in resource_hubs.ancestors(db, node)]


def _description_text(description: RichText | None) -> str:
    """Return a description, or the text "null" if there is no description, as on the real server."""
    return description or "null"


def _short_or_null(id: Id | None) -> str | None:
    return ids.short(id) if id else None


# --- full ------------------------------------------------------------------------------------------------------------


def full_folder(folder: Folder, node: Node, *, level: int | None = None, **included: Json) -> dict[str, Json]:
    """Return the full JSON of a folder, without the parent folder. Optional values are null unless they are in
    `included`. `permissions` is null if `level`, the access level of the acting person, is None."""
    return {
        "id": ids.short(folder.id),
        "name": node.name,
        "resource_hub_id": ids.short(node.resource_hub_id),
        "resource_hub": None,
        "nodes": None,
        "permissions": None if level is None else permissions.granted(permissions.HUB, level),
        "path_to_folder": None,
        "potential_subscribers": None,
        **included,
    }


def full_document(
    document: Document, node: Node, included: dict[str, Json], *, notifications: Json = ()
) -> dict[str, Json]:
    """Return the full JSON of a document, without the number of comments. `included` contains the optional values."""
    return {
        "id": ids.short(document.id),
        "name": node.name,
        "state": document.state,
        "content": document.content,
        "resource_hub_id": ids.short(node.resource_hub_id),
        "parent_folder_id": _short_or_null(node.parent_folder_id),
        "inserted_at": document.inserted_at,
        "updated_at": document.updated_at,
        "notifications": notifications,
        **included,
    }


def full_file(file: File, node: Node, blob: Blob, included: dict[str, Json]) -> dict[str, Json]:
    """Return the full JSON of a file. `blob` is the blob of the file, not of its preview. `included` contains the
    optional values. `resource_hub_id` is a UUID here, but a short id in the JSON of all other items."""
    return {
        "id": ids.short(file.id),
        "name": node.name,
        "description": _description_text(file.description),
        "type": blob.content_type,
        "size": blob.size,
        "blob": people.blob(blob),
        "resource_hub_id": node.resource_hub_id,
        "inserted_at": file.inserted_at,
        **included,
    }


def full_link(link: Link, node: Node, included: dict[str, Json], *, notifications: Json = ()) -> dict[str, Json]:
    """Return the full JSON of a link. `included` contains the optional values."""
    return {
        "id": ids.short(link.id),
        "name": node.name,
        "url": link.url,
        "type": link.type,
        "description": _description_text(link.description),
        "resource_hub_id": ids.short(node.resource_hub_id),
        "inserted_at": link.inserted_at,
        "notifications": notifications,
        **included,
    }
