"""Creating, editing and publishing documents, files and links (contract: resource_hubs 1.3, 1.5, 1.7 and 4)."""

from typing import Any, Final, NamedTuple, TypeVar, get_args

from msgspec.structs import replace

from mockserver.domain import columns, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.documents.resource_hubs import change_node_only, create_node, hub_of, node_of, record
from mockserver.domain.errors import ServerCrash
from mockserver.domain.subscriptions import Audience
from mockserver.model import rich_text
from mockserver.model.company.companies import Blob
from mockserver.model.documents.resource_hubs import Document, File, Link, LinkType, NodeType, ResourceHub
from mockserver.model.feed.subscriptions import SubscriptionList, SubscriptionParent
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json

I = TypeVar("I", Document, File, Link)  # noqa: E741  # an item

LINK_TYPES: Final[dict[str | None, LinkType]] = {name: name for name in get_args(LinkType)}


class ItemDestination(NamedTuple):
    """The hub and folder in which items are created, and the audience that defines their subscribers. If `folder_id` is
    None, items are created at the root of the hub."""

    hub: ResourceHub
    folder_id: Id | None
    audience: Audience


def create_document(
    ctx: Context,
    destination: ItemDestination,
    *,
    name: str | None,
    content: Json,
    draft: bool,
    original: Document | None,
) -> Document:
    """Create a document. If `draft` is true, no activity is recorded, and no one is notified. If the new document is a
    copy, `original` is the copied document. The activity then contains the id of `original` and the id of its node."""
    name = columns.required(name, "name")
    common = _common_fields(ctx, destination, "document", name, content)
    document = ctx.db.put(
        Document(
            **common,
            content=columns.required_document(content, "content"),
            state="draft" if draft else "published",
            published_at=None if draft else ctx.now,
        )
    )
    if not draft:
        _record_document_created(ctx, document, name, original)
    return document


class Upload(NamedTuple):
    """The inputs for a new file, as the client sent them. Only `description` is already decoded from JSON text."""

    blob_id: str | None
    preview_blob_id: str | None
    name: str | None
    description: Json


def create_files(ctx: Context, destination: ItemDestination, uploads: list[Upload]) -> list[File]:
    """Create a file for each upload, in the same order, and record one activity for all files."""
    if not uploads:
        raise ServerCrash("`files` is empty; the real server crashes in this case")
    files = [_create_file(ctx, destination, upload) for upload in uploads]
    record(
        ctx, "file_created", destination.hub, files=[{"file_id": file.id, "node_id": file.node_id} for file in files]
    )
    return files


def _create_file(ctx: Context, destination: ItemDestination, upload: Upload) -> File:
    common = _common_fields(ctx, destination, "file", columns.required(upload.name, "name"), upload.description)
    blob = _use_blob(ctx, upload.blob_id, "blob_id")
    preview = None if upload.preview_blob_id is None else _use_blob(ctx, upload.preview_blob_id, "preview_blob_id")
    return ctx.db.put(
        File(
            **common,
            blob_id=blob.id,
            preview_blob_id=preview.id if preview else None,
            description=columns.document(upload.description, "description"),
        )
    )


def _use_blob(ctx: Context, blob_id: str | None, name: str) -> Blob:
    """Set the status of a blob to `uploaded`, and return the blob. Raises ServerCrash if there is no blob with this id.
    `name` is the name of the input."""
    blob = ctx.db.get(Blob, blob_id.lower() if blob_id else None)
    if blob is None:
        raise ServerCrash(
            f"there is no blob with the id in `{name}`; send the UUID with dashes that POST /__mock__/blobs returned"
        )
    return ctx.db.change(blob, status="uploaded")


def create_link(
    ctx: Context,
    destination: ItemDestination,
    *,
    name: str | None,
    url: str | None,
    type: str | None,
    description: Json,
) -> Link:
    """Create a link. The URL must not be blank, but is not validated otherwise."""
    common = _common_fields(ctx, destination, "link", columns.required(name, "name"), description)
    link = ctx.db.put(
        Link(
            **common,
            url=columns.required(url, "url"),
            type=link_type(type),
            description=columns.document(description, "description"),
        )
    )
    record(ctx, "link_created", destination.hub, node_id=link.node_id, link_id=link.id)
    return link


def link_type(name: str | None) -> LinkType:
    """Return the given text as a link type. Raises ServerCrash if it is not one of the link types."""
    type = LINK_TYPES.get(name)
    if type is None:
        allowed = ", ".join(get_args(LinkType))
        raise ServerCrash(f"`type` must be one of {allowed}; the real server crashes on other values")
    return type


def _common_fields(ctx: Context, destination: ItemDestination, type: NodeType, name: str, text: Json) -> dict[str, Any]:
    """Create the node and the subscription list of a new item. Returns the fields that documents, files and links have
    in common."""
    id = ctx.db.new_id()
    node = create_node(ctx, destination.hub, folder_id=destination.folder_id, name=name, type=type)
    list_id = subscriptions.create_list_with_audience(ctx, id, PARENT_TYPES[type], destination.audience, text)
    return ctx.db.new_row(id) | {"node_id": node.id, "author_id": ctx.person.id, "subscription_list_id": list_id}


