"""Endpoints for the check-ins of projects (contract: projects 7)."""

from functools import partial
from typing import Final

from mockserver.api import commentable
from mockserver.api.registry import MISSING, Include, Missing, Reply, endpoint, require_input
from mockserver.domain import columns, id_inputs, permissions
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound
from mockserver.domain.projects import project_check_ins
from mockserver.domain.subscriptions import Audience
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project, ProjectCheckIn
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.views import comments, subscriptions
from mockserver.views.company import people
from mockserver.views.projects import project_check_ins as views
from mockserver.views.projects import project_contributors, projects
from mockserver.views.spaces import spaces

ENTITY_TYPE: Final = "project_check_in"
"""The `entity_type` of comments on check-ins, and of reactions to check-ins."""


@endpoint("get_project_check_in", (ProjectCheckIn, "can_view"))
def get_project_check_in(ctx: Context, include: Include, id: str) -> Reply:
    db = ctx.db
    check_in = _find(ctx, id_inputs.id_or_400(id, "id"))
    project = db.get_existing(Project, check_in.project_id)
    visible_space = ctx.visible(Space, project.space_id) if include.space else None
    space = spaces.essential(visible_space) if visible_space else None
    return {
        "project_check_in": views.essential(
            check_in,
            acknowledged_by=people.essential_or_null(db, check_in.acknowledged_by_id)
            if include.acknowledged_by
            else None,
            project=_project(ctx, project, with_people=include.project, space=space)
            if include.project or include.space
            else None,
            space=space,
            **commentable.included_values(
                ctx, check_in, include, partial(subscriptions.project_candidates, db, project.id)
            ),
        )
    }


def _project(ctx: Context, project: Project, *, with_people: bool, space: Json) -> Json:
    if not with_people:
        return projects.full(ctx.db, project, space=space)
    return projects.full(
        ctx.db,
        project,
        space=space,
        champion=project_contributors.champion(ctx.db, project),
        reviewer=project_contributors.reviewer(ctx.db, project),
        contributors=project_contributors.with_people(ctx.db, project),
        permissions=permissions.granted(permissions.WORK, ctx.level(project)),
    )


@endpoint("get_project_check_ins", (Project, "can_view"))
def get_project_check_ins(ctx: Context, include: Include, project_id: str) -> Reply:
    db = ctx.db
    try:
        project = ctx.find(Project, id_inputs.id_or_400(project_id, "project_id"))
    except NotFound:
        return {"project_check_ins": []}
    shown_project = projects.full(db, project) if include.project else None
    return {
        "project_check_ins": [
            views.essential(
                check_in,
                acknowledged_by=people.essential_or_null(db, check_in.acknowledged_by_id),
                project=shown_project,
                reactions=comments.reactions_to(db, ENTITY_TYPE, check_in.id) if include.reactions else None,
                author=people.essential_or_null(db, check_in.author_id) if include.author else None,
                comments_count=comments.comments_count(db, ENTITY_TYPE, check_in.id),
            )
            for check_in in project_check_ins.of_project(db, project)
        ]
    }


@endpoint("post_project_check_in", (Project, "can_edit"))
def post_project_check_in(
    ctx: Context,
    project_id: str | None,
    status: str | None,
    description: str | None,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[str | None] | None = None,
) -> Reply:
    id = id_inputs.id_or_crash(project_id, "project_id")
    subscribers = [id_inputs.id_or_crash(item, "subscriber_ids") for item in subscriber_ids or ()]
    document = columns.parse_json(description, "description")
    project = ctx.find(Project, id, can="can_edit")
    check_in = project_check_ins.post(
        ctx,
        project,
        status=status,
        description=document,
        audience=Audience(send_notifications_to_everyone, subscribers),
    )
    return {"check_in": views.essential(check_in)}


@endpoint("edit_project_check_in", (ProjectCheckIn, "can_edit"))
def edit_project_check_in(
    ctx: Context,
    check_in_id: str | None,
    status: str | Missing | None = MISSING,
    description: str | Missing | None = MISSING,
) -> Reply:
    id = id_inputs.id_or_400(check_in_id, "check_in_id")
    document = columns.parse_json(require_input("description", description), "description")
    check_in = _find(ctx, id, can="can_edit")
    edited = project_check_ins.edit(ctx, check_in, status=require_input("status", status), description=document)
    return {"check_in": views.essential(edited)}


@endpoint("acknowledge_project_check_in", (ProjectCheckIn, "can_edit"))
def acknowledge_project_check_in(ctx: Context, id: Id) -> Reply:
    acknowledged = project_check_ins.acknowledge(ctx, _find(ctx, id, can="can_edit"))
    project = ctx.db.get_existing(Project, acknowledged.project_id)
    shown = projects.full(
        ctx.db,
        project,
        champion=project_contributors.champion(ctx.db, project),
        reviewer=project_contributors.reviewer(ctx.db, project),
    )
    return {"check_in": views.essential(acknowledged, project=shown)}


def _find(ctx: Context, id: Id | None, *, can: str = "can_view") -> ProjectCheckIn:
    """Return the check-in with this id. Raises NotFound if the project of the check-in is archived."""
    check_in = ctx.find(ProjectCheckIn, id, can=can)
    if ctx.db.get_existing(Project, check_in.project_id).deleted_at is not None:
        raise NotFound(hint="the check-in's project is archived")
    return check_in
