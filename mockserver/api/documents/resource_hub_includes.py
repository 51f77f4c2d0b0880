"""The values that clients request with `include_*` inputs of resource hubs and items (contract: resource_hubs 2)."""

from mockserver.api.registry import Include
from mockserver.domain import permissions
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hub_items import PARENT_TYPES
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, Node, ResourceHub
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.views import comments, subscriptions
from mockserver.views.company import people
from mockserver.views.documents import resource_hubs as views
from mockserver.views.spaces import spaces


def included_values(ctx: Context, item: Document | File | Link, include: Include) -> dict[str, Json]:
    """Return the optional values of a document, file or link. Values that the client did not request are null."""
    db, node, list_id = ctx.db, resource_hubs.node_of(ctx.db, item), item.subscription_list_id
    hub, path = resource_hubs.hub_of(db, node), f"path_to_{node.type}"
    with_space = include.space or include.potential_subscribers
    return {
        path: views.path(db, node) if getattr(include, path) else None,
        "author": people.essential_or_null(db, item.author_id) if include.author else None,
        "resource_hub": hub_of(ctx, node, with_hub=include.resource_hub, with_space=with_space),
        "parent_folder": _parent_folder(ctx, node) if include.parent_folder else None,
        "reactions": comments.reactions_to(db, PARENT_TYPES[node.type], item.id) if include.reactions else None,
        "permissions": permissions.granted(permissions.HUB, ctx.level(item)) if include.permissions else None,
        "potential_subscribers": potential_subscribers(ctx, hub, list_id) if include.potential_subscribers else None,
        "subscription_list": subscriptions.essential_list(db, list_id) if include.subscriptions_list else None,
    }


def hub_of(ctx: Context, node: Node, *, with_hub: bool | None, with_space: bool | None) -> Json:
    """Return the JSON of the hub that contains a node. If `with_space` is true, the JSON contains the space of the hub.
    Return None if `with_hub` and `with_space` are both false."""
    if not with_hub and not with_space:
        return None
    hub = resource_hubs.hub_of(ctx.db, node)
    return views.hub(hub, space=space_of(ctx, hub) if with_space else None)


def space_of(ctx: Context, hub: ResourceHub) -> Json:
    return spaces.essential(ctx.db.get_existing(Space, hub.space_id))


def potential_subscribers(ctx: Context, hub: ResourceHub, list_id: Id | None = None) -> list[Json]:
    """Return the JSON of the potential subscribers of an item: the members of the space, and the item's subscribers.

    `list_id` is the id of the item's subscription list. If `list_id` is None, only the members of the space are
    returned. Suspended people and AI agents are omitted.
    """
    candidates = subscriptions.space_candidates(ctx.db, hub.space_id)
    return subscriptions.potential_subscribers(ctx.db, list_id, hub.space_id, candidates)


def unread(ctx: Context, key: str, id: Id, *actions: str) -> list[dict[str, Json]]:
    return subscriptions.unread_about(ctx.db, ctx.person, key, id, actions)


def _parent_folder(ctx: Context, node: Node) -> Json:
    """Return the JSON of the folder that contains a node. Return None if the node is at the root of the hub, or if the
    folder was deleted."""
    folder = ctx.db.get(Folder, node.parent_folder_id)
    return None if folder is None or folder.deleted_at else views.essential(ctx.db, folder)
