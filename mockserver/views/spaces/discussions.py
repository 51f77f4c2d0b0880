"""JSON views of the discussions and message boards of spaces (contract: spaces_tasks 1.5)."""

from mockserver.domain import permissions
from mockserver.model import ids, rich_text
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message, MessagesBoard


def discussion_id(message: Message) -> str:
    return ids.slugged(message.title, message.id)


def essential(message: Message, **loaded: Json) -> dict[str, Json]:
    """Return the essential view of a discussion, which lists and responses of mutations contain.

    The key `name` in the catalogue is never sent.
    """
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
    """Return the full discussion. Optional values are null unless they are in `loaded`, but `notifications` is empty.
    `permissions` is null if `level` is None. `comments` is always null."""
    return {
        **essential(message),
        **dict.fromkeys(("space", "reactions", "comments", "subscription_list", "potential_subscribers")),
        "notifications": (),
        "permissions": None if level is None else permissions.granted(permissions.WORK, level),
        **loaded,
    }


def board(shown: MessagesBoard, messages: list[dict[str, Json]]) -> dict[str, Json]:
    """Return the JSON of a message board. Without a description, `description` is the text "null", because the real
    server encodes null as JSON."""
    return {
        "id": ids.slugged(shown.name, shown.id),
        "name": shown.name,
        "description": shown.description if shown.description is not None else rich_text.encode(None),
        "messages": messages,
        "space": None,
        "inserted_at": shown.inserted_at,
        "updated_at": shown.updated_at,
    }
