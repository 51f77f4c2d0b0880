"""Endpoints for the targets and checklists of goals (contract: goals 7)."""

from mockserver.api.goals.goal_edits import editable
from mockserver.api.registry import MISSING, Missing, Reply, endpoint, require_input
from mockserver.domain.context import Context
from mockserver.domain.goals import goal_targets as targets
from mockserver.model import ids
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id


@endpoint("goals/add_target", (Goal, "can_edit"))
def add_target(ctx: Context, goal_id: Id, name: str, start_value: float, target_value: float, unit: str) -> Reply:
    goal = editable(ctx, goal_id)
    target = targets.add_target(ctx, goal, name=name, start=start_value, to=target_value, unit=unit)
    # the real server returns a UUID here, although the inputs `target_id` accept only short ids
    return {"success": True, "target_id": target.id}


@endpoint("goals/update_target", (Goal, "can_edit"))
def update_target(
    ctx: Context,
    goal_id: Id,
    target_id: Id,
    name: str | Missing | None = MISSING,
    start_value: float | Missing | None = MISSING,
    target_value: float | Missing | None = MISSING,
    unit: str | Missing | None = MISSING,
) -> Reply:
    editable(ctx, goal_id)
    targets.edit_target(
        ctx,
        targets.find_target(ctx, target_id),
        name=require_input("name", name),
        start=require_input("start_value", start_value),
        to=require_input("target_value", target_value),
        unit=require_input("unit", unit),
    )
    return {"success": True}


@endpoint("goals/update_target_value", (Goal, "can_edit"))
def update_target_value(ctx: Context, goal_id: Id, target_id: Id, value: float) -> Reply:
    goal = editable(ctx, goal_id)
    targets.set_value(ctx, goal, targets.find_target(ctx, target_id), value)
    return {"success": True}


@endpoint("goals/update_target_index", (Goal, "can_edit"))
def update_target_index(ctx: Context, goal_id: Id, target_id: Id, index: int) -> Reply:
    goal = editable(ctx, goal_id)
    targets.reorder(ctx, targets.targets_of(ctx.db, goal), targets.find_target(ctx, target_id), index)
    return {"success": True}


@endpoint("goals/delete_target", (Goal, "can_edit"))
def delete_target(ctx: Context, goal_id: Id, target_id: Id) -> Reply:
    goal = editable(ctx, goal_id)
    targets.delete_target(ctx, goal, targets.find_target(ctx, target_id))
    return {"success": True}


@endpoint("goals/add_check", (Goal, "can_edit"))
def add_check(ctx: Context, goal_id: Id, name: str) -> Reply:
    goal = editable(ctx, goal_id)
    return {"success": True, "check_id": ids.short(targets.add_check(ctx, goal, name).id)}


@endpoint("goals/update_check", (Goal, "can_edit"))
def update_check(ctx: Context, goal_id: Id, check_id: Id, name: str) -> Reply:
    editable(ctx, goal_id)
    targets.rename_check(ctx, targets.find_check(ctx, check_id), name)
    return {"success": True}


@endpoint("goals/update_check_index", (Goal, "can_edit"))
def update_check_index(ctx: Context, goal_id: Id, check_id: Id, index: int) -> Reply:
    goal = editable(ctx, goal_id)
    targets.reorder(ctx, targets.checks_of(ctx.db, goal), targets.find_check(ctx, check_id), index)
    return {"success": True}


@endpoint("goals/toggle_check", (Goal, "can_edit"))
def toggle_check(ctx: Context, goal_id: Id, check_id: Id) -> Reply:
    goal = editable(ctx, goal_id)
    targets.toggle(ctx, goal, targets.find_check(ctx, check_id))
    return {"success": True}


@endpoint("goals/delete_check", (Goal, "can_edit"))
def delete_check(ctx: Context, goal_id: Id, check_id: Id) -> Reply:
    goal = editable(ctx, goal_id)
    targets.delete_check(ctx, goal, targets.find_check(ctx, check_id))
    return {"success": True}
