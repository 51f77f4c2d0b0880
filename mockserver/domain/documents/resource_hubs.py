"""Resource hubs: creating hubs and folders, and reading, moving and deleting items (contract: resource_hubs 1 and 4).

An item is a folder, document, file or link. Each item has a node, which is a separate record. The node contains the
name of the item, and refers to the hub and the folder of the item.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from mockserver.domain import access as access_rules
from mockserver.domain import activity_log
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.model.company import access
from mockserver.model.company.access import FULL, VIEW
from mockserver.model.documents.resource_hubs import Document, File, Folder, Item, Link, Node, NodeType, ResourceHub
from mockserver.model.ids import Id
from mockserver.model.rich_text import RichText
from mockserver.model.spaces.spaces import Space
from mockserver.store.database import Database

KINDS: Final[dict[str, type[Item]]] = {"document": Document, "folder": Folder, "file": File, "link": Link}
"""Maps the `type` of a node to the class of its item."""


class PlacedItem(NamedTuple):
    """An item and its node."""

    node: Node
    item: Item

    @property
    def is_draft(self) -> bool:
        return isinstance(self.item, Document) and self.item.state == "draft"

    def is_draft_of(self, person_id: Id) -> bool:
        return isinstance(self.item, Document) and self.item.state == "draft" and self.item.author_id == person_id


# --- reading ---------------------------------------------------------------------------------------------------------


def node_of(db: Database, item: Item) -> Node:
    return db.get_existing(Node, item.node_id)


def hub_of(db: Database, node: Node) -> ResourceHub:
    return db.get_existing(ResourceHub, node.resource_hub_id)


def at_root(db: Database, hub_id: Id | None) -> list[PlacedItem]:
    """Return the items at the root of a hub, including drafts, oldest first. The result is empty if the hub does not
    exist."""
    return _with_items(db, db.where(Node, at_root=hub_id))


def in_folder(db: Database, folder_id: Id | None) -> list[PlacedItem]:
    """Return the items in a folder, without the items in its subfolders, oldest first. Drafts are included. The items
    of a deleted folder are also returned."""
    return _with_items(db, db.where(Node, in_folder=folder_id))


def published(nodes: Iterable[PlacedItem]) -> list[PlacedItem]:
    """Return the items that are not drafts."""
    return [placed for placed in nodes if not placed.is_draft]


def children_count(db: Database, folder_id: Id) -> int:
    """Return the number of items in a folder. A subfolder counts as one item. Drafts are not counted."""
    counts: dict[Id, int] = db.derived_cache("children_count", Node, *KINDS.values())
    if folder_id not in counts:
        counts[folder_id] = len(published(in_folder(db, folder_id)))
    return counts[folder_id]


def ancestors(db: Database, node: Node) -> list[Folder]:
    """Return the folders above a node, including deleted folders. The folder at the root of the hub comes first. Raises
    ServerCrash if a folder contains itself."""
    folders: dict[Id, Folder] = {}
    folder = db.get(Folder, node.parent_folder_id)
    while folder is not None:
        if folder.id in folders:
            raise ServerCrash(
                "the folders above this item form a cycle; the real server responds with this error after 15 seconds"
            )
        folders[folder.id] = folder
        folder = db.get(Folder, node_of(db, folder).parent_folder_id)
    return list(reversed(folders.values()))


def _with_items(db: Database, nodes: list[Node]) -> list[PlacedItem]:
    """Return nodes with their items, oldest first. Nodes without an item are omitted. A node has no item if its
    document was deleted together with the author of the document."""
    in_order = sorted(nodes, key=lambda node: (node.inserted_at, node.number))
    items = [(node, db.first(KINDS[node.type], node_id=node.id)) for node in in_order]
    return [PlacedItem(node, item) for node, item in items if item is not None]


# --- hubs and folders ------------------------------------------------------------------------------------------------


def insert(
    db: Database,
    space: Space,
    *,
    name: str,
    description: RichText | None = None,
    company_level: int | None,
    space_level: int | None,
    public: bool = False,
) -> ResourceHub:
    """Create a hub and its bindings without an activity. The bindings have no effect, because the access to a hub
    depends on the bindings of its space. `company_level` is the level of the company's members, and `space_level` the
    level of the space's members. If `public` is true, anonymous people get view access."""
    hub = db.put(ResourceHub(**db.new_row(), space_id=space.id, name=name, description=description))
    for group, level in (
        (access.owners(space.company_id), FULL),
        (access.members(space.company_id), company_level),
        (access.space_managers(space.id), FULL),
        (access.space_members(space.id), space_level),
    ):
        access_rules.grant(db, hub.id, group, level)
    if public:
        access_rules.grant(db, hub.id, access.anonymous(space.company_id), VIEW)
    return hub


