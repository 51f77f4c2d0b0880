"""Endpoints for files (contract: resource_hubs 3 and 4)."""

from typing import Any

from mockserver.api.documents import resource_hub_includes as includes
from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import columns
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hub_items as items
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hub_items import ItemDestination, Upload
from mockserver.domain.errors import ServerCrash
from mockserver.domain.subscriptions import Audience
from mockserver.model.company.companies import Blob
from mockserver.model.documents.resource_hubs import File, ResourceHub
from mockserver.model.ids import Id
from mockserver.views.documents import resource_hubs as views


@endpoint("create_resource_hub_file", (ResourceHub, "can_create_file"))
def create_resource_hub_file(
    ctx: Context,
    files: list[dict[str, Any] | None],
    resource_hub_id: Id | None = None,
    folder_id: Id | None = None,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
) -> Reply:
    uploads = [_upload(file) for file in files]
    hub = ctx.find(ResourceHub, resource_hub_id, can="can_create_file")
    destination = ItemDestination(hub, folder_id, Audience(send_notifications_to_everyone, subscriber_ids))
    created = items.create_files(ctx, destination, uploads)
    return {"files": [views.essential(ctx.db, file) for file in created]}


def _upload(file: dict[str, Any] | None) -> Upload:
    if file is None:
        raise ServerCrash("an item of `files` is null; the real server crashes in this case")
    return Upload(
        blob_id=file.get("blob_id"),
        preview_blob_id=file.get("preview_blob_id"),
        name=file.get("name"),
        description=columns.parse_json(file.get("description"), "description"),
    )


@endpoint("get_resource_hub_file", (File, "can_view"))
def get_resource_hub_file(ctx: Context, include: Include, id: Id) -> Reply:
    file = ctx.find(File, id)
    included = includes.included_values(ctx, file, include)
    blob = ctx.db.get_existing(Blob, file.blob_id)
    return {"file": views.full_file(file, resource_hubs.node_of(ctx.db, file), blob, included)}


@endpoint("edit_resource_hub_file", (File, "can_edit_file"))
def edit_resource_hub_file(
    ctx: Context, file_id: Id | None = None, name: str | None = None, description: str | None = None
) -> Reply:
    document = columns.parse_json(description, "description")
    file = ctx.find(File, file_id, can="can_edit_file")
    node = resource_hubs.node_of(ctx.db, file)
    edited = items.edit_file(ctx, file, name=columns.required(name, "name"), description=document)
    return {"file": views.file(edited, node)}  # the response contains the old name, as on the real server


@endpoint("delete_resource_hub_file", (File, "can_delete_file"))
def delete_resource_hub_file(ctx: Context, file_id: Id | None) -> Reply:
    file = ctx.find(File, file_id, can="can_delete_file")
    resource_hubs.delete(ctx, file)
    return {"file": views.essential(ctx.db, file)}
