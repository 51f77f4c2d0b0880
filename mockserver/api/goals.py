"""Goals: making, reading and closing them (contract: goals 8 and 9)."""

from typing import Any

from mockserver.api.registry import MISSING, Reply, endpoint, given
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
    anonymous_access_level: int | None = MISSING,
    company_access_level: int | None = MISSING,
    space_access_level: int | None = MISSING,
) -> Reply:
    space = ctx.find(Space, space_id, can="can_edit")
    goals.require_space_access(ctx, champion_id, space, "champion")
    goals.require_space_access(ctx, reviewer_id, space, "reviewer")
