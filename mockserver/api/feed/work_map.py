"""Endpoints that return the work map, as a tree or as a list (contract: goals 4 and 8)."""

from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain.context import Context
from mockserver.domain.feed import work_map
from mockserver.domain.feed.work_map import Filters, IncludedPeople
from mockserver.model.ids import Id
from mockserver.views.feed import work_map as views


@endpoint("get_work_map")
def get_work_map(
    ctx: Context,
    include: Include,
    space_id: Id | None = None,
    parent_goal_id: Id | None = None,
    champion_id: Id | None = None,
    reviewer_id: Id | None = None,
    contributor_id: Id | None = None,
    only_completed: bool | None = None,
) -> Reply:
    filters = Filters(space_id, parent_goal_id, champion_id, reviewer_id, contributor_id, only_completed)
    found = work_map.items(ctx)
    matches = work_map.matching(found, filters)
    if parent_goal_id is None:
        shown = work_map.with_ancestors(found, matches, space_id)
    else:
        shown = work_map.items_below(found, matches, parent_goal_id)
    return {
        "work_map": views.tree(
            ctx.db, ctx.company, shown, _included_people(filters, include.assignees, include.reviewer)
        )
    }


@endpoint("get_flat_work_map")
def get_flat_work_map(
    ctx: Context,
    include: Include,
    space_id: Id | None = None,
    parent_goal_id: Id | None = None,
    champion_id: Id | None = None,
    reviewer_id: Id | None = None,
    contributor_id: Id | None = None,
    only_completed: bool | None = None,
) -> Reply:
    filters = Filters(space_id, parent_goal_id, champion_id, reviewer_id, contributor_id, only_completed)
    found = work_map.items(ctx)
    if include.tasks:
        found += work_map.task_items(ctx, contributor_id or ctx.person.id)
    shown = [item for item in work_map.matching(found, filters) if parent_goal_id in (None, item.parent_id)]
    return {
        "work_map": views.flat(
            ctx.db, ctx.company, shown, _included_people(filters, include.assignees, include.reviewer)
        )
    }


def _included_people(filters: Filters, assignees: bool | None, reviewers: bool | None) -> IncludedPeople:
    """Return which people the response contains. If items are filtered by a role, the response contains the people with
    this role even if they were not requested (contract: goals 4.3)."""
    project_reviewers = bool(reviewers) or filters.reviewer_id is not None
    return IncludedPeople(
        assignees=bool(assignees) or filters.contributor_id is not None,
        goal_reviewers=project_reviewers or bool(assignees),
        project_reviewers=project_reviewers,
    )