def create(
    ctx: Context,
    space: Space,
    *,
    name: str,
    description: RichText | None,
    company_level: int | None,
    space_level: int | None,
    public: bool,
) -> ResourceHub:
    """Create an additional hub in a space, and record the activity. The parameters are those of `insert`."""
    hub = insert(
        ctx.db,
        space,
        name=name,
        description=description,
        company_level=company_level,
        space_level=space_level,
        public=public,
    )
    record(ctx, "created", hub, name=hub.id)  # as on the real server, the activity has the id instead of the name
    return hub


def create_folder(ctx: Context, hub: ResourceHub, *, folder_id: Id | None, name: str) -> Folder:
    """Create a folder in another folder, or at the root of a hub if `folder_id` is None."""
    node = create_node(ctx, hub, folder_id=folder_id, name=name, type="folder")
    folder = create_folder_record(ctx, node)
    record(ctx, "folder_created", hub, node_id=node.id, folder_id=folder.id, resource_name=name)
    return folder


def create_folder_record(ctx: Context, node: Node) -> Folder:
    """Create the folder that belongs to an existing node."""
    return ctx.db.put(Folder(**ctx.db.new_row(), node_id=node.id))


def rename_folder(ctx: Context, folder: Folder, name: str) -> None:
    """Rename a folder. The activity is recorded even if the name is unchanged."""
    node = node_of(ctx.db, folder)
    ctx.db.change(node, name=name)
    record(
        ctx,
        "folder_renamed",
        hub_of(ctx.db, node),
        node_id=node.id,
        folder_id=folder.id,
        old_name=node.name,
        new_name=name,
    )


# --- shared ----------------------------------------------------------------------------------------------------------


def create_node(ctx: Context, hub: ResourceHub, *, folder_id: Id | None, name: str, type: NodeType) -> Node:
    """Create a node in a hub. As on the real server, `folder_id` can be the id of a deleted folder or of a folder in
    another hub. Raises ServerCrash if there is no folder with this id."""
    return ctx.db.put(
        Node(
            **ctx.db.new_row(),
            resource_hub_id=hub.id,
            number=ctx.db.random_source.counter,
            parent_folder_id=_existing_folder_id(ctx.db, folder_id),
            name=name,
            type=type,
        )
    )


def move(ctx: Context, item: Item, folder_id: Id | None) -> None:
    """Move an item into a folder, or to the root of its hub if `folder_id` is None. The node still refers to the same
    hub, even if the folder is in another hub. As on the real server, a folder can be moved into itself."""
    node = node_of(ctx.db, item)
    change_node_only(ctx.db, node, parent_folder_id=_existing_folder_id(ctx.db, folder_id))
    record(
        ctx,
        "parent_folder_edited",
        hub_of(ctx.db, node),
        node_id=node.id,
        new_folder_id=folder_id,
        resource_id=item.id,
        resource_type=node.type,
    )


def change_node_only(db: Database, node: Node, **fields: object) -> None:
    """Change fields of a node, but not its item. If the value of a field changes, `apart` becomes true (see `Node`)."""
    changed = db.change(node, **fields)
    if changed is not node:
        db.put(replace(changed, apart=True))


def delete(ctx: Context, item: Item) -> None:
    """Delete an item and its node by setting `deleted_at`. The items in a deleted folder do not change."""
    node = node_of(ctx.db, item)
    ctx.db.change(item, deleted_at=ctx.now)
    ctx.db.change(node, deleted_at=ctx.now)
    item_id = {f"{node.type}_id": item.id}
    record(ctx, f"{node.type}_deleted", hub_of(ctx.db, node), node_id=node.id, **item_id)


def record(ctx: Context, action: str, hub: ResourceHub, **content: Any) -> None:
    """Record an activity about a resource hub. The action of the activity is `resource_hub_` followed by `action`. The
    access context of the activity is the space of the hub."""
    activity_log.record(
        ctx, f"resource_hub_{action}", hub.space_id, space_id=hub.space_id, resource_hub_id=hub.id, **content
    )


def _existing_folder_id(db: Database, folder_id: Id | None) -> Id | None:
    if folder_id is not None and db.get(Folder, folder_id) is None:
        raise ServerCrash("the destination folder does not exist; the real server's database rejects the item")
    return folder_id
