"""Endpoints for folders (contract: resource_hubs 3 and 4)."""

from mockserver.api.documents import resource_hub_includes as includes
from mockserver.api.registry import MISSING, Include, Missing, Reply, endpoint, require_input
from mockserver.domain import columns, id_inputs
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hub_copying import copy_folder
from mockserver.model import ids
from mockserver.model.documents.resource_hubs import Folder, ResourceHub
from mockserver.model.ids import Id
from mockserver.views.documents import resource_hubs as views


@endpoint("create_resource_hub_folder", (ResourceHub, "can_create_folder"))
def create_resource_hub_folder(
    ctx: Context, resource_hub_id: str | None, folder_id: str | None = None, name: str | None = None
) -> Reply:
    hub_id = id_inputs.id_or_crash(resource_hub_id, "resource_hub_id")
    parent_id = None if folder_id is None else id_inputs.id_or_crash(folder_id, "folder_id")
    hub = ctx.find(ResourceHub, hub_id, can="can_create_folder")
    folder = resource_hubs.create_folder(ctx, hub, folder_id=parent_id, name=columns.required(name, "name"))
    return {"folder": views.essential(ctx.db, folder)}


@endpoint("get_resource_hub_folder", (Folder, "can_view"))
def get_resource_hub_folder(ctx: Context, include: Include, id: Id | None) -> Reply:
    folder = ctx.find(Folder, id)
    node = resource_hubs.node_of(ctx.db, folder)
    hub = resource_hubs.hub_of(ctx.db, node)
    items = resource_hubs.in_folder(ctx.db, folder.id) if include.nodes else []
    return {
        "folder": views.full_folder(
            folder,
            node,
            resource_hub=includes.hub_of(
                ctx, node, with_hub=include.resource_hub, with_space=include.potential_subscribers
            ),
            nodes=views.nodes(ctx.db, resource_hubs.published(items)) if include.nodes else None,
            level=ctx.level(folder) if include.permissions else None,
            path_to_folder=views.path(ctx.db, node) if include.path_to_folder else None,
            potential_subscribers=includes.potential_subscribers(ctx, hub) if include.potential_subscribers else None,
        )
    }


@endpoint("rename_resource_hub_folder", (Folder, "can_rename_folder"))
def rename_resource_hub_folder(ctx: Context, folder_id: Id | None, new_name: str | None = None) -> Reply:
    folder = ctx.find(Folder, folder_id, can="can_rename_folder")
    resource_hubs.rename_folder(ctx, folder, columns.required(new_name, "new_name"))
    return {"success": True}


@endpoint("copy_resource_hub_folder", (Folder, "can_copy_folder"), (ResourceHub, "can_copy_folder"))
def copy_resource_hub_folder(
    ctx: Context,
    folder_id: Id | None,
    folder_name: str | None = None,
    dest_resource_hub_id: Id | Missing | None = MISSING,
    dest_parent_folder_id: Id | None = None,
) -> Reply:
    folder = ctx.find(Folder, folder_id)
    hub = ctx.find(ResourceHub, require_input("dest_resource_hub_id", dest_resource_hub_id))
    ctx.require(folder, "can_copy_folder")
    ctx.require(hub, "can_copy_folder")
    copy = copy_folder(ctx, folder, hub, folder_id=dest_parent_folder_id, name=folder_name)
    return {"folder_id": ids.short(copy.id)}


@endpoint("delete_resource_hub_folder", (Folder, "can_delete_folder"))
def delete_resource_hub_folder(ctx: Context, folder_id: Id | None) -> Reply:
    resource_hubs.delete(ctx, ctx.find(Folder, folder_id, can="can_delete_folder"))
    return {"success": True}
