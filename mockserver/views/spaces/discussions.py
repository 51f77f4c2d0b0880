"""Converts the discussions and message boards of spaces to JSON (contract: spaces_tasks 1.5)."""

from mockserver.domain import permissions
from mockserver.model import ids, rich_text
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message, MessagesBoard


def discussion_id(message: Message) -> str:
    return ids.slugged(message.title, message.id)


def essential(message: Message, **included: Json) -> dict[str, Json]:
    """Return the essential JSON of a discussion, for lists of discussions and for the responses to changes.

    As on the real server, the JSON does not contain the key `name`, although the catalogue declares it.
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
        **included,
    }


def full(message: Message, *, level: int | None = None, **included: Json) -> dict[str, Json]:
    """Return the full JSON of a discussion. Optional values are null, and `notifications` is empty, unless they are in
    `included`. `permissions` is null if `level`, the access level of the acting person, is None. `comments` is always
    null."""
    return {
        **essential(message),
        **dict.fromkeys(("space", "reactions", "comments", "subscription_list", "potential_subscribers")),
        "notifications": (),
        "permissions": None if level is None else permissions.granted(permissions.WORK, level),
        **included,
    }


def board(board: MessagesBoard, messages: list[dict[str, Json]]) -> dict[str, Json]:
    """Return the JSON of a message board. If the board has no description, `description` is the text "null", because
    the real server encodes null as JSON."""
    return {
        "id": ids.slugged(board.name, board.id),
        "name": board.name,
        "description": board.description if board.description is not None else rich_text.encode(None),
        "messages": messages,
        "space": None,
        "inserted_at": board.inserted_at,
        "updated_at": board.updated_at,
    }
