"""Endpoints that create, read and search projects (contract: projects 4 and 7)."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import Final

from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import access, columns, id_inputs, permissions
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.domain.goals import goals
from mockserver.domain.projects import milestones, project_discussions, projects
from mockserver.domain.tasks import tasks
from mockserver.model.company.access import LEVELS
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectCheckIn, ProjectContributor
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database
from mockserver.views import subscriptions as subscription_views
from mockserver.views.goals import goals as goal_views
from mockserver.views.projects import project_contributors as contributor_views
from mockserver.views.projects import project_markdown
from mockserver.views.projects import project_parts as parts
from mockserver.views.projects import projects as views

UNREAD_ACTIONS: Final = (
    "project_created",
    "project_closed",
    "project_goal_connection",
    "project_moved",
    "project_pausing",
    "project_resuming",
    "project_timeline_edited",
)
"""The `notifications` of a project are the unread notifications about activities with these actions (contract:
activities 4.6)."""

GOALS_SHOWN: Final = 10


@endpoint("create_project", (Space, "can_edit"))
def create_project(
    ctx: Context,
    space_id: Id,
    name: str,
    anonymous_access_level: int | None,
    company_access_level: int | None,
    space_access_level: int | None,
    champion_id: Id | None = None,
    reviewer_id: Id | None = None,
    goal_id: Id | None = None,
) -> Reply:
    space = ctx.find(Space, space_id, can="can_edit")
    project = projects.create(
        ctx,
        space,
        name=columns.required(name, "name"),
        champion_id=champion_id,
        reviewer_id=reviewer_id,
        goal_id=goal_id,
        anonymous_level=anonymous_access_level,
        company_level=company_access_level,
        space_level=space_access_level,
    )
    return {"project": views.essential(ctx.db, project)}


# --- single projects -------------------------------------------------------------------------------------------------


@endpoint("get_project", (Project, "can_view"))
def get_project(ctx: Context, include: Include, id: str | None = None) -> Reply:
    if id is None:
        raise BadRequest("id is required")
    if include.contributors_access_levels and not include.contributors:
        raise BadRequest("include_contributors_access_levels requires include_contributors")
    project = ctx.find(Project, id_inputs.required_id(id, "id"), deleted=True)
    show = partial(_if_requested, ctx.db, project)
    levels = projects.access_levels(ctx.db, project) if include.access_levels or include.privacy else None
    shown = views.full(
        ctx.db,
        project,
        privacy=access.privacy(levels) if levels and include.privacy else None,
        contributors=contributor_views.with_people(ctx.db, project, levels=bool(include.contributors_access_levels))
        if include.contributors
        else (),
        notifications=_unread_notifications(ctx, project) if include.unread_notifications else (),
        space=show(include.space and ctx.visible(Space, project.space_id), parts.space),
        champion=show(include.champion, contributor_views.champion),
        reviewer=show(include.reviewer, contributor_views.reviewer),
        goal=show(include.goal and ctx.visible(Goal, project.goal_id), parts.goal),
        milestones=show(include.milestones, parts.milestones_with_counts),
        last_check_in=show(include.last_check_in, parts.last_check_in),
        retrospective=show(include.retrospective, parts.retrospective),
        key_resources=show(include.key_resources, parts.key_resources),
        permissions=permissions.granted(permissions.WORK, ctx.level(project)) if include.permissions else None,
        access_levels=levels,
        potential_subscribers=show(include.potential_subscribers, contributor_views.potential_subscribers),
        subscription_list=show(include.subscription_list, parts.subscription_list),
    )
    return {"project": shown} | (_markdown(ctx, project, include.goal, include.space) if include.markdown else {})


def _if_requested(db: Database, project: Project, requested: object, view: Callable[[Database, Project], Json]) -> Json:
    return view(db, project) if requested else None


def _unread_notifications(ctx: Context, project: Project) -> list[dict[str, Json]]:
    return subscription_views.unread_about(ctx.db, ctx.person, "project_id", project.id, UNREAD_ACTIONS)


def _markdown(ctx: Context, project: Project, with_goal: bool | None, with_space: bool | None) -> Reply:
    """Return a dict with the project as Markdown, under the key `markdown` of the response. The Markdown contains the
    name of the parent goal. If `with_goal` is true and the person can't view the parent goal, the Markdown is the same
    as without a parent goal."""
    if with_space and ctx.visible(Space, project.space_id) is None:
        raise ServerCrash(
            "the person can't view the space of the project, but the request has `include_space` and "
            "`include_markdown`; the real server crashes in this case"
        )
    goal = ctx.visible(Goal, project.goal_id) if with_goal else ctx.db.get(Goal, project.goal_id)
    return {"markdown": project_markdown.render(ctx.db, project, goal)}


# --- lists -----------------------------------------------------------------------------------------------------------


@endpoint("get_projects")
def get_projects(
    ctx: Context,
    include: Include,
    only_my_projects: bool | None = None,
    only_reviewed_by_me: bool | None = None,
    space_id: str | None = None,
    goal_id: str | None = None,
) -> Reply:
    space, goal = id_inputs.id_or_crash(space_id or "", "space_id"), id_inputs.id_or_crash(goal_id or "", "goal_id")
    ids = None
    if only_reviewed_by_me or only_my_projects:
        ids = _ids_of_projects_as(ctx, ("reviewer",) if only_reviewed_by_me else ("champion", "contributor"))
    shown = []
    for project in projects.visible(ctx, space_id=space, goal_id=goal, ids=ids):
        if project.deleted_at is not None and not include.archived:
            continue
        show = partial(_if_requested, ctx.db, project)
        levels = projects.access_levels(ctx.db, project) if include.privacy else None
        shown.append(
            views.full(
                ctx.db,
                project,
                privacy=access.privacy(levels) if levels else None,
                contributors=contributor_views.with_people(ctx.db, project) if include.contributors else (),
                space=show(include.space, parts.space),
                champion=show(include.champion, contributor_views.champion),
                reviewer=show(include.reviewer, contributor_views.reviewer),
                goal=show(include.goal, parts.goal),
                milestones=show(include.milestones, parts.milestones_list),
                next_milestone=show(include.milestones, parts.next_milestone),
                last_check_in=show(include.last_check_in, parts.last_check_in),
                retrospective=show(include.retrospective, parts.retrospective),
                access_levels=levels,
            )
        )
    return {"projects": shown}


def _ids_of_projects_as(ctx: Context, roles: tuple[str, ...]) -> Iterable[Id]:
    """Return the ids of the projects in which the acting person has one of these roles, without duplicates."""
    rows = ctx.db.where(ProjectContributor, person_id=ctx.person.id)
    return dict.fromkeys(row.project_id for row in rows if row.role in roles)


@endpoint("projects/search")
def search(
    ctx: Context,
    query: str,
    access_level: str = "view_access",
    ignored_ids: list[Id | None] | None = None,
    active_only: bool = False,
) -> Reply:
    found = projects.search(ctx, columns.checked_query(query), LEVELS[access_level])
    return {
        "projects": [
            views.essential(ctx.db, project)
            for project in found
            if id_inputs.not_in(project.id, ignored_ids) and (not active_only or project.status == "active")
        ]
    }


@endpoint("projects/parent_goal_search", (Project, "can_view"))
def parent_goal_search(ctx: Context, query: str, project_id: Id) -> Reply:
    project = ctx.find(Project, project_id, missing=projects.NOT_FOUND)
    found = goals.search_open(ctx, ctx.company.id, columns.checked_query(query), exclude=(project.goal_id,))
    return {"goals": [goal_views.essential(ctx.db, goal) for goal in islice(found, GOALS_SHOWN)]}


@endpoint("projects/count_children", (Milestone, "can_view"), (Project, "can_view"), (Task, "can_view"))
def count_children(ctx: Context, id: Id, use_task_id: bool = False, use_milestone_id: bool = False) -> Reply:
    db = ctx.db
    if use_task_id:
        project_id = ctx.find(Task, id, missing=tasks.NOT_FOUND).project_id
        if project_id is None:
            raise ServerCrash("the task is in a space and has no project; the real server crashes in this case")
        project = db.get_existing(Project, project_id)
    elif use_milestone_id:
        project = db.get_existing(Project, ctx.find(Milestone, id, missing=milestones.NOT_FOUND).project_id)
    else:
        project = ctx.find(Project, id, missing=projects.NOT_FOUND)
    return {
        "children_count": {
            "discussions_count": len(project_discussions.of_project(db, project)),
            "tasks_count": projects.open_tasks(db, project),
            "check_ins_count": db.count(ProjectCheckIn, project_id=project.id),
        }
    }
