"""Adds the events of tasks in projects and spaces to the timeline."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from mockserver.domain import columns
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest
from mockserver.domain.tasks import task_moves, tasks
from mockserver.domain.tasks.tasks import Container
from mockserver.model.projects.milestones import Milestone
from mockserver.model.record import Record
from mockserver.model.tasks.tasks import Task, TaskStatus
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments
from mockserver.seed.problems import suggestion
from mockserver.seed.timeline import Timeline, as_input

Milestones = dict[str, fixture_schema.Milestone]


def load_task(
    timeline: Timeline,
    entry: fixture_schema.Task,
    when: datetime,
    container: Callable[[], Container],
    milestones: Milestones | None = None,
    *actors: str | None,
) -> None:
    """Add the events of a task to the timeline: its creation, its change of status and its comments."""
    timeline.check_name(entry, fixture_schema.Person, entry.assignee, "assignee")
    timeline.check_date(entry, "due", entry.due)
    timeline.check_text(entry, entry.text)
    known = milestones or {}
    if entry.milestone is not None and entry.milestone not in known:
        hint = suggestion(entry.milestone, known, "milestones of this project")
        timeline.problem(entry, f"unknown milestone in `milestone`: {entry.milestone!r}. {hint}")

    def create(ctx: Context) -> Record:
        due = timeline.date(entry.due, end=True)
        milestone = known.get(entry.milestone or "")
        task = tasks.create(
            ctx,
            container(),
            name=entry.name or "",
            milestone=timeline.record_of(Milestone, milestone) if milestone else None,
            assignee_id=timeline.person_id(entry.assignee),
            due_date=as_input(due),
            status=None,
        )
        if entry.text:
            description = columns.required_document(timeline.to_rich_text(entry.text), "description")
            task = tasks.set_description(ctx, task, container(), description)
        return task

    when = timeline.plan(entry, when, create, *actors)
    if entry.status != "pending":

        def move(ctx: Context) -> None:
            _move(ctx, timeline.record_of(Task, entry), container(), entry.status)

        timeline.plan(entry.moved or timeline.child_entry(entry), when, move, entry.assignee, *actors)
    type = "project_task" if milestones is not None else "space_task"
    comments.load_comments(timeline, entry, when, type, lambda: timeline.record_of(Task, entry))


def _move(ctx: Context, task: Task, container: Container, value: str) -> None:
    """Set the status of a task, and move the task to the end of the kanban column for this status."""
    status = msgspec.to_builtins(_status(container.task_statuses, value))
    moved = tasks.set_status(ctx, task, container, status)
    card = tasks.slugged_id(task)
    board = {column: [id for id in ids if id != card] for column, ids in container.tasks_kanban_state.items()}
    board.setdefault(value, []).append(card)
    task_moves.move_on_board(ctx, moved, container, container.task_statuses, status, board)


def _status(known: tuple[TaskStatus, ...], value: str) -> TaskStatus:
    for status in known:
        if status.value == value:
            return status
    allowed = ", ".join(str(status.value) for status in known)
    raise BadRequest(f"unknown status in `status`: {value!r}. Allowed: {allowed}")
