"""What goals and their check-ins are shown with when it is asked for (contract: goals 8)."""

from collections.abc import Iterable
from typing import Final

from mockserver.domain.context import Context
from mockserver.domain.goals import goal_discussions, goals
from mockserver.domain.spaces import spaces as space_rules
from mockserver.model.company.companies import Company
from mockserver.model.feed.subscriptions import SubscriptionList
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.views import comments, subscriptions
from mockserver.views.company import people
from mockserver.views.goals import goal_discussions as discussion_views
from mockserver.views.goals import goal_progress_updates as updates
from mockserver.views.goals import goals as views
from mockserver.views.projects import project_contributors
from mockserver.views.projects import projects as project_views
from mockserver.views.spaces import spaces

NEWS: Final = ("goal_created", "goal_editing", "goal_archived")
"""The activities that a goal's unread notifications are about."""


def space(ctx: Context, goal: Goal, *, plain: bool | None, with_members: bool | None) -> Json:
    """The goal's space as far as it was asked for, null where the person can't see it."""
    shown = ctx.seen(Space, goal.space_id) if plain or with_members else None
    if shown is None:
        return None
    if not with_members:
        return spaces.essential(shown)
    company = ctx.db.known(Company, shown.company_id)
    return spaces.full(shown, company, members=people.essentials(space_rules.active_members(ctx.db, shown.id)))


def potential_subscribers(ctx: Context, goal: Goal, listed: SubscriptionList | None = None) -> list[Json]:
    """Whom the goal, or a check-in with its list, concerns; nobody where the person can't see the space."""
    if ctx.seen(Space, goal.space_id) is None:
        return []
    base = subscriptions.concerned_by_goal(ctx.db, goal)
    return subscriptions.potential_subscribers(ctx.db, listed, goal.id, base)


def unread(ctx: Context, goal: Goal) -> list[dict[str, Json]]:
    return subscriptions.unread_about(ctx.db, ctx.person, "goal_id", goal.id, NEWS)


def seen_projects(ctx: Context, goal: Goal) -> list[Project]:
    return [project for project in goals.projects_of(ctx.db, goal) if ctx.seen(Project, project.id)]


def projects(ctx: Context, found: Iterable[Project]) -> list[Json]:
    """Projects of a goal with their people."""
    return [
        project_views.full(
            ctx.db,
            project,
            champion=project_contributors.champion(ctx.db, project),
            reviewer=project_contributors.reviewer(ctx.db, project),
        )
        for project in found
    ]


def last_check_in(ctx: Context, goal: Goal, *, alone: bool) -> dict[str, Json] | None:
    """The last check-in with its author and the reactions to it; with more where the goal is shown alone."""
    update = ctx.db.get(GoalProgressUpdate, goal.last_check_in_id)
    if update is None:
        return None
    return updates.full(update) | {
        "author": people.essential_or_null(ctx.db, update.author_id),
        "reactions": comments.reactions_to(ctx.db, "goal_update", update.id),
        "permissions": updates.permitted(ctx.person, goal, update, ctx.level(goal)) if alone else None,
        "goal": views.essential(ctx.db, goal) if alone else None,
    }


def retrospective(ctx: Context, goal: Goal) -> dict[str, Json] | None:
    closing = goal_discussions.retrospective(ctx.db, goal)
    return discussion_views.retrospective(ctx.db, closing) if closing else None
