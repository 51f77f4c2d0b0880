"""Converts comments and reactions to JSON (contract: activities 2.4 and 5)."""

from mockserver.model import ids
from mockserver.model.feed.activities import Notification
from mockserver.model.feed.comments import Comment, Reaction
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.store.database import Database
from mockserver.views import subscriptions
from mockserver.views.company import people


def reaction(db: Database, row: Reaction) -> dict[str, Json]:
    return {"id": ids.short(row.id), "emoji": row.emoji, "person": people.essential_or_null(db, row.person_id)}


def reactions_to(db: Database, entity_type: str, entity_id: Id) -> list[dict[str, Json]]:
    """Return the JSON of all reactions to a record, oldest first."""
    return [reaction(db, row) for row in db.where(Reaction, parent=(entity_type, entity_id))]


def comments_count(db: Database, entity_type: str, entity_id: Id) -> int:
    return db.count(Comment, parent=(entity_type, entity_id))


def comment(row: Comment, **included: Json) -> dict[str, Json]:
    """Return the JSON of a comment. `author`, `reactions` and `notification` are null unless they are in `included`."""
    return {
        "id": ids.short(row.id),
        "content": row.content,
        "inserted_at": row.inserted_at,
        "author": None,
        "reactions": None,
        "notification": None,
        **included,
    }


def with_details(db: Database, row: Comment, unread: Notification | None) -> dict[str, Json]:
    """Return the JSON of a comment with its author and reactions. `unread` is the acting person's unread notification
    about the comment, or None."""
    return comment(
        row,
        author=people.essential_or_null(db, row.author_id),
        reactions=reactions_to(db, "comment", row.id),
        notification=subscriptions.notification(unread) if unread else None,
    )
