"""Resource hubs, their nodes and their items: folders, documents, files and links (contract: resource_hubs 1)."""

from datetime import datetime
from typing import ClassVar, Literal

from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by
from mockserver.model.rich_text import RichText

NodeType = Literal["document", "folder", "file", "link"]
LinkType = Literal[
    "airtable", "dropbox", "figma", "google", "google_doc", "google_sheet", "google_slides", "notion", "other"
]


class ResourceHub(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("space_id")

    space_id: Id
    name: str
    description: RichText | None = None
    inserted_at: datetime
    updated_at: datetime


class Node(Record, frozen=True, kw_only=True):
    """The name of an item (a folder, document, file or link), and the hub and folder that contain the item. The item is
    the record whose `node_id` is the id of the node.

    Each new node has a larger `number` than all earlier nodes. The numbers order nodes that were created in the same
    second. `apart` is true if the node and its item were last changed by different requests. In this case, the node and
    the item have different values of `updated_at` on the real server.
    """

    INDEXES: ClassVar = indexed_by(
        "resource_hub_id",
        "parent_folder_id",
        at_root=lambda node: () if node.deleted_at or node.parent_folder_id else (node.resource_hub_id,),
        in_folder=lambda node: () if node.deleted_at or not node.parent_folder_id else (node.parent_folder_id,),
    )

    resource_hub_id: Id
    number: int
    parent_folder_id: Id | None = None
    name: str
    type: NodeType
    apart: bool = False
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class Folder(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("node_id")

    node_id: Id
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class Document(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("node_id", "author_id", "subscription_list_id")

    node_id: Id
    author_id: Id
    content: RichText
    state: Literal["draft", "published"] = "published"
    published_at: datetime | None = None
    subscription_list_id: Id
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class File(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("node_id", "author_id", "subscription_list_id")

    node_id: Id
    author_id: Id | None
    blob_id: Id
    preview_blob_id: Id | None = None
    description: RichText | None = None
    subscription_list_id: Id
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class Link(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("node_id", "author_id", "subscription_list_id")

    node_id: Id
    author_id: Id | None
    url: str
    type: LinkType
    description: RichText | None = None
    subscription_list_id: Id
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


Item = Folder | Document | File | Link
