"""Converts comment threads to JSON. In the API, a project's threads are called discussions (contract: projects 2.8)."""

from typing import Final

from mockserver.model import ids
from mockserver.model.company.companies import Person
from mockserver.model.feed.activities import Activity, Notification
from mockserver.model.feed.comments import CommentThread
from mockserver.model.rich_text import Json
from mockserver.store.database import Database
from mockserver.views import subscriptions

ENTITY_TYPE: Final = "comment_thread"
"""The `entity_type` of comments in threads, and of reactions to threads."""


def thread_id(thread: CommentThread) -> str:
    """Return the id of a thread as the API returns it. The id begins with words of the title. If the thread has no
    title, the id begins with the date of creation."""
    return ids.slugged(thread.inserted_at.date().isoformat() if thread.title is None else thread.title, thread.id)


def essential(thread: CommentThread, **included: Json) -> dict[str, Json]:
    """Return the JSON of a comment thread. Optional values are null unless they are in `included`."""
    return {
        "id": thread_id(thread),
        "title": thread.title or "",
        "message": thread.message,
        "inserted_at": thread.inserted_at,
        **dict.fromkeys(("author", "reactions", "notifications", "project", "project_permissions", "space")),
        **dict.fromkeys(("subscription_list", "potential_subscribers", "comments_count")),
        "can_comment": None,  # always null, as on the real server
        **included,
    }


def unread(db: Database, person: Person, thread: CommentThread) -> list[dict[str, Json]]:
    """Return the JSON of the person's unread notifications about the activity to which a comment thread belongs."""
    return [
        subscriptions.notification(row)
        for activity in db.where(Activity, comment_thread_id=thread.id)
        for row in db.where(Notification, activity_id=activity.id)
        if row.person_id == person.id and not row.read
    ]
