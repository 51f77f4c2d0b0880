"""Endpoints for links (contract: resource_hubs 3 and 4)."""

from mockserver.api.documents import resource_hub_includes as includes
from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import columns
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hub_items as items
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hub_items import ItemDestination
from mockserver.domain.subscriptions import Audience
from mockserver.model.documents.resource_hubs import Link, ResourceHub
from mockserver.model.ids import Id
from mockserver.views.documents import resource_hubs as views


@endpoint("create_resource_hub_link", (ResourceHub, "can_create_link"))
def create_resource_hub_link(
    ctx: Context,
    resource_hub_id: Id | None = None,
    folder_id: Id | None = None,
    name: str | None = None,
    url: str | None = None,
    description: str | None = None,
    type: str | None = None,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
) -> Reply:
    document = columns.parse_json(description, "description")
    hub = ctx.find(ResourceHub, resource_hub_id, can="can_create_link")
    destination = ItemDestination(hub, folder_id, Audience(send_notifications_to_everyone, subscriber_ids))
    link = items.create_link(ctx, destination, name=name, url=url, type=type, description=document)
    return {"link": views.essential(ctx.db, link)}


@endpoint("get_resource_hub_link", (Link, "can_view"))
def get_resource_hub_link(ctx: Context, include: Include, id: Id) -> Reply:
    link = ctx.find(Link, id)
    included = includes.included_values(ctx, link, include)
    actions = ("resource_hub_link_created", "resource_hub_link_edited")
    unread = includes.unread(ctx, "link_id", link.id, *actions) if include.unread_notifications else ()
    return {"link": views.full_link(link, resource_hubs.node_of(ctx.db, link), included, notifications=unread)}


@endpoint("edit_resource_hub_link", (Link, "can_edit_link"))
def edit_resource_hub_link(
    ctx: Context,
    link_id: Id | None = None,
    name: str | None = None,
    type: str | None = None,
    url: str | None = None,
    description: str | None = None,
) -> Reply:
    document = columns.parse_json(description, "description")
    link = ctx.find(Link, link_id, can="can_edit_link")
    edited = items.edit_link(
        ctx,
        link,
        name=columns.required(name, "name"),
        url=columns.required(url, "url"),
        type=items.link_type(type),
        description=document,
    )
    return {"link": views.essential(ctx.db, edited)}


@endpoint("delete_resource_hub_link", (Link, "can_delete_link"))
def delete_resource_hub_link(ctx: Context, link_id: Id | None) -> Reply:
    resource_hubs.delete(ctx, ctx.find(Link, link_id, can="can_delete_link"))
    return {"success": True}
