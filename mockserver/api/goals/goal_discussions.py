"""Endpoints that close, reopen and discuss goals (contract: goals 6 and 9)."""

from mockserver.api.registry import MISSING, Missing, Reply, endpoint, require_input
from mockserver.domain import columns
from mockserver.domain.context import Context
from mockserver.domain.errors import CrashAfterCommit
from mockserver.domain.goals import goal_discussions, goal_lifecycle
from mockserver.domain.goals.goals import NOT_FOUND
from mockserver.domain.subscriptions import Audience
from mockserver.model import ids
from mockserver.model.feed.activities import Activity
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.views.goals import goal_discussions as views
from mockserver.views.goals import goals as goal_views


@endpoint("close_goal", (Goal, "can_edit"))
def close_goal(
    ctx: Context,
    goal_id: Id,
    success: str,
    retrospective: str,
    success_status: str,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
) -> Reply:
    goal = ctx.find(Goal, goal_id, can="can_edit")
    closed = goal_lifecycle.close(
        ctx,
        goal,
        success=success,
        outcome=success_status,
        retrospective=columns.parse_json(retrospective, "retrospective"),
        audience=Audience(send_notifications_to_everyone, subscriber_ids),
    )
    return {"goal": goal_views.essential(ctx.db, closed)}


@endpoint("reopen_goal", (Goal, "can_edit"))
def reopen_goal(
    ctx: Context,
    id: Id | None,
    message: str | Missing | None = MISSING,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
) -> Reply:
    goal = ctx.find(Goal, id, can="can_edit")
    reopened = goal_lifecycle.reopen(
        ctx,
        goal,
        message=columns.parse_json(require_input("message", message), "message"),
        audience=Audience(send_notifications_to_everyone, subscriber_ids),
    )
    return {"goal": goal_views.essential(ctx.db, reopened)}


@endpoint("create_goal_discussion", (Goal, "can_edit"))
def create_goal_discussion(
    ctx: Context,
    goal_id: Id | None,
    title: str | Missing | None = MISSING,
    message: str | Missing | None = MISSING,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
) -> Reply:
    goal = ctx.find(Goal, goal_id, can="can_edit")
    thread = goal_discussions.create(
        ctx,
        goal,
        title=require_input("title", title),
        message=columns.parse_json(require_input("message", message), "message"),
        audience=Audience(send_notifications_to_everyone, subscriber_ids),
    )
    if thread.title is None:
        raise CrashAfterCommit(
            "the discussion was created, but its title is blank; the real server then crashes, because the id of a "
            "discussion contains the title"
        )
    return {"id": ids.slugged(thread.title, thread.parent_id)}


@endpoint("edit_goal_discussion", (Activity, "can_edit"))
def edit_goal_discussion(
    ctx: Context, activity_id: Id | None, message: str | None, title: str | Missing | None = MISSING
) -> Reply:
    document = columns.parse_json(message, "message")
    activity = ctx.find(Activity, activity_id)
    ctx.require(activity, "can_edit")
    goal_discussions.edit(ctx, activity, title=require_input("title", title), message=document)
    return {}


@endpoint("goals/get_discussions", (Goal, "can_view"))
def get_discussions(ctx: Context, goal_id: Id) -> Reply:
    goal = ctx.find(Goal, goal_id, missing=NOT_FOUND)
    return {"discussions": [views.discussion(ctx.db, item) for item in goal_discussions.discussions(ctx.db, goal)]}
