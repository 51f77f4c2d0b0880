"""Endpoints for the check-ins of goals (contract: goals 6, 8 and 9)."""

from typing import Final

from mockserver.api import commentable
from mockserver.api.goals import goal_includes as includes
from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import dates, id_inputs
from mockserver.domain.context import Context
from mockserver.domain.errors import Forbidden
from mockserver.domain.goals import goal_progress_updates as updates
from mockserver.domain.goals.goal_progress_updates import CheckInInputs, ChecklistItem
from mockserver.domain.goals.goals import NOT_FOUND
from mockserver.domain.subscriptions import Audience
from mockserver.model.goals.goals import Goal, GoalProgressUpdate, Target
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.views import comments
from mockserver.views.company import people
from mockserver.views.goals import goal_progress_updates as views
from mockserver.views.goals import goals as goal_views

ACKNOWLEDGE_RULE: Final = "the person must be the reviewer, or the champion if the reviewer wrote the check-in"


@endpoint("post_goal_progress_update", (Goal, "can_edit"))
def post_goal_progress_update(
    ctx: Context,
    goal_id: Id,
    status: str,
    due_date: dates.DateInput | None,
    checklist: list[ChecklistItem],
    content: Json,
    new_target_values: str | None,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[str | None] | None = None,
) -> Reply:
    subscribers = [id_inputs.id_or_crash(id, "subscriber_ids") for id in subscriber_ids or ()]
    values = updates.target_values(new_target_values)
    goal = ctx.find(Goal, goal_id, can="can_edit")
    inputs = CheckInInputs(status, content, due_date, values, checklist)
    update = updates.post(ctx, goal, inputs, Audience(send_notifications_to_everyone, subscribers))
    return {"update": views.full(update)}


@endpoint("edit_goal_progress_update", (GoalProgressUpdate, "can_edit"))
def edit_goal_progress_update(
    ctx: Context,
    id: Id,
    due_date: dates.DateInput | None,
    status: str | None,
    content: Json,
    new_target_values: str | None,
    checklist: list[ChecklistItem],
) -> Reply:
    values = updates.target_values(new_target_values)
    update = ctx.find(GoalProgressUpdate, id, can="can_edit")
    goal = ctx.db.get_existing(Goal, update.goal_id)
    targets = ctx.db.where(Target, goal_id=goal.id)
    before = {"goal": goal_views.essential(ctx.db, goal) | {"targets": [goal_views.target(item) for item in targets]}}
    updates.edit(ctx, goal, update, CheckInInputs(status, content, due_date, values, checklist))
    # the response contains the goal as it was before the edit, as on the real server
    return {"update": views.full(update) | before}


@endpoint("acknowledge_goal_progress_update", (GoalProgressUpdate, "can_view"), rule=ACKNOWLEDGE_RULE)
def acknowledge_goal_progress_update(ctx: Context, id: str | None) -> Reply:
    update = ctx.find(GoalProgressUpdate, id_inputs.id_or_400(id, "id"))
    goal = ctx.db.get_existing(Goal, update.goal_id)
    if not updates.may_acknowledge(ctx.person, goal, update):
        raise Forbidden(hint=ACKNOWLEDGE_RULE)
    acknowledged = updates.acknowledge(ctx, goal, update)
    return {"update": views.full(acknowledged) | {"goal": goal_views.essential(ctx.db, goal)}}


@endpoint("get_goal_progress_update", (GoalProgressUpdate, "can_view"))
def get_goal_progress_update(ctx: Context, include: Include, id: str) -> Reply:
    db = ctx.db
    update = ctx.find(GoalProgressUpdate, id_inputs.id_or_400(id, "id"))
    goal = db.get_existing(Goal, update.goal_id)
    with_subscribers = include.potential_subscribers
    with_space = include.space or include.space_members
    with_people = include.champion or include.reviewer or with_subscribers
    with_goal = include.goal or include.goal_targets or with_people or with_space or include.permissions
    shown_goal = goal_views.essential(db, goal) | {
        "targets": [goal_views.target(item) for item in db.where(Target, goal_id=goal.id)]
        if include.goal_targets
        else None,
        "champion": people.essential_or_null(db, goal.champion_id) if include.champion or with_subscribers else None,
        "reviewer": people.essential_or_null(db, goal.reviewer_id) if include.reviewer or with_subscribers else None,
        "space": includes.space(
            ctx, goal, with_space=include.space or with_subscribers, with_members=include.space_members
        ),
    }
    included = {
        "goal": shown_goal if with_goal else None,
        "acknowledging_person": people.essential_or_null(db, update.acknowledged_by_id)
        if include.acknowledged_by
        else None,
        "potential_subscribers": includes.potential_subscribers(ctx, goal, update.subscription_list_id)
        if with_subscribers
        else None,
        "permissions": views.permitted(ctx.person, goal, update, ctx.level(goal)) if include.permissions else None,
    }
    return {"update": views.full(update) | commentable.included_values(ctx, update, include) | included}


@endpoint("goals/get_check_ins", (Goal, "can_view"))
def get_check_ins(ctx: Context, goal_id: Id) -> Reply:
    goal = ctx.find(Goal, goal_id, missing=NOT_FOUND)
    shown = [
        views.full(update)
        | {
            "author": people.essential_or_null(ctx.db, update.author_id),
            "comments_count": comments.comments_count(ctx.db, "goal_update", update.id),
        }
        for update in ctx.db.newest(GoalProgressUpdate, goal_id=goal.id)
    ]
    return {"check_ins": shown}
