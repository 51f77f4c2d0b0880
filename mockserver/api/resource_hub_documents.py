"""Documents (contract: resource_hubs 3 and 4)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import resource_hub_items as items
from mockserver.domain import text
from mockserver.domain.context import Context
from mockserver.domain.resource_hub_items import Posting
from mockserver.model.ids import Id
from mockserver.model.resource_hubs import Document, ResourceHub
from mockserver.views import resource_hubs as views


@endpoint("create_resource_hub_document")
def create_resource_hub_document(
    ctx: Context,
    resource_hub_id: Id | None = None,
    folder_id: Id | None = None,
    name: str | None = None,
    content: str | None = None,
    post_as_draft: bool | None = None,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
    copied_document_id: Id | None = None,
) -> Reply:
    copied = None if copied_document_id is None else ctx.find(Document, copied_document_id)
    written = text.parsed(content, "content")
    hub = ctx.find(ResourceHub, resource_hub_id, can="can_create_document")
    document = items.create_document(
        ctx,
        Posting(hub, folder_id, send_notifications_to_everyone, subscriber_ids),
        name=name,
        content=written,
        draft=bool(post_as_draft),
        copied=copied,
    )
    return {"document": views.essential(ctx.world, document)}
