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
    wanted = None if space_id is None else text.lenient_id(space_id, "space_id")
    return {
        "goals": [
            read(ctx.world, goal)
            | loaded_people(ctx.world, goal, champion=include_champion, reviewer=include_reviewer)
            for goal in goals.visible(ctx, space_id=wanted)
        ]
    }
