"""Endpoints for the kanban board and the task statuses of a project (contract: projects 4)."""

from typing import Any

from mockserver.api.registry import Reply, endpoint
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound, ServerCrash
from mockserver.domain.projects import projects
from mockserver.domain.tasks import task_moves, tasks
from mockserver.domain.tasks import task_statuses as status_rules
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.tasks.tasks import Task
from mockserver.views.projects import projects as views
from mockserver.views.tasks import tasks as task_views


@endpoint("projects/update_kanban", (Project, "can_view"), (Task, "can_edit"))
def update_kanban(ctx: Context, project_id: Id, task_id: Id, status: dict[str, Any], kanban_state: Json) -> Reply:
    db = ctx.db
    project = ctx.find(Project, project_id, missing=projects.NOT_FOUND)
    task = ctx.find(Task, task_id, can="can_edit", missing=tasks.NOT_FOUND)
    if task.project_id != project.id:
        raise NotFound(hint="the task is not in this project")
    changed = task_moves.move_on_board(ctx, task, project, project.task_statuses, status, kanban_state)
    shown = views.essential(db, project)
    return {
        "project": shown,
        "task": task_views.full(changed, assignees=task_views.assignees(db, changed), project=shown),
    }


@endpoint("projects/update_task_statuses", (Project, "can_edit"))
def update_task_statuses(
    ctx: Context,
    project_id: Id,
    task_statuses: list[dict[str, Any] | None],
    deleted_status_replacements: list[dict[str, str] | None] | None = None,
) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit", missing=projects.NOT_FOUND)
    defined, replacements = status_rules.replaced(
        project.task_statuses, task_statuses, deleted_status_replacements, error=ServerCrash
    )
    ctx.db.change(project, task_statuses=defined)
    task_moves.replace_statuses(ctx, ctx.db.where(Task, project_id=project.id), replacements)
    return {"success": True}
