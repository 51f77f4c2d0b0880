"""Pausing, resuming and closing projects, and editing their retrospectives (contract: projects 1.2, 1.7).

No function checks the state of the project. For example, a closed project can be paused.
"""

from mockserver.domain import activity_log, columns, comment_threads, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.projects.project_schedule import next_due
from mockserver.domain.subscriptions import Audience
from mockserver.model.dates import at_midnight
from mockserver.model.goals.goals import SUCCESS_STATUSES
from mockserver.model.projects.projects import Project, ProjectRetrospective
from mockserver.model.rich_text import Json


def pause(ctx: Context, project: Project) -> Project:
    paused = ctx.db.change(project, status="paused")
    activity_log.record_in_project(ctx, "project_pausing", project)
    return paused


def resume(ctx: Context, project: Project, *, message: Json, audience: Audience) -> Project:
    """Resume a project. `message` is stored as the message of the activity's comment thread. If the project was closed,
    `closed_at` and `success_status` do not change."""
    due = project.next_check_in_scheduled_at
    next_day = next_due(due.date() if due else None, ctx.now.date())
    resumed = ctx.db.change(project, status="active", next_check_in_scheduled_at=at_midnight(next_day, ctx.now))
    comment_threads.record(
        ctx,
        "project_resuming",
        project.id,
        message=message,
        audience=audience,
        space_id=project.space_id,
        project_id=project.id,
    )
    return resumed


def close(
    ctx: Context, project: Project, *, content: Json, success_status: str, audience: Audience
) -> ProjectRetrospective:
    """Close a project with a retrospective, whose text is `content`. The tasks and milestones of the project do not
    change. Raises ServerCrash if the project already has a retrospective."""
    db = ctx.db
    if db.count(ProjectRetrospective, project_id=project.id):
        raise ServerCrash("the project already has a retrospective; the real server's database rejects a second one")
    id = db.new_id()
    list_id = subscriptions.create_list_with_audience(ctx, id, "project_retrospective", audience, content)
    retrospective = db.put(
        ProjectRetrospective(
            **ctx.db.new_row(id),
            project_id=project.id,
            author_id=ctx.person.id,
            content=columns.required_document(content, "retrospective"),
            subscription_list_id=list_id,
        )
    )
    success = columns.one_of(success_status, SUCCESS_STATUSES, "success_status")
    db.change(project, status="closed", closed_at=ctx.now, success_status=success)
    activity_log.record_in_project(ctx, "project_closed", project, retrospective_id=id)
    return retrospective


def edit_retrospective(
    ctx: Context, project: Project, retrospective: ProjectRetrospective, *, content: Json, success_status: str
) -> ProjectRetrospective:
    """Change the text of a retrospective and the `success_status` of its project. If both are unchanged, no activity is
    recorded."""
    success = columns.one_of(success_status, SUCCESS_STATUSES, "success_status")
    stored = columns.required_document(content, "content")
    if stored == retrospective.content and success == project.success_status:
        return retrospective
    edited = ctx.db.change(retrospective, content=stored)
    ctx.db.change(project, success_status=success)
    subscriptions.add_mentioned(ctx, retrospective.subscription_list_id, content)
    activity_log.record_in_project(ctx, "project_retrospective_edited", project, retrospective_id=retrospective.id)
    return edited
