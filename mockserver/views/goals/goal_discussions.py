"""Converts the discussions and retrospectives of goals to JSON (contract: goals 2.3)."""

from mockserver.domain.errors import ServerCrash
from mockserver.domain.goals import goal_discussions
from mockserver.model import ids
from mockserver.model.feed.activities import Activity
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.store.database import Database
from mockserver.views import comments
from mockserver.views.company import people


def retrospective(db: Database, closing: Activity) -> dict[str, Json]:
    return {"id": ids.short(closing.id)} | _thread_values(db, closing)


def discussion(db: Database, activity: Activity) -> dict[str, Json]:
    """Return the JSON of a discussion. Raises ServerCrash if the discussion has no title."""
    title = goal_discussions.thread_of(db, activity).title
    return {"id": discussion_id(title, activity.id), "title": title} | _thread_values(db, activity)


def discussion_id(title: str | None, id: Id) -> str:
    """Return the id of a discussion as the API returns it. `id` is the id of the activity of the discussion.

    Raises ServerCrash if the discussion has no title.
    """
    if title is None:
        raise ServerCrash("a discussion has no title; the real server crashes, because the id contains the title")
    return ids.slugged(title, id)


def _thread_values(db: Database, activity: Activity) -> dict[str, Json]:
    thread = goal_discussions.thread_of(db, activity)
    return {
        "author": people.essential_or_null(db, activity.author_id),
        "comment_count": comments.comments_count(db, "comment_thread", thread.id),
        "inserted_at": thread.inserted_at,
        "content": thread.message,
    }
