"""Endpoints for resource hubs, and endpoints for items of any kind (contract: resource_hubs 3 and 4)."""

from mockserver.api.documents import resource_hub_includes as includes
from mockserver.api.registry import MISSING, Include, Missing, Reply, endpoint, require_input
from mockserver.domain import columns, id_inputs
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hubs import KINDS, PlacedItem, at_root, in_folder, published
from mockserver.domain.errors import ServerCrash
from mockserver.model.company.access import VIEW
from mockserver.model.documents.resource_hubs import ResourceHub
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.views.documents import resource_hubs as views


@endpoint("create_resource_hub", (Space, "can_edit"))
def create_resource_hub(
    ctx: Context,
    space_id: str | None,
    name: str | None = None,
    description: str | None = None,
    anonymous_access_level: int | Missing | None = MISSING,
    company_access_level: int | None = None,
    space_access_level: int | None = None,
) -> Reply:
    decoded_id = id_inputs.id_or_crash(space_id, "space_id")
    document = None if description is None else columns.parse_json(description, "description")
    space = ctx.find(Space, decoded_id, can="can_edit")
    hub = resource_hubs.create(
        ctx,
        space,
        name=columns.required(name, "name"),
        description=columns.document(document, "description"),
        company_level=company_access_level,
        space_level=space_access_level,
        public=require_input("anonymous_access_level", anonymous_access_level) == VIEW,
    )
    return {"resource_hub": views.hub(hub)}


@endpoint("get_resource_hub", (ResourceHub, "can_view"))
def get_resource_hub(ctx: Context, include: Include, id: Id | None) -> Reply:
    hub = ctx.find(ResourceHub, id)
    return {
        "resource_hub": views.hub(
            hub,
            # the real server also loads the space if potential subscribers are requested
            space=includes.space_of(ctx, hub) if include.space or include.potential_subscribers else None,
            nodes=views.nodes(ctx.db, published(at_root(ctx.db, hub.id))) if include.nodes else None,
            potential_subscribers=includes.potential_subscribers(ctx, hub) if include.potential_subscribers else None,
            level=ctx.level(hub) if include.permissions else None,
        )
    }


@endpoint("list_resource_hub_nodes")
def list_resource_hub_nodes(
    ctx: Context,
    include: Include,
    resource_hub_id: Id | Missing | None = MISSING,
    folder_id: Id | Missing | None = MISSING,
) -> Reply:
    items = _items(ctx, resource_hub_id, folder_id)
    visible = [placed for placed in reversed(items) if ctx.level(placed.node) >= VIEW]

    def view(listed: list[PlacedItem]) -> list[Json]:
        return views.nodes(ctx.db, listed, comments=bool(include.comments_count), children=bool(include.children_count))

    return {
        "nodes": view(published(visible)),
        "draft_nodes": view([placed for placed in visible if placed.is_draft_of(ctx.person.id)]),
    }


def _items(ctx: Context, hub_id: Id | Missing | None, folder_id: Id | Missing | None) -> list[PlacedItem]:
    """Return the items at the root of a hub. If `hub_id` is MISSING, return the items in a folder. The list is empty if
    the hub or folder does not exist."""
    if hub_id is None or (hub_id is MISSING and folder_id is None):
        name = "resource_hub_id" if hub_id is None else "folder_id"
        raise ServerCrash(f"`{name}` is null; the real server crashes in this case")
    if not isinstance(hub_id, Missing):
        return at_root(ctx.db, hub_id)
    return in_folder(ctx.db, require_input("folder_id", folder_id))


@endpoint("edit_parent_folder_in_resource_hub", *((kind, "can_edit_parent_folder") for kind in KINDS.values()))
def edit_parent_folder_in_resource_hub(
    ctx: Context, resource_id: Id | None, resource_type: str | None, new_folder_id: Id | Missing | None = MISSING
) -> Reply:
    kind = KINDS.get(resource_type or "")
    if kind is None:
        raise ServerCrash(f"`resource_type` must be one of {', '.join(KINDS)}; the real server crashes on other values")
    item = ctx.find(kind, resource_id, can="can_edit_parent_folder")
    resource_hubs.move(ctx, item, require_input("new_folder_id", new_folder_id))
    return {"success": True}
