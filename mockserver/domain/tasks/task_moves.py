"""Moving tasks between milestones, columns of a kanban board, projects and spaces (contract: spaces_tasks 4)."""

from collections.abc import Mapping
from typing import Any, Final

from mockserver.domain import activity_log, columns
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, NotFound
from mockserver.domain.projects import milestones
from mockserver.domain.tasks import kanban, task_statuses, tasks
from mockserver.domain.tasks.task_statuses import Statuses, StatusInput
from mockserver.domain.tasks.tasks import Container
from mockserver.model import ids
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task, TaskStatus
from mockserver.store.database import Database

HIDDEN_STATUSES: Final = ("done", "canceled")
"""Values of `status`, the legacy status of a task. Tasks with one of these values are omitted from the order of tasks
that is stored in a milestone."""


def set_milestone(ctx: Context, task: Task, project: Project, milestone_id: Id | None) -> tuple[Task, Milestone | None]:
    """Move a task to a milestone of its project, or out of its milestone if `milestone_id` is None. Returns the task
    and its new milestone. The returned milestone is None if the task keeps its milestone, or is in no milestone
    afterwards."""
    moves = milestone_id != task.milestone_id
    entered = tasks.milestone_in(ctx, project, milestone_id) if moves else None
    moved = tasks.change(ctx, task, milestone_id=milestone_id) if moves else task
    _record_milestone(ctx, task, project, milestone_id)
    return moved, entered


def reorder(
    ctx: Context, task: Task, project: Project, milestone_id: Id | None, orders: list[dict[str, Any] | None]
) -> tuple[Task, Milestone | None, list[Milestone]]:
    """Move a task to a milestone, or out of its milestone if `milestone_id` is None. For each milestone in `orders`,
    also store the order of its tasks. Each item of `orders` has the keys `milestone_id` and `ordering_state`. The value
    of `ordering_state` is a list of task ids.

    Returns three values: the task, its new milestone, and the milestones in `orders`, sorted by id. The new milestone
    is returned as it was before the request. If the task keeps its milestone, or is in no milestone afterwards, None is
    returned in place of the new milestone.

    Raises NotFound if the new milestone does not exist. Raises BadRequest if a milestone is in another project, or if a
    milestone in `orders` does not exist.
    """
    milestone = ctx.db.get(Milestone, milestone_id)
    if milestone_id is not None and (milestone is None or milestone.deleted_at is not None):
        raise NotFound(milestones.NOT_FOUND)
    if milestone is not None and milestone.project_id != project.id:
        raise BadRequest(tasks.FOREIGN_MILESTONE)
    noun = "an entry of `milestones_ordering_state`"
    orderings = {
        columns.required_key(item, "milestone_id", noun): columns.required_key(item, "ordering_state", noun)
        for item in orders
    }
    listed = [ctx.db.get(Milestone, id) for id in sorted(orderings)]
    if any(item is None or item.project_id != project.id for item in listed):
        raise BadRequest(
            tasks.FOREIGN_MILESTONE,
            hint="a milestone in `milestones_ordering_state` does not exist or is not in the task's project",
        )
    moves = milestone_id != task.milestone_id
    moved = tasks.change(ctx, task, milestone_id=milestone_id) if moves else task
    ordered = [
        ctx.db.change(item, tasks_ordering_state=_open_task_ids(ctx.db, item, orderings[item.id]))
        for item in listed
        if item
    ]
    if moves:
        _record_milestone(ctx, task, project, milestone_id)
    return moved, milestone if moves else None, ordered


def _open_task_ids(db: Database, milestone: Milestone, sent: list[str | None]) -> tuple[str, ...]:
    """Return the ids in `sent` that belong to open tasks of the milestone, without duplicates. The slugs in the
    returned ids are those of the tasks' current names."""
    open_ids: dict[str, None] = {}
    for item in sent:
        task = db.get(Task, ids.decode_or_none(item or ""))
        if task is None or task.milestone_id != milestone.id or task.status in HIDDEN_STATUSES:
            continue
        if task.task_status is None or not task.task_status.closed:
            open_ids[tasks.slugged_id(task)] = None
    return columns.ordering(open_ids)


def move_on_board(
    ctx: Context, task: Task, board: Project | Milestone | Space, known: Statuses, status: StatusInput, state: Json
) -> Task:
    """Change the status of a task, and store the kanban board `state` that the client sent. `board` is the project,
    milestone or space to which the kanban board belongs.

    `known` contains the statuses of the project or space. A milestone has the statuses of its project. Raises
    BadRequest if `status` is not one of these statuses, or if the name of a column of the kanban board is not the
    `value` of one of these statuses. The legacy status of the task does not change. An activity is recorded only if the
    status changes.
    """
    task_statuses.require_known(known, status)
    chosen = task_statuses.stored(status, task.task_status)
    changed = tasks.change(ctx, task, task_status=chosen)
    ctx.db.change(board, tasks_kanban_state=kanban.from_input(known, state))
    if chosen != task.task_status:
        tasks.record_status(ctx, task, chosen, tasks.container_of(ctx.db, task))
    return changed


def replace_statuses(ctx: Context, affected: list[Task], replacements: Mapping[str, TaskStatus]) -> None:
    """Change the status of the tasks in `affected` whose status is deleted. `replacements` maps the id of each deleted
    status to the status that replaces it."""
    for task in affected:
        replacement = replacements.get(task.task_status.id) if task.task_status else None
        if replacement is not None:
            tasks.change(ctx, task, task_status=replacement)


def move(ctx: Context, task: Task, destination: Container) -> Task:
    """Move a task to another project or space. The task gets the default status of the destination, and belongs to no
    milestone.

    Raises BadRequest if the destination is a project that is not active, or a space whose task tool is switched off.
    Also raises BadRequest if the task is already in the destination, or if the default status has no `value`.
    """
    if isinstance(destination, Project):
        if destination.status != "active":
            raise BadRequest(hint=f"the destination project is {destination.status}; it must be active")
    elif not destination.tasks_enabled:
        raise BadRequest(hint="the task tool of the destination space is switched off")
    if destination.id in (task.project_id, task.space_id):
        raise BadRequest(hint="the task is already in the destination")
    status = task_statuses.default_of(destination.task_statuses)
    if status.value is None:
        raise BadRequest(hint="the default status of the destination has no `value`")
    origin, to_project = tasks.container_of(ctx.db, task), isinstance(destination, Project)
    moved = tasks.change(
        ctx,
        task,
        project_id=destination.id if to_project else None,
        space_id=None if to_project else destination.id,
        milestone_id=None,
        task_status=status,
    )
    activity_log.record(
        ctx,
        "task_moving",
        destination.id,
        company_id=origin.company_id,
        task_id=task.id,
        task_name=task.name,
        origin_type=tasks.type_of(task),
        destination_type=tasks.type_of(moved),
        origin_project_id=task.project_id,
        origin_space_id=tasks.space_id_of(origin),
        destination_project_id=moved.project_id,
        destination_space_id=tasks.space_id_of(destination),
        project_id=moved.project_id,
        space_id=tasks.space_id_of(destination),
    )
    return moved


def _record_milestone(ctx: Context, task: Task, project: Project, milestone_id: Id | None) -> None:
    activity_log.record_in_project(
        ctx,
        "task_milestone_updating",
        project,
        task_id=task.id,
        old_milestone_id=task.milestone_id,
        new_milestone_id=milestone_id,
    )
