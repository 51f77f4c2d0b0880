"""Closing, reopening and deleting goals (contract: goals 1.6, 1.8 and 9)."""

from mockserver.domain import cascades, columns, comment_threads
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.subscriptions import Audience
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals.goals import SUCCESS_STATUSES, Goal, GoalProgressUpdate
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json


def record_with_thread(
    ctx: Context,
    goal: Goal,
    action: str,
    message: Json,
    audience: Audience,
    *,
    title: str | None = None,
    **content: str,
) -> CommentThread:
    """Record an activity about a goal. Create the comment thread of the activity, and return this thread. `message` and
    `title` are stored in the thread, and `content` in the activity. If `content` contains no `company_id`, the activity
    gets the `company_id` of its author."""
    return comment_threads.record(
        ctx,
        action,
        goal.id,
        message=message,
        title=title,
        audience=audience,
        space_id=goal.space_id,
        goal_id=goal.id,
        **content,
    )


def close(ctx: Context, goal: Goal, *, success: str, outcome: str, retrospective: Json, audience: Audience) -> Goal:
    """Close a goal. `retrospective` is stored as the message of the activity's comment thread. A goal that is already
    closed can be closed again."""
    closed = ctx.db.change(
        goal,
        closed_at=ctx.now,
        closed_by_id=ctx.person.id,
        success=columns.required(success, "success"),
        success_status=columns.one_of(outcome, SUCCESS_STATUSES, "success_status"),
    )
    record_with_thread(ctx, goal, "goal_closing", retrospective, audience, success=success, success_status=outcome)
    return closed


def reopen(ctx: Context, goal: Goal, *, message: Json, audience: Audience) -> Goal:
    """Reopen a goal. The date of the next check-in does not change, so the reopened goal can be outdated. The activity
    of the closing, with the retrospective, is kept."""
    reopened = ctx.db.change(goal, closed_at=None, closed_by_id=None, success=None, success_status=None)
    record_with_thread(ctx, goal, "goal_reopening", message, audience)
    return reopened


def delete(ctx: Context, goal: Goal) -> None:
    """Delete a goal with its dependent records, comments and reactions. The child goals are kept and have no parent
    afterwards. Raises ServerCrash if a project is connected to the goal."""
    db = ctx.db
    if db.count(Project, goal_id=goal.id):
        raise ServerCrash("a project is connected to the goal; the real server's database rejects the deletion")
    threads = cascades.comment_threads_of(db, goal.id)
    for thread in threads:
        cascades.delete_comments(db, "comment_thread", thread.id)
    for update in db.where(GoalProgressUpdate, goal_id=goal.id):
        cascades.delete_comments(db, "goal_update", update.id)
    cascades.delete(db, *threads, goal)
