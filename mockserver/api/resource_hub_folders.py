"""Folders (contract: resource_hubs 3 and 4)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import resource_hubs, text
from mockserver.domain.context import Context
from mockserver.model.resource_hubs import ResourceHub
from mockserver.views import resource_hubs as views


@endpoint("create_resource_hub_folder")
def create_resource_hub_folder(
    ctx: Context, resource_hub_id: str | None, folder_id: str | None = None, name: str | None = None
) -> Reply:
    hub_id = text.lenient_id(resource_hub_id, "resource_hub_id")
    parent_id = None if folder_id is None else text.lenient_id(folder_id, "folder_id")
    hub = ctx.find(ResourceHub, hub_id, can="can_create_folder")
    folder = resource_hubs.create_folder(ctx, hub, folder_id=parent_id, name=text.required(name, "name"))
    return {"folder": views.essential(ctx.world, folder)}
