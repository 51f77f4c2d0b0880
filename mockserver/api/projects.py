"""Projects: making and reading them (contract: projects 7)."""

from typing import Final

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import access, milestones, permissions, projects, text
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, Crash, NotFound
from mockserver.model.access import VIEW
from mockserver.model.company import Person
from mockserver.model.ids import Id
from mockserver.model.projects import KeyResource, Project, ProjectCheckIn, ProjectRetrospective
from mockserver.model.rich_text import Json
from mockserver.model.spaces import Space
from mockserver.model.subscriptions import SubscriptionList
from mockserver.views import contributors as contributor_views
from mockserver.views import key_resources as key_resource_views
from mockserver.views import milestones as milestone_views
from mockserver.views import people as people_views
from mockserver.views import project_check_ins as check_in_views
from mockserver.views import projects as views
from mockserver.views import retrospectives as retrospective_views
from mockserver.views import spaces as space_views
from mockserver.views import subscriptions as subscription_views

NOTIFIED_OF_PROJECT: Final = (
    "project_created",
    "project_closed",
    "project_goal_connection",
    "project_moved",
    "project_pausing",
    "project_resuming",
    "project_timeline_edited",
)
"""The actions that are news about the project itself."""


@endpoint("create_project")
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
        name=text.required(name, "name"),
        champion_id=champion_id,
        reviewer_id=reviewer_id,
        goal_id=goal_id,
        anonymous_level=anonymous_access_level,
        company_level=company_access_level,
        space_level=space_access_level,
    )
    return {"project": views.essential(ctx.world, project)}


@endpoint("get_project")
def get_project(
    ctx: Context,
    id: str | None = None,
    include_contributors: bool | None = None,
    include_goal: bool | None = None,
    include_key_resources: bool | None = None,
    include_last_check_in: bool | None = None,
    include_milestones: bool | None = None,
    include_permissions: bool | None = None,
    include_champion: bool | None = None,
    include_reviewer: bool | None = None,
    include_space: bool | None = None,
    include_contributors_access_levels: bool | None = None,
    include_access_levels: bool | None = None,
    include_privacy: bool | None = None,
    include_retrospective: bool | None = None,
    include_potential_subscribers: bool | None = None,
    include_unread_notifications: bool | None = None,
    include_subscription_list: bool | None = None,
    include_markdown: bool | None = None,
) -> Reply:
    if id is None:
        raise BadRequest("id is required")
    if include_contributors_access_levels and not include_contributors:
        raise BadRequest("include_contributors_access_levels requires include_contributors")
    world, project = ctx.world, _archived_too(ctx, text.lenient_id(id, "id"))
    levels = projects.access_levels(world, project) if include_access_levels or include_privacy else None
    space = ctx.seen(Space, project.space_id) if include_space else None
    return {
        "project": views.full(
            world,
            project,
            privacy=access.privacy(levels) if levels and include_privacy else None,
            access_levels=levels,
            contributors=contributor_views.with_people(world, project, levels=bool(include_contributors_access_levels))
            if include_contributors
            else (),
            notifications=subscription_views.unread_about(
                world, ctx.person, "project_id", project.id, NOTIFIED_OF_PROJECT
            )
            if include_unread_notifications
            else (),
            space=space_views.essential(space) if space else None,
            champion=contributor_views.champion(world, project) if include_champion else None,
            reviewer=contributor_views.reviewer(world, project) if include_reviewer else None,
            milestones=_milestones(ctx, project) if include_milestones else None,
            last_check_in=_last_check_in(ctx, project) if include_last_check_in else None,
            retrospective=_retrospective(ctx, project) if include_retrospective else None,
            key_resources=_key_resources(ctx, project) if include_key_resources else None,
            permissions=permissions.granted(permissions.WORK, ctx.level(project)) if include_permissions else None,
            potential_subscribers=contributor_views.potential_subscribers(world, project)
            if include_potential_subscribers
            else None,
            subscription_list=subscription_views.subscription_list(
                world, world.known(SubscriptionList, project.subscription_list_id), with_subscriptions=True
            )
            if include_subscription_list
            else None,
        )
    }


def _archived_too(ctx: Context, id: Id | None) -> Project:
    """The project the caller may see, even if it was archived."""
    if id is None:
        raise Crash("`id` is empty; the real server refuses to compare with null")
    project = ctx.world.get(Project, id)
    if project is None or ctx.level(project) < VIEW:
        raise NotFound(hint="there is no such project, or this person has no view access to it")
    return project


def _milestones(ctx: Context, project: Project) -> list[Json]:
    named = views.essential(ctx.world, project)
    return [
        milestone_views.essential(one, project=named, comments_count=milestones.comments_count(ctx.world, one))
        for one in milestones.of_project(ctx.world, project)
    ]


def _last_check_in(ctx: Context, project: Project) -> Json:
    check_in = ctx.world.get(ProjectCheckIn, project.last_check_in_id)
    if check_in is None:
        return None
    return check_in_views.essential(check_in, author=_author(ctx, check_in.author_id))


def _author(ctx: Context, id: Id) -> Json:
    return people_views.essential(ctx.world.known(Person, id))


def _retrospective(ctx: Context, project: Project) -> Json:
    retrospective = ctx.world.first(ProjectRetrospective, project_id=project.id)
    return retrospective_views.view(ctx.world, retrospective) if retrospective else None


def _key_resources(ctx: Context, project: Project) -> list[Json]:
    return [key_resource_views.essential(ctx.world, one) for one in ctx.world.where(KeyResource, project_id=project.id)]
