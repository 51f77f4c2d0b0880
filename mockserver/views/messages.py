"""Discussions of spaces on the wire (contract: spaces_tasks 1.5)."""

from mockserver.model import ids
from mockserver.model.rich_text import Json
from mockserver.model.spaces import Message


def discussion_id(shown: Message) -> str:
    return ids.slugged(shown.title, shown.id)


def essential(shown: Message, *, author: Json = None, comments_count: int | None = None) -> dict[str, Json]:
    """The discussion; what was not loaded is null."""
    return {
        "id": discussion_id(shown),
        "title": shown.title,
        "state": shown.state,
        "body": shown.body,
        "inserted_at": shown.inserted_at,
        "updated_at": shown.updated_at,
        "published_at": shown.published_at,
        "author": author,
        "comments_count": comments_count,
    }
