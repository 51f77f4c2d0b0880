"""Resource hubs: the places of items, folders, moving and deleting items (contract: resource_hubs 1 and 4)."""

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
"""The kinds of items by their node types."""


class PlacedItem(NamedTuple):
    """An item with its node."""

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
    """The items at the root of a hub, including drafts, oldest first. Empty for an unknown hub."""
    return _placed(db, db.where(Node, at_root=hub_id))


def in_folder(db: Database, folder_id: Id | None) -> list[PlacedItem]:
    """The items directly in a folder of any hub, including drafts, oldest first. Works for deleted folders too."""
    return _placed(db, db.where(Node, in_folder=folder_id))


def published(nodes: Iterable[PlacedItem]) -> list[PlacedItem]:
    """The items that are not drafts, by any author."""
    return [placed for placed in nodes if not placed.is_draft]


def children_count(db: Database, folder_id: Id) -> int:
    """The number of items directly in a folder. Drafts are not counted, a subfolder counts as one."""
    counts: dict[Id, int] = db.derived_cache("children_count", Node, Document)
    if folder_id not in counts:
        counts[folder_id] = len(published(in_folder(db, folder_id)))
    return counts[folder_id]


def path(db: Database, node: Node) -> list[Folder]:
    """The folders above a node, from the root down, including deleted ones. Raises ServerCrash for a cycle."""
    above: dict[Id, Folder] = {}
    folder = db.get(Folder, node.parent_folder_id)
    while folder is not None:
        if folder.id in above:
            raise ServerCrash("the folders above this item lie in each other; the real server's query never ends")
        above[folder.id] = folder
        folder = db.get(Folder, node_of(db, folder).parent_folder_id)
    return list(reversed(above.values()))


def _placed(db: Database, nodes: list[Node]) -> list[PlacedItem]:
    """Nodes with their items. A node whose document was deleted with its author is omitted."""
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
    """Create a hub with its bindings. They have no effect: access to a hub is access to its space."""
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
    """Create an additional hub in a space."""
    hub = insert(
        ctx.db,
        space,
        name=name,
        description=description,
        company_level=company_level,
        space_level=space_level,
        public=public,
    )
    record(ctx, "created", hub, name=hub.id)  # like the real server, the id instead of the name
    return hub


def create_folder(ctx: Context, hub: ResourceHub, *, folder_id: Id | None, name: str) -> Folder:
    """Create a folder at the root of a hub or in another folder."""
    node = place(ctx, hub, folder_id=folder_id, name=name, type="folder")
    folder = put_folder(ctx, node)
    record(ctx, "folder_created", hub, node_id=node.id, folder_id=folder.id, resource_name=name)
    return folder


def put_folder(ctx: Context, node: Node) -> Folder:
    """Create the folder of a node."""
    return ctx.db.put(Folder(**ctx.db.new_row(), node_id=node.id))


def rename_folder(ctx: Context, folder: Folder, name: str) -> None:
    """Rename a folder. Recorded even if the name is the same."""
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


def place(ctx: Context, hub: ResourceHub, *, folder_id: Id | None, name: str, type: NodeType) -> Node:
    """Create a node in a hub. Like on the real server, the folder can be deleted or in another hub."""
    return ctx.db.put(
        Node(
            **ctx.db.new_row(),
            resource_hub_id=hub.id,
            number=ctx.db.random_source.drawn,
            parent_folder_id=_there(ctx.db, folder_id),
            name=name,
            type=type,
        )
    )


def move(ctx: Context, item: Item, folder_id: Id | None) -> None:
    """Move an item into a folder, or to the root. The hub stays. A folder can be moved into itself: there is no
    check."""
    node = node_of(ctx.db, item)
    change_alone(ctx.db, node, parent_folder_id=_there(ctx.db, folder_id))
    record(
        ctx,
        "parent_folder_edited",
        hub_of(ctx.db, node),
        node_id=node.id,
        new_folder_id=folder_id,
        resource_id=item.id,
        resource_type=node.type,
    )


def change_alone(db: Database, node: Node, **fields: object) -> None:
    """Change a node without changing its item."""
    changed = db.change(node, **fields)
    if changed is not node:
        db.put(replace(changed, apart=True))


def delete(ctx: Context, item: Item) -> None:
    """Delete an item and its node (soft delete). Items in a deleted folder are not changed."""
    node = node_of(ctx.db, item)
    ctx.db.change(item, deleted_at=ctx.now)
    ctx.db.change(node, deleted_at=ctx.now)
    named = {f"{node.type}_id": item.id}
    record(ctx, f"{node.type}_deleted", hub_of(ctx.db, node), node_id=node.id, **named)


def record(ctx: Context, action: str, hub: ResourceHub, **content: Any) -> None:
    """Record an activity in a hub. Its context is the space."""
    activity_log.record(
        ctx, f"resource_hub_{action}", hub.space_id, space_id=hub.space_id, resource_hub_id=hub.id, **content
    )


def _there(db: Database, folder_id: Id | None) -> Id | None:
    if folder_id is not None and db.get(Folder, folder_id) is None:
        raise ServerCrash("there is no such folder; the real server's database rejects the row")
    return folder_id