PARENT_TYPES: Final[dict[NodeType, SubscriptionParent]] = {
    "document": "resource_hub_document",
    "file": "resource_hub_file",
    "link": "resource_hub_link",
}
"""Maps the `type` of a node to the name of this type in other records: `parent_type` in subscription lists, and
`entity_type` in comments and reactions."""


def _record_document_created(ctx: Context, document: Document, name: str, original: Document | None = None) -> None:
    record(
        ctx,
        "document_created",
        hub_of(ctx.db, node_of(ctx.db, document)),
        node_id=document.node_id,
        document_id=document.id,
        name=name,
        copied_document_id=original.id if original else None,
        copied_document_node_id=original.node_id if original else None,
    )


# --- changing --------------------------------------------------------------------------------------------------------


def _require_everyone(audience: Audience) -> None:
    if audience.subscriber_ids is not None and audience.everyone is None:
        raise ServerCrash(
            "`subscriber_ids` requires `send_notifications_to_everyone`; the real server crashes without it"
        )


def edit_document(ctx: Context, document: Document, audience: Audience, *, name: str, content: Json) -> Document:
    """Change the name and content of a document, which can be a draft. If both fields of `audience` were sent, the
    people in `subscriber_ids` replace the previous subscribers. If only `everyone` was sent, all subscriptions are
    canceled."""
    _require_everyone(audience)
    edited = _edit(ctx, document, name, content=columns.required_document(content, "content"))
    subscription_list = ctx.db.get_existing(SubscriptionList, document.subscription_list_id)
    if audience.everyone is not None:
        subscriptions.replace(ctx, subscription_list, audience.everyone, audience.subscriber_ids or ())
    subscriptions.add_mentioned(ctx, subscription_list.id, content)
    node = node_of(ctx.db, document)
    record(ctx, "document_edited", hub_of(ctx.db, node), node_id=node.id, document_id=document.id)
    return edited


def publish(ctx: Context, document: Document, audience: Audience, *, name: str | None, content: Json) -> Document:
    """Publish a draft. If `name` or `content` is None, it does not change. If both fields of `audience` were sent, the
    people in `subscriber_ids` replace the previous subscribers."""
    _require_everyone(audience)
    node = node_of(ctx.db, document)
    text = rich_text.decode(document.content) if content is None else content
    published = ctx.db.change(
        document, state="published", published_at=ctx.now, content=columns.required_document(text, "content")
    )
    renamed = node if name is None else ctx.db.change(node, name=columns.required(name, "name"))
    ctx.db.put(replace(renamed, apart=renamed is node))
    subscription_list = ctx.db.get_existing(SubscriptionList, document.subscription_list_id)
    if audience.everyone is not None and audience.subscriber_ids is not None:
        subscriptions.replace(ctx, subscription_list, audience.everyone, audience.subscriber_ids)
    subscriptions.add_mentioned(ctx, subscription_list.id, text)
    _record_document_created(ctx, published, node.name)
    return published


def edit_file(ctx: Context, file: File, *, name: str, description: Json) -> File:
    """Change the name and description of a file. The content of the file does not change."""
    node = node_of(ctx.db, file)
    edited = _edit(ctx, file, name, description=columns.document(description, "description"))
    record(
        ctx, "file_edited", hub_of(ctx.db, node), node_id=node.id, file_id=file.id, old_name=node.name, new_name=name
    )
    return edited


def edit_link(ctx: Context, link: Link, *, name: str, url: str, type: LinkType, description: Json) -> Link:
    """Change the name, URL, type and description of a link. The activity is recorded, and people are notified, even if
    nothing changes."""
    node = node_of(ctx.db, link)
    edited = _edit(ctx, link, name, url=url, type=type, description=columns.document(description, "description"))
    record(
        ctx,
        "link_edited",
        hub_of(ctx.db, node),
        node_id=node.id,
        link_id=link.id,
        previous_link={"name": node.name, "type": link.type, "url": link.url},
        updated_link={"name": name, "type": type, "url": url},
    )
    return edited


def _edit(ctx: Context, item: I, name: str, **fields: object) -> I:
    """Change the fields of an item and the name of its node.

    If the item changes, or if `node.apart` is true (see `Node`), the node gets the `updated_at` of the item. This time
    can be earlier than the old `updated_at` of the node. In all other cases, the `updated_at` of the node changes only
    if the name changes.
    """
    edited = ctx.db.change(item, **fields)
    node = node_of(ctx.db, item)
    if edited is not item or node.apart:
        ctx.db.change(node, name=name, updated_at=edited.updated_at, apart=False)
    else:
        change_node_only(ctx.db, node, name=name)
    return edited
