"""Check-ins of projects (contract: projects 1.6)."""

from typing import Final

from mockserver.domain import activity_log, columns, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest
from mockserver.domain.projects import project_schedule
from mockserver.domain.subscriptions import Audience
from mockserver.model.dates import at_midnight
from mockserver.model.goals.goals import CHECK_IN_STATUSES
from mockserver.model.projects.projects import Project, ProjectCheckIn
from mockserver.model.rich_text import Json
from mockserver.store.database import Database

OWN_CHECK_IN: Final = "Authors cannot acknowledge their own check-ins"


def of_project(db: Database, project: Project) -> list[ProjectCheckIn]:
    """Return the check-ins of a project, newest first."""
    return sorted(db.newest(ProjectCheckIn, project_id=project.id), key=lambda row: row.inserted_at, reverse=True)


def post(
    ctx: Context, project: Project, *, status: str | None, description: Json, audience: Audience
) -> ProjectCheckIn:
    """Post a check-in. It becomes the last check-in of the project, and the date of the next check-in is computed."""
    id = ctx.db.new_id()
    check_in = ctx.db.put(
        ProjectCheckIn(
            **ctx.db.new_row(id),
            project_id=project.id,
            author_id=ctx.person.id,
            status=columns.one_of(status, CHECK_IN_STATUSES, "status"),
            description=columns.required_document(description, "description"),
            subscription_list_id=subscriptions.create_list_with_audience(
                ctx, id, "project_check_in", audience, description
            ),
        )
    )
    due = project.next_check_in_scheduled_at
    next_due = project_schedule.next_due(due.date() if due else None, ctx.now.date())
    ctx.db.change(
        project,
        last_check_in_id=check_in.id,
        last_check_in_status=check_in.status,
        next_check_in_scheduled_at=at_midnight(next_due, ctx.now),
    )
    activity_log.record_in_project(ctx, "project_check_in_submitted", project, check_in_id=check_in.id)
    return check_in


def edit(ctx: Context, check_in: ProjectCheckIn, *, status: str | None, description: Json) -> ProjectCheckIn:
    """Change the status and text of a check-in. The `last_check_in_status` of the project becomes the same status, even
    if the project has a later check-in."""
    edited = ctx.db.change(
        check_in,
        status=columns.one_of(status, CHECK_IN_STATUSES, "status"),
        description=columns.required_document(description, "description"),
    )
    subscriptions.add_mentioned(ctx, check_in.subscription_list_id, description)
    project = ctx.db.get_existing(Project, check_in.project_id)
    ctx.db.change(project, last_check_in_status=edited.status)
    activity_log.record(
        ctx,
        "project_check_in_edit",
        project.id,
        company_id=project.company_id,
        project_id=project.id,
        check_in_id=check_in.id,
    )
    return edited


def acknowledge(ctx: Context, check_in: ProjectCheckIn) -> ProjectCheckIn:
    """Acknowledge a check-in. If it was acknowledged before, nothing changes. Otherwise, raises BadRequest if the
    acting person wrote the check-in."""
    if check_in.acknowledged_at is not None:
        return check_in
    if check_in.author_id == ctx.person.id:
        raise BadRequest(OWN_CHECK_IN)
    acknowledged = ctx.db.change(check_in, acknowledged_at=ctx.now, acknowledged_by_id=ctx.person.id)
    project = ctx.db.get_existing(Project, check_in.project_id)
    activity_log.record_in_project(ctx, "project_check_in_acknowledged", project, check_in_id=check_in.id)
    return acknowledged
