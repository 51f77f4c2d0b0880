"""Endpoints that pause, resume and close projects, and endpoints for retrospectives (contract: projects 7)."""

from functools import partial

from mockserver.api import commentable
from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import columns, id_inputs, permissions
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound
from mockserver.domain.projects import project_lifecycle
from mockserver.domain.subscriptions import Audience
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project, ProjectRetrospective
from mockserver.model.rich_text import Json
from mockserver.views import subscriptions as subscription_views
from mockserver.views.projects import projects as project_views
from mockserver.views.projects import retrospectives as views


@endpoint("pause_project", (Project, "can_edit"))
def pause_project(ctx: Context, project_id: str | None) -> Reply:
    project = ctx.find(Project, id_inputs.id_or_400(project_id, "project_id"), can="can_edit")
    return {"project": project_views.essential(ctx.db, project_lifecycle.pause(ctx, project))}


@endpoint("resume_project", (Project, "can_edit"))
def resume_project(
    ctx: Context,
    project_id: Id,
    message: Json,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id] | None = None,
) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit")
    resumed = project_lifecycle.resume(
        ctx, project, message=message, audience=Audience(send_notifications_to_everyone, subscriber_ids)
    )
    return {"project": project_views.essential(ctx.db, resumed)}


@endpoint("close_project", (Project, "can_edit"))
def close_project(
    ctx: Context,
    project_id: Id,
    retrospective: str,
    success_status: str,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id] | None = None,
) -> Reply:
    content = columns.parse_json(retrospective, "retrospective")
    project = ctx.find(Project, project_id, can="can_edit")
    closing = project_lifecycle.close(
        ctx,
        project,
        content=content,
        success_status=success_status,
        audience=Audience(send_notifications_to_everyone, subscriber_ids),
    )
    return {"retrospective": views.view(ctx.db, closing)}


@endpoint("edit_project_retrospective", (ProjectRetrospective, "can_edit"))
def edit_project_retrospective(ctx: Context, id: Id, content: str, success_status: str) -> Reply:
    document = columns.parse_json(content, "content")
    retrospective = ctx.find(ProjectRetrospective, id, can="can_edit")
    edited = project_lifecycle.edit_retrospective(
        ctx,
        ctx.db.get_existing(Project, retrospective.project_id),
        retrospective,
        content=document,
        success_status=success_status,
    )
    return {"retrospective": views.view(ctx.db, edited, project=ctx.db.get_existing(Project, edited.project_id))}


@endpoint("get_project_retrospective", (ProjectRetrospective, "can_view"))
def get_project_retrospective(ctx: Context, include: Include, project_id: Id) -> Reply:
    db, shown = ctx.db, ctx.db.first(ProjectRetrospective, project_id=project_id)
    if shown is None:
        raise NotFound(hint="there is no project with this `project_id`, or the project has no retrospective")
    ctx.find(ProjectRetrospective, shown.id, deleted=True)
    return {
        "retrospective": views.view(
            db,
            shown,
            project=db.get_existing(Project, project_id) if include.project or include.closed_at else None,
            permissions=permissions.granted(permissions.WORK, ctx.level(shown)) if include.permissions else None,
            **commentable.included_values(
                ctx, shown, include, partial(subscription_views.project_candidates, db, project_id)
            ),
        )
    }
