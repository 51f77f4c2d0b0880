"""Goals: making, reading and closing them (contract: goals 8 and 9)."""

from typing import Any

from mockserver.api.registry import MISSING, Missing, Reply, endpoint, given
from mockserver.domain import access, dates, goal_targets, goals, text
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound
from mockserver.model.access import VIEW
from mockserver.model.company import Person
from mockserver.model.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.spaces import Space
from mockserver.views import goals as views


@endpoint("create_goal")
def create_goal(
    ctx: Context,
    space_id: Id,
    name: str,
    champion_id: Id | None = None,
    reviewer_id: Id | None = None,
    timeframe: dates.Given | None = None,
    targets: list[dict[str, Any] | None] | None = None,
    description: str | None = None,
    parent_goal_id: Id | None = None,
    anonymous_access_level: int | Missing | None = MISSING,
    company_access_level: int | Missing | None = MISSING,
    space_access_level: int | Missing | None = MISSING,
) -> Reply:
    space = ctx.find(Space, space_id, can="can_edit")
    goals.require_space_access(ctx, champion_id, space, "champion")
    goals.require_space_access(ctx, reviewer_id, space, "reviewer")
    goal = goals.create(
        ctx,
        space,
        name=name,
        description=None if description is None else text.document(text.parsed(description, "description"), "description"),
        timeframe=dates.timeframe(timeframe),
        champion_id=champion_id,
        reviewer_id=reviewer_id,
        parent_goal_id=parent_goal_id,
        public=given("anonymous_access_level", anonymous_access_level) == VIEW,
        company_level=None if company_access_level is MISSING else company_access_level,
        space_level=given("space_access_level", space_access_level),
    )
    for index, target in enumerate(targets or ()):
        goal_targets.insert_given(ctx, goal, target, index)
    return {"goal": views.essential(ctx.world, goal)}


@endpoint("get_goal")
def get_goal(
    ctx: Context,
    id: Id,
    include_champion: bool | None = None,
    include_closed_by: bool | None = None,
    include_last_check_in: bool | None = None,
    include_permissions: bool | None = None,
    include_projects: bool | None = None,
    include_reviewer: bool | None = None,
    include_space: bool | None = None,
    include_space_members: bool | None = None,
    include_access_levels: bool | None = None,
    include_privacy: bool | None = None,
    include_potential_subscribers: bool | None = None,
    include_unread_notifications: bool | None = None,
    include_retrospective: bool | None = None,
    include_checklist: bool | None = None,
    include_markdown: bool = False,
) -> Reply:
    world = ctx.world
    goal = world.get(Goal, id)
    if goal is None or goal.company_id != ctx.company.id or ctx.level(goal) < VIEW:
        raise NotFound(hint="there is no such goal, or this person has no view access to it")
    everybody = include_potential_subscribers
    return {
        "goal": views.full(
            world,
            goal,
            targets=goal_targets.targets_of(world, goal),
            checks=goal_targets.checks_of(world, goal),
            parent=ctx.seen(Goal, goal.parent_goal_id),
        )
        | loaded_people(world, goal, champion=include_champion or everybody, reviewer=include_reviewer or everybody)
        | loaded_space(ctx, goal, plain=include_space or everybody, members=include_space_members)
        | loaded_access(ctx, goal, permissions=include_permissions, levels=include_access_levels, privacy=include_privacy)
        | loaded_last_check_in(ctx, goal, include_last_check_in)
    }


@endpoint("get_goals")
def get_goals(
    ctx: Context,
    space_id: str | None = None,
    include_projects: bool | None = None,
    include_space: bool | None = None,
    include_last_check_in: bool | None = None,
    include_champion: bool | None = None,
    include_reviewer: bool | None = None,
) -> Reply:
    world = ctx.world
    wanted = None if space_id is None else text.lenient_id(space_id, "space_id")
