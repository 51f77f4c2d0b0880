"""Discussions of spaces and their board on the wire (contract: spaces_tasks 1.5)."""

from mockserver.domain import permissions
from mockserver.model import ids, rich_text
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message, MessagesBoard


def discussion_id(message: Message) -> str:
    return ids.slugged(message.title, message.id)


def essential(message: Message, *, author: Json = None, comments_count: int | None = None) -> dict[str, Json]:
    """The discussion as lists and changes show it. The key `name` of the catalogue does not exist."""
    return {
        "id": discussion_id(message),
        "title": message.title,
        "state": message.state,
        "body": message.body,
        "inserted_at": message.inserted_at,
        "updated_at": message.updated_at,
        "published_at": message.published_at,
        "author": author,
        "comments_count": comments_count,
    }


def full(
    message: Message,
    *,
    author: Json = None,
    space: Json = None,
    reactions: Json = None,
    subscription_list: Json = None,
    potential_subscribers: Json = None,
    notifications: Json = (),
    level: int | None = None,
) -> dict[str, Json]:
    """The whole discussion. What was not asked for is null, notifications apart; `permissions` where a level is
    given; comments are never in it."""
    return essential(message, author=author) | {
        "space": space,
        "reactions": reactions,
        "comments": None,
        "subscription_list": subscription_list,
        "potential_subscribers": potential_subscribers,
        "notifications": notifications,
        "permissions": None if level is None else permissions.granted(permissions.WORK, level),
    }


def board(shown: MessagesBoard, messages: list[dict[str, Json]]) -> dict[str, Json]:
    """A board; a description that is not there is the text "null", since the real server encodes what it stores."""
    return {
        "id": ids.slugged(shown.name, shown.id),
        "name": shown.name,
        "description": shown.description if shown.description is not None else rich_text.encode(None),
        "messages": messages,
        "space": None,
        "inserted_at": shown.inserted_at,
        "updated_at": shown.updated_at,
    }
