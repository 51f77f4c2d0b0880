"""Files (contract: resource_hubs 3 and 4)."""

from typing import Any

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import resource_hub_items as items
from mockserver.domain import text
from mockserver.domain.context import Context
from mockserver.domain.errors import Crash
from mockserver.domain.resource_hub_items import Posting, Upload
from mockserver.model.ids import Id
from mockserver.model.resource_hubs import ResourceHub
from mockserver.views import resource_hubs as views


@endpoint("create_resource_hub_file")
def create_resource_hub_file(
    ctx: Context,
    files: list[dict[str, Any] | None],
    resource_hub_id: Id | None = None,
    folder_id: Id | None = None,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
) -> Reply:
    uploads = [_upload(described) for described in files]
    hub = ctx.find(ResourceHub, resource_hub_id, can="can_create_file")
    posting = Posting(hub, folder_id, send_notifications_to_everyone, subscriber_ids)
    made = items.create_files(ctx, posting, uploads)
    return {"files": [views.essential(ctx.world, file) for file in made]}


def _upload(described: dict[str, Any] | None) -> Upload:
    if described is None:
        raise Crash("an item of `files` is null; the real server crashes on it")
    return Upload(
        blob_id=described.get("blob_id"),
        preview_blob_id=described.get("preview_blob_id"),
        name=described.get("name"),
        description=text.parsed(described.get("description"), "description"),
    )
