"""Moving a task on a board (contract: projects 4 projects/update_kanban, spaces_tasks 2 spaces/update_kanban)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.domain import activities
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, Crash
from mockserver.model.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.tasks import Kanban, Task, TaskStatus

INVALID_STATUS: Final = "Invalid status"
NEEDED: Final = ("label", "color", "index")


def move(
    ctx: Context, task: Task, statuses: Sequence[TaskStatus], status: Mapping[str, Any], state: Json
) -> tuple[Task, Kanban]:
    """Gives a task the status as it was sent, and answers what the board is to become.

    BadRequest for a status or a column that the board does not have, Crash for a status that can't be stored.
    """
    moved = _status(task, statuses, status)
    board = columns(statuses, state)
    if moved == task.task_status:
        return task, board
    project = ctx.world.get(Project, task.project_id)
    changed = ctx.world.change(task, task_status=moved)
    activities.record(
        ctx,
        "task_status_updating",
        task.project_id or task.space_id or "",
        space_id=project.space_id if project else task.space_id,
        project_id=task.project_id,
        milestone_id=task.milestone_id,
        task_id=task.id,
        name=task.name,
        old_status=task.task_status,
        new_status=moved,
    )
    return changed, board


def columns(statuses: Sequence[TaskStatus], state: Json) -> Kanban:
    """The board with one column for each status; what is in them is not looked at."""
    sent = state if isinstance(state, dict) else {}
    values = {status.value for status in statuses}
    for key in sorted(sent):
        if key not in values:
            raise BadRequest(f"{INVALID_STATUS} {key}")
    return {status.value: _listed(sent.get(status.value)) for status in statuses}


def _status(task: Task, statuses: Sequence[TaskStatus], sent: Mapping[str, Any]) -> TaskStatus:
    """Only the id is compared with the board's; parts that were not sent stay as the task has them."""
    if "id" not in sent:
        raise Crash("the status has no `id`; the real server crashes looking for it")
    if sent["id"] not in {status.id for status in statuses}:
        raise BadRequest(INVALID_STATUS)
    parts = {**_parts(task.task_status), **sent}
    for name in NEEDED:
        if parts.get(name) is None or not str(parts[name]).strip():
            raise Crash(f"the status has no `{name}`; the real server fails to store it")
    return TaskStatus(**parts)


def _parts(status: TaskStatus | None) -> dict[str, Any]:
    return {name: getattr(status, name) for name in TaskStatus.__struct_fields__} if status else {}


def _listed(column: Json) -> tuple[Json, ...]:
    """A list as it is, nothing as an empty one, anything else as a list of itself."""
    if column is None:
        return ()
    return tuple(column) if isinstance(column, list) else (column,)
