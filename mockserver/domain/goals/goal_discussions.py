"""Discussions of goals. A discussion is an activity with a comment thread. The thread contains the title and the
message (contract: goals 1.6)."""

from collections.abc import Iterator

from mockserver.domain import columns, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.goals.goal_lifecycle import record_with_thread
from mockserver.domain.goals.goals import record
from mockserver.domain.subscriptions import Audience
from mockserver.model.feed.activities import Activity
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals.goals import Goal
from mockserver.model.rich_text import Json
from mockserver.store.database import Database


def discussions(db: Database, goal: Goal) -> Iterator[Activity]:
    """Iterate over the discussions of a goal, newest first."""
    return db.newest(Activity, scope=("goal", goal.id, "goal_discussion_creation"))


def retrospective(db: Database, goal: Goal) -> Activity | None:
    """Return the activity of the last closing of a goal, or None if the goal was never closed. The goal can have been
    reopened since then."""
    return next(db.newest(Activity, scope=("goal", goal.id, "goal_closing")), None)


def thread_of(db: Database, activity: Activity) -> CommentThread:
    return db.get_existing(CommentThread, activity.comment_thread_id or "")


def create(ctx: Context, goal: Goal, *, title: str | None, message: Json, audience: Audience) -> CommentThread:
    stored = columns.to_column(title, "title")
    return record_with_thread(
        ctx, goal, "goal_discussion_creation", message, audience, title=stored, company_id=goal.company_id
    )


def edit(ctx: Context, activity: Activity, *, title: str | None, message: Json) -> None:
    """Change the title and message of the comment thread of an activity. The activity records the creation of a
    discussion, or the closing or reopening of a goal."""
    thread = ctx.db.get(CommentThread, activity.comment_thread_id)
    goal = ctx.db.get(Goal, activity.content.get("goal_id"))
    if thread is None or goal is None:
        raise ServerCrash(
            "the activity has no comment thread, or refers to no goal; the real server crashes in this case"
        )
    ctx.db.change(
        thread, title=columns.to_column(title, "title"), message=columns.required_document(message, "message")
    )
    subscriptions.add_mentioned(ctx, thread.subscription_list_id, message)
    record(ctx, goal, "goal_discussion_editing", activity_id=activity.id)
