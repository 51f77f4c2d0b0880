"""Endpoints that create, read and delete goals, or change their parent goal (contract: goals 8 and 9)."""

from typing import Any

from mockserver.api.goals import goal_includes as includes
from mockserver.api.registry import MISSING, Include, Missing, Reply, endpoint, require_input
from mockserver.domain import columns, dates, id_inputs, permissions
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound, ServerCrash
from mockserver.domain.goals import goal_discussions, goal_edits, goal_lifecycle, goal_targets, goals
from mockserver.model.company.access import VIEW
from mockserver.model.goals.goals import Check, Goal, Target
from mockserver.model.ids import Id
from mockserver.model.spaces.spaces import Space
from mockserver.views.company import people
from mockserver.views.goals import goal_markdown
from mockserver.views.goals import goals as views
from mockserver.views.spaces import spaces


@endpoint("create_goal", (Space, "can_edit"))
def create_goal(
    ctx: Context,
    space_id: Id,
    name: str,
    champion_id: Id | None = None,
    reviewer_id: Id | None = None,
    timeframe: dates.DateInput | None = None,
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
    document = None if description is None else columns.parse_json(description, "description")
    goal = goals.create(
        ctx,
        space,
        name=name,
        description=columns.document(document, "description"),
        timeframe=dates.timeframe(timeframe),
        champion_id=champion_id,
        reviewer_id=reviewer_id,
        parent_goal_id=parent_goal_id,
        public=require_input("anonymous_access_level", anonymous_access_level) == VIEW,
        company_level=None if company_access_level is MISSING else company_access_level,
        space_level=require_input("space_access_level", space_access_level),
    )
    for index, target in enumerate(targets or ()):
        goal_targets.insert_from_input(ctx, goal, target, index)
    return {"goal": views.essential(ctx.db, goal)}


@endpoint("get_goal", (Goal, "can_view"))
def get_goal(ctx: Context, include: Include, id: Id) -> Reply:
    db = ctx.db
    goal = ctx.find(Goal, id, deleted=True)
    if goal.company_id != ctx.company.id:
        raise NotFound(hint="the goal belongs to another company")
    with_subscribers = include.potential_subscribers
    shown = views.full(
        db,
        goal,
        targets=goal_targets.targets_of(db, goal),
        checks=goal_targets.checks_of(db, goal),
        parent=ctx.visible(Goal, goal.parent_goal_id),
    ) | {
        "champion": people.essential_or_null(db, goal.champion_id) if include.champion or with_subscribers else None,
        "reviewer": people.essential_or_null(db, goal.reviewer_id) if include.reviewer or with_subscribers else None,
        "closed_by": people.essential_or_null(db, goal.closed_by_id) if include.closed_by else None,
        "space": includes.space(
            ctx, goal, with_space=include.space or with_subscribers, with_members=include.space_members
        ),
        "permissions": permissions.granted(permissions.WORK, ctx.level(goal)) if include.permissions else None,
        "access_levels": goals.access_levels(db, goal) if include.access_levels or include.privacy else None,
        "privacy": goals.privacy(db, goal) if include.privacy else None,
        "potential_subscribers": includes.potential_subscribers(ctx, goal) if include.potential_subscribers else None,
        "notifications": includes.unread(ctx, goal) if include.unread_notifications else [],
        "projects": includes.projects(ctx, includes.visible_projects(ctx, goal)) if include.projects else None,
        "last_check_in": includes.last_check_in(ctx, goal, single=True) if include.last_check_in else None,
        "retrospective": includes.retrospective(ctx, goal) if include.retrospective else None,
    }
    if not include.markdown:
        return {"goal": shown}
    if shown["space"] is None and (include.space or include.space_members or with_subscribers):
        raise ServerCrash(
            "the person can't view the space of the goal, but the request has `include_markdown` and an input that "
            "requires the space, such as `include_space`; the real server crashes in this case"
        )
    markdown = goal_markdown.render(
        db,
        goal,
        parent=ctx.visible(Goal, goal.parent_goal_id),
        projects=includes.visible_projects(ctx, goal) if include.projects else goals.projects_of(db, goal),
        retrospective=goal_discussions.retrospective(db, goal) if include.retrospective else None,
    )
    return {"goal": shown, "markdown": markdown}


@endpoint("get_goals")
def get_goals(ctx: Context, include: Include, space_id: str | None = None) -> Reply:
    db = ctx.db
    decoded_space_id = None if space_id is None else id_inputs.id_or_crash(space_id, "space_id")
    shown = []
    for goal in goals.visible(ctx, decoded_space_id):
        goal_json = views.full(
            db,
            goal,
            targets=db.where(Target, goal_id=goal.id),
            checks=db.where(Check, goal_id=goal.id),
            parent=db.get(Goal, goal.parent_goal_id),
        )
        shown.append(
            goal_json
            | {
                "champion": people.essential_or_null(db, goal.champion_id) if include.champion else None,
                "reviewer": people.essential_or_null(db, goal.reviewer_id) if include.reviewer else None,
                "space": spaces.essential(db.get_existing(Space, goal.space_id)) if include.space else None,
                "projects": includes.projects(ctx, goals.projects_of(db, goal)) if include.projects else None,
                "last_check_in": includes.last_check_in(ctx, goal, single=False) if include.last_check_in else None,
            }
        )
    return {"goals": shown}


@endpoint("change_goal_parent", (Goal, "has_full_access"))
def change_goal_parent(ctx: Context, goal_id: str | None, parent_goal_id: str | None) -> Reply:
    id, parent_id = id_inputs.id_or_crash(goal_id, "goal_id"), id_inputs.id_or_crash(parent_goal_id, "parent_goal_id")
    goal = ctx.find(Goal, id, can="has_full_access")
    return {"goal": views.essential(ctx.db, goal_edits.set_parent(ctx, goal, parent_id))}


@endpoint("delete_goal", (Goal, "has_full_access"))
def delete_goal(ctx: Context, goal_id: Id | None) -> Reply:
    goal = ctx.find(Goal, goal_id, can="has_full_access")
    shown = views.essential(ctx.db, goal)
    goal_lifecycle.delete(ctx, goal)
    return {"goal": shown}


@endpoint("list_goal_contributors")
def list_goal_contributors(ctx: Context, goal_id: Id | None) -> Reply:
    if goal_id is None:
        raise ServerCrash("`goal_id` is null; the real server crashes in this case")
    goal = ctx.visible(Goal, goal_id)
    found = goals.contributors_below(ctx.db, goal) if goal else []
    return {"contributors": [people.full(person) for person in found]}
