"""Copying a folder with the items in it (contract: resource_hubs, copy_resource_hub_folder)."""

from msgspec.structs import replace

from mockserver.domain import columns, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hubs
from mockserver.domain.errors import ServerCrash
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, Node, ResourceHub
from mockserver.model.feed.subscriptions import Subscription, SubscriptionList
from mockserver.model.ids import Id
from mockserver.store.database import Database


def copy_folder(ctx: Context, source: Folder, hub: ResourceHub, *, folder_id: Id | None, name: str | None) -> Folder:
    """Copy the folder `source`, with all items below it that are not deleted, into the folder with the id `folder_id`.
    If `folder_id` is None, the copy is at the root of `hub`.

    The copies have the same authors and names as the originals. If `name` is not None, the copy of `source` gets this
    name instead. Raises ServerCrash if the destination is `source` or a folder below it, or if a folder contains
    itself.
    """
    if folder_id in _with_folders_below(ctx.db, source):
        raise ServerCrash(
            "the destination is the copied folder or a folder inside it; this request never ends on the real server"
        )
    node = resource_hubs.node_of(ctx.db, source)
    renamed = node if name is None else replace(node, name=columns.required(name, "folder_name"))
    top = _copy_of_folder(ctx, renamed, hub, folder_id)
    waiting = [(source.id, top.id)]
    while waiting:
        original_id, copy_id = waiting.pop()
        for child in resource_hubs.in_folder(ctx.db, original_id):
            if isinstance(child.item, Folder):
                waiting.append((child.item.id, _copy_of_folder(ctx, child.node, hub, copy_id).id))
            else:
                _copy_item(ctx, child.node, child.item, hub, copy_id)
    resource_hubs.record(
        ctx,
        "folder_copied",
        hub,
        node_id=top.node_id,
        folder_id=top.id,
        original_folder=_location(ctx.db, node, source),
    )
    return top


def _location(db: Database, node: Node, folder: Folder) -> dict[str, Id]:
    hub = resource_hubs.hub_of(db, node)
    return {"space_id": hub.space_id, "resource_hub_id": hub.id, "node_id": node.id, "folder_id": folder.id}


def _with_folders_below(db: Database, folder: Folder) -> set[Id]:
    """Return the ids of a folder and of all folders below it. Raises ServerCrash if a folder contains itself."""
    found = {folder.id}
    waiting = [folder.id]
    while waiting:
        for child in resource_hubs.in_folder(db, waiting.pop()):
            if not isinstance(child.item, Folder):
                continue
            if child.item.id in found:
                raise ServerCrash("the folder contains itself; this request never ends on the real server")
            found.add(child.item.id)
            waiting.append(child.item.id)
    return found


def _copy_of_folder(ctx: Context, original: Node, hub: ResourceHub, folder_id: Id | None) -> Folder:
    """Copy a folder, but not the items in it. The node of the copy has the `updated_at` of the original node."""
    node = resource_hubs.create_node(ctx, hub, folder_id=folder_id, name=original.name, type="folder")
    ctx.db.change(node, updated_at=original.updated_at)
    return resource_hubs.create_folder_record(ctx, node)


def _copy_item(ctx: Context, original: Node, item: Document | File | Link, hub: ResourceHub, folder_id: Id) -> None:
    """Copy a document, file or link. The copy of a document is published, even if the original is a draft."""
    node = resource_hubs.create_node(ctx, hub, folder_id=folder_id, name=original.name, type=original.type)
    id = ctx.db.new_id()
    changed = {
        "id": id,
        "node_id": node.id,
        "subscription_list_id": _copy_list(ctx, item.subscription_list_id, id),
        "inserted_at": ctx.now,
        "updated_at": ctx.now,
    }
    if isinstance(item, Document):
        ctx.db.put(replace(item, **changed, state="published", published_at=None))
    else:
        ctx.db.put(replace(item, **changed))


def _copy_list(ctx: Context, list_id: Id, parent_id: Id) -> Id:
    """Create the subscription list of a copy, and return its id. Canceled subscriptions are not copied. If the original
    list has only one subscription, this subscription is not copied, as on the real server."""
    subscription_list = ctx.db.get_existing(SubscriptionList, list_id)
    copy = subscriptions.create_list(ctx, parent_id, subscription_list.parent_type, subscription_list.send_to_everyone)
    rows = ctx.db.where(Subscription, subscription_list_id=list_id)
    if len(rows) > 1:
        for row in rows:
            if not row.canceled:
                subscriptions.add(ctx, copy.id, row.person_id, row.type)
    return copy.id
