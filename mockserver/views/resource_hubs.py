"""Resource hubs and what is in them, on the wire (contract: resource_hubs 2)."""

from mockserver.model import ids
from mockserver.model.resource_hubs import Document, File, Folder, Link, Node, ResourceHub
from mockserver.model.rich_text import Json
from mockserver.store.world import World


def hub(shown: ResourceHub) -> dict[str, Json]:
    """The hub with nothing loaded. No description is the text `null`."""
    return {
        "id": ids.slugged(shown.name, shown.id),
        "name": shown.name,
        "description": shown.description or "null",
        "space": None,
        "nodes": None,
        "potential_subscribers": None,
        "permissions": None,
        "inserted_at": shown.inserted_at,
        "updated_at": shown.updated_at,
    }


def essential(world: World, item: Document | File | Folder | Link) -> dict[str, Json]:
    """Any item as activities show it: with the name it has now, and nothing loaded."""
    node = world.known(Node, item.node_id)
    named = {"id": ids.short(item.id), "name": node.name}
    parent = {"parent_folder_id": ids.short(node.parent_folder_id) if node.parent_folder_id else None}
    hub = {"resource_hub_id": ids.short(node.resource_hub_id)}
    if isinstance(item, Folder):
        return named | {"children_count": None} | hub | parent
    unloaded = parent | {"author": None, "comments_count": None}
    if isinstance(item, Document):
        return named | {"state": item.state, "content": item.content} | hub | unloaded
    named["description"] = item.description or "null"
    if isinstance(item, Link):
        return named | {"url": item.url, "type": item.type} | unloaded
    return named | {"type": False, "size": False, "blob": None} | unloaded
