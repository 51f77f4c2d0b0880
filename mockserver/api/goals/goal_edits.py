"""Endpoints that change the fields of a goal or the access to the goal (contract: goals 6 and 7)."""

from typing import Any

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import dates
from mockserver.domain.context import Context
from mockserver.domain.goals import goal_edits, goals
from mockserver.domain.goals.goals import NOT_FOUND
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.views.company import people
from mockserver.views.goals import goals as views


def editable(ctx: Context, goal_id: Id) -> Goal:
    """Return the goal with this id. Raises an error if the person does not have the permission `can_edit`."""
    return ctx.find(Goal, goal_id, can="can_edit", missing=NOT_FOUND)


def _fully_accessible(ctx: Context, goal_id: Id) -> Goal:
    """Return the goal with this id. Raises an error if the person does not have the permission `has_full_access`."""
    return ctx.find(Goal, goal_id, can="has_full_access", missing=NOT_FOUND)


@endpoint("goals/update_name", (Goal, "can_edit"))
def update_name(ctx: Context, goal_id: Id, name: str) -> Reply:
    goal_edits.rename(ctx, editable(ctx, goal_id), name)
    return {"success": True}


@endpoint("goals/update_description", (Goal, "can_edit"))
def update_description(ctx: Context, goal_id: Id, description: Json) -> Reply:
    goal_edits.set_description(ctx, editable(ctx, goal_id), description)
    return {"success": True}


@endpoint("goals/update_start_date", (Goal, "can_edit"))
def update_start_date(ctx: Context, goal_id: Id, start_date: dates.DateInput | None) -> Reply:
    goal_edits.set_start_date(ctx, editable(ctx, goal_id), dates.contextual_date(start_date))
    return {"success": True}


@endpoint("goals/update_due_date", (Goal, "can_edit"))
def update_due_date(ctx: Context, goal_id: Id, due_date: dates.DateInput | None) -> Reply:
    goal_edits.set_due_date(ctx, editable(ctx, goal_id), dates.contextual_date(due_date))
    return {"success": True}


@endpoint("goals/update_parent_goal", (Goal, "can_edit"))
def update_parent_goal(ctx: Context, goal_id: Id, parent_goal_id: Id | None) -> Reply:
    goal_edits.set_parent(ctx, editable(ctx, goal_id), parent_goal_id)
    return {"success": True}


@endpoint("goals/parent_goal_search", (Goal, "can_view"))
def parent_goal_search(ctx: Context, query: str, goal_id: Id) -> Reply:
    goal = ctx.find(Goal, goal_id, missing=NOT_FOUND)
    return {"goals": [views.essential(ctx.db, found) for found in goals.possible_parents(ctx, goal, query)]}


@endpoint("goals/update_space", (Goal, "has_full_access"))
def update_space(ctx: Context, goal_id: Id, space_id: Id) -> Reply:
    goal_edits.move(ctx, _fully_accessible(ctx, goal_id), space_id)
    return {"success": True}


@endpoint("goals/update_champion", (Goal, "has_full_access"))
def update_champion(ctx: Context, goal_id: Id, champion_id: Id | None) -> Reply:
    goal_edits.set_role(ctx, _fully_accessible(ctx, goal_id), "champion", champion_id)
    return {"success": True}


@endpoint("goals/update_reviewer", (Goal, "has_full_access"))
def update_reviewer(ctx: Context, goal_id: Id, reviewer_id: Id | None) -> Reply:
    goal_edits.set_role(ctx, _fully_accessible(ctx, goal_id), "reviewer", reviewer_id)
    return {"success": True}


@endpoint("goals/update_access_levels", (Goal, "has_full_access"))
def update_access_levels(ctx: Context, goal_id: Id, access_levels: dict[str, int | None]) -> Reply:
    goal = _fully_accessible(ctx, goal_id)
    goal_edits.set_access_levels(ctx, goal, company=access_levels.get("company"), space=access_levels.get("space"))
    return {"success": True}


@endpoint("goals/list_access_members", (Goal, "has_full_access"))
def list_access_members(ctx: Context, goal_id: Id) -> Reply:
    goal = _fully_accessible(ctx, goal_id)
    levels = goal_edits.members(ctx.db, goal)
    return {"people": [people.with_access_level(person, level) for person, level in levels]}


@endpoint("goals/add_access_members", (Goal, "has_full_access"))
def add_access_members(ctx: Context, goal_id: Id, members: list[dict[str, Any] | None]) -> Reply:
    goal_edits.add_members(ctx, _fully_accessible(ctx, goal_id), members)
    return {"success": True}


@endpoint("goals/update_access_member", (Goal, "has_full_access"))
def update_access_member(ctx: Context, goal_id: Id, person_id: Id, access_level: int) -> Reply:
    goal_edits.set_member_level(ctx, _fully_accessible(ctx, goal_id), person_id, access_level)
    return {"success": True}


@endpoint("goals/remove_access_member", (Goal, "has_full_access"))
def remove_access_member(ctx: Context, goal_id: Id, person_id: Id) -> Reply:
    goal_edits.remove_member(ctx, _fully_accessible(ctx, goal_id), person_id)
    return {"success": True}
