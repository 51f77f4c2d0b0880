"""Discussions of spaces and their message board on the wire (contract: spaces_tasks 1.5)."""

from mockserver.domain import permissions
from mockserver.model import ids, rich_text
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message, MessagesBoard


def discussion_id(message: Message) -> str:
    return ids.slugged(message.title, message.id)


def essential(message: Message, **loaded: Json) -> dict[str, Json]:
    """The essential discussion, in lists and responses of mutations. The `name` of the catalogue is never sent."""
    return {
        "id": discussion_id(message),
        "title": message.title,
        "state": message.state,
        "body": message.body,
        "inserted_at": message.inserted_at,
        "updated_at": message.updated_at,
        "published_at": message.published_at,
        "author": None,
        "comments_count": None,
        **loaded,
    }


def full(message: Message, *, level: int | None = None, **loaded: Json) -> dict[str, Json]:
    """The full discussion. Values that were not loaded are null, except for notifications; `permissions` is null
    without a level; comments are never included."""
    return {
        **essential(message),
        **dict.fromkeys(("space", "reactions", "comments", "subscription_list", "potential_subscribers")),
        "notifications": (),
        "permissions": None if level is None else permissions.granted(permissions.WORK, level),
        **loaded,
    }


def board(shown: MessagesBoard, messages: list[dict[str, Json]]) -> dict[str, Json]:
    """A message board. A missing description is the text "null", because the real server encodes the stored value."""
    return {
        "id": ids.slugged(shown.name, shown.id),
        "name": shown.name,
        "description": shown.description if shown.description is not None else rich_text.encode(None),
        "messages": messages,
        "space": None,
        "inserted_at": shown.inserted_at,
        "updated_at": shown.updated_at,
    }
