"""Endpoints for documents (contract: resource_hubs 3 and 4)."""

from mockserver.api.documents import resource_hub_includes as includes
from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import columns
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hub_items as items
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hub_items import ItemDestination
from mockserver.domain.errors import Forbidden
from mockserver.domain.subscriptions import Audience
from mockserver.model.documents.resource_hubs import Document, ResourceHub
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.views.documents import resource_hubs as views


@endpoint("create_resource_hub_document", (ResourceHub, "can_create_document"), (Document, "can_view"))
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
    original = None if copied_document_id is None else ctx.find(Document, copied_document_id)
    document_content = columns.parse_json(content, "content")
    hub = ctx.find(ResourceHub, resource_hub_id, can="can_create_document")
    document = items.create_document(
        ctx,
        ItemDestination(hub, folder_id, Audience(send_notifications_to_everyone, subscriber_ids)),
        name=name,
        content=document_content,
        draft=bool(post_as_draft),
        original=original,
    )
    return {"document": views.essential(ctx.db, document)}


@endpoint("get_resource_hub_document", (Document, "can_view"))
def get_resource_hub_document(ctx: Context, include: Include, id: Id) -> Reply:
    document = ctx.find(Document, id)
    included = includes.included_values(ctx, document, include)
    actions = ("resource_hub_document_created", "resource_hub_document_edited")
    unread = includes.unread(ctx, "document_id", document.id, *actions) if include.unread_notifications else ()
    node = resource_hubs.node_of(ctx.db, document)
    return {"document": views.full_document(document, node, included, notifications=unread)}


@endpoint("edit_resource_hub_document", (Document, "can_edit_document"))
def edit_resource_hub_document(
    ctx: Context,
    document_id: Id,
    name: str,
    content: Json,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
) -> Reply:
    document = ctx.find(Document, document_id, can="can_edit_document")
    node = resource_hubs.node_of(ctx.db, document)
    audience = Audience(send_notifications_to_everyone, subscriber_ids)
    edited = items.edit_document(ctx, document, audience, name=columns.required(name, "name"), content=content)
    return {"document": views.document(edited, node)}  # the response contains the old name, as on the real server


@endpoint("publish_resource_hub_document", (Document, "can_view"), rule="the person must be the author of the draft")
def publish_resource_hub_document(
    ctx: Context,
    document_id: Id,
    name: str | None = None,
    content: Json = None,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
) -> Reply:
    document = ctx.find(Document, document_id)
    if document.state != "draft" or document.author_id != ctx.person.id:
        raise Forbidden(hint="only the author can publish a document, and only if it is a draft")
    audience = Audience(send_notifications_to_everyone, subscriber_ids)
    published = items.publish(ctx, document, audience, name=name, content=content)
    node = resource_hubs.node_of(ctx.db, published)
    # without `name`, the real server returns the node instead of the document
    return {"document": views.node(node) if name is None else views.document(published, node)}


@endpoint("delete_resource_hub_document", (Document, "can_delete_document"))
def delete_resource_hub_document(ctx: Context, document_id: Id | None) -> Reply:
    document = ctx.find(Document, document_id, can="can_delete_document")
    resource_hubs.delete(ctx, document)
    return {"document": views.essential(ctx.db, document)}
