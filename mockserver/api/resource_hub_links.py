"""Links (contract: resource_hubs 3 and 4)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import resource_hub_items as items
from mockserver.domain import text
from mockserver.domain.context import Context
from mockserver.domain.resource_hub_items import Posting
from mockserver.model.ids import Id
from mockserver.model.resource_hubs import ResourceHub
from mockserver.views import resource_hubs as views


@endpoint("create_resource_hub_link")
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
    about = text.parsed(description, "description")
    hub = ctx.find(ResourceHub, resource_hub_id, can="can_create_link")
    posting = Posting(hub, folder_id, send_notifications_to_everyone, subscriber_ids)
    link = items.create_link(ctx, posting, name=name, url=url, type=type, description=about)
    return {"link": views.essential(ctx.world, link)}
