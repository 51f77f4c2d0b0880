"""Endpoints for the tasks, task statuses and kanban board of a space (contract: spaces_tasks 2)."""

from typing import Any, Final

from mockserver.api.registry import Reply, endpoint
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, NotFound
from mockserver.domain.tasks import task_moves, tasks
from mockserver.domain.tasks import task_statuses as status_rules
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.views.tasks import tasks as views

BAD_STATUS: Final = "Invalid tools"
"""The message that the real server sends if it fails to store a space, for example because a task status is invalid."""


@endpoint("spaces/list_tasks", (Space, "can_view"))
def list_tasks(ctx: Context, space_id: Id) -> Reply:
    space, db = ctx.find(Space, space_id), ctx.db
    return {
        "tasks": [
            views.full(task, assignees=views.assignees(db, task), comments_count=views.comments_count(db, task))
            for task in db.where(Task, space_id=space.id)
        ]
    }


@endpoint("spaces/update_task_statuses", (Space, "can_edit"))
def update_task_statuses(
    ctx: Context,
    space_id: Id,
    task_statuses: list[dict[str, Any] | None],
    deleted_status_replacements: list[dict[str, str] | None] | None = None,
) -> Reply:
    space = ctx.find(Space, space_id, can="can_edit")
    defined, replacements = status_rules.replaced(
        space.task_statuses,
        task_statuses,
        deleted_status_replacements,
        error=lambda hint: BadRequest(BAD_STATUS, hint=hint),
    )
    ctx.db.change(space, task_statuses=defined)
    task_moves.replace_statuses(ctx, ctx.db.where(Task, space_id=space.id), replacements)
    return {"success": True}


@endpoint("spaces/update_kanban", (Space, "can_view"), (Task, "can_edit"))
def update_kanban(ctx: Context, space_id: Id, task_id: Id, status: dict[str, Any], kanban_state: Json) -> Reply:
    space = ctx.find(Space, space_id)
    task = ctx.find(Task, task_id, can="can_edit", missing=tasks.NOT_FOUND)
    if task.space_id != space.id:
        raise NotFound(hint="the task is not in this space")
    changed = task_moves.move_on_board(ctx, task, space, space.task_statuses, status, kanban_state)
    return {"task": views.full(changed, assignees=views.assignees(ctx.db, changed))}
