"""The values that clients request with `include_*` inputs of goals and their check-ins (contract: goals 8)."""

from collections.abc import Iterable
from typing import Final

from mockserver.domain.context import Context
from mockserver.domain.goals import goal_discussions, goals
from mockserver.domain.spaces import spaces as space_rules
from mockserver.model.company.companies import Company
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.ids import Id
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

UNREAD_ACTIONS: Final = ("goal_created", "goal_editing", "goal_archived")
"""The `notifications` of a goal are the unread notifications about activities with these actions."""


def space(ctx: Context, goal: Goal, *, with_space: bool | None, with_members: bool | None) -> Json:
    """Return the JSON of the space of a goal. If `with_members` is true, the JSON contains the members of the space,
    except suspended people and AI agents. Return None if `with_space` and `with_members` are both false, or if the
    acting person can't view the space."""
    shown = ctx.visible(Space, goal.space_id) if with_space or with_members else None
    if shown is None:
        return None
    if not with_members:
        return spaces.essential(shown)
    company = ctx.db.get_existing(Company, shown.company_id)
    return spaces.full(shown, company, members=people.essentials(space_rules.active_members(ctx.db, shown.id)))


def potential_subscribers(ctx: Context, goal: Goal, list_id: Id | None = None) -> list[Json]:
    """Return the JSON of the potential subscribers of a goal, or of a check-in on the goal. `list_id` is the id of the
    check-in's subscription list, or None for the goal itself. Return an empty list if the acting person can't view the
    space of the goal."""
    if ctx.visible(Space, goal.space_id) is None:
        return []
    candidates = subscriptions.goal_candidates(ctx.db, goal)
    return subscriptions.potential_subscribers(ctx.db, list_id, goal.id, candidates)


def unread(ctx: Context, goal: Goal) -> list[dict[str, Json]]:
    return subscriptions.unread_about(ctx.db, ctx.person, "goal_id", goal.id, UNREAD_ACTIONS)


def visible_projects(ctx: Context, goal: Goal) -> list[Project]:
    return [project for project in goals.projects_of(ctx.db, goal) if ctx.visible(Project, project.id)]


def projects(ctx: Context, found: Iterable[Project]) -> list[Json]:
    """Return the full JSON of each project, with its champion and reviewer."""
    return [
        project_views.full(
            ctx.db,
            project,
            champion=project_contributors.champion(ctx.db, project),
            reviewer=project_contributors.reviewer(ctx.db, project),
        )
        for project in found
    ]


def last_check_in(ctx: Context, goal: Goal, *, single: bool) -> dict[str, Json] | None:
    """Return the JSON of the last check-in of a goal. The JSON contains the author of the check-in and the reactions to
    the check-in. `single` is true if the response contains a single goal. In this case, the JSON also contains the
    `permissions` and the goal."""
    update = ctx.db.get(GoalProgressUpdate, goal.last_check_in_id)
    if update is None:
        return None
    return updates.full(update) | {
        "author": people.essential_or_null(ctx.db, update.author_id),
        "reactions": comments.reactions_to(ctx.db, "goal_update", update.id),
        "permissions": updates.permitted(ctx.person, goal, update, ctx.level(goal)) if single else None,
        "goal": views.essential(ctx.db, goal) if single else None,
    }


def retrospective(ctx: Context, goal: Goal) -> dict[str, Json] | None:
    closing = goal_discussions.retrospective(ctx.db, goal)
    return discussion_views.retrospective(ctx.db, closing) if closing else None
