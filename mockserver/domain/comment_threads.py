"""Recording activities that have a comment thread. For example, the message that a person writes when they close a goal
is stored in the thread of the activity (contract: activities 2.2)."""

from typing import Any

from mockserver.domain import activity_log, columns
from mockserver.domain.context import Context
from mockserver.domain.subscriptions import Audience, create_list_with_audience
from mockserver.model.feed.comments import CommentThread
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json


def record(
    ctx: Context,
    action: str,
    context_id: Id,
    *,
    message: Json,
    title: str | None = None,
    audience: Audience,
    **content: Any,
) -> CommentThread:
    """Record an activity with a new comment thread, and return the thread. `message` and `title` are stored in the
    thread, and `content` in the activity. `audience` defines the subscribers of the thread."""
    db = ctx.db
    activity_id, id = db.new_id(), db.new_id()
    thread = db.put(
        CommentThread(
            **ctx.db.new_row(id),
            parent_id=activity_id,
            parent_type="activity",
            title=title,
            message=columns.required_document(message, "message"),
            subscription_list_id=create_list_with_audience(ctx, id, "comment_thread", audience, message),
        )
    )
    activity_log.record(ctx, action, context_id, id=activity_id, thread=thread, **content)
    return thread
