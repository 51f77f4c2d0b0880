"""Tasks, task statuses and kanban boards (contract: spaces_tasks 1.6 to 1.9)."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, Final, Literal

import msgspec

from mockserver.model.dates import ContextualDate
from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by
from mockserver.model.rich_text import RichText

Kanban = dict[str, tuple[str, ...]]
"""A kanban board: a dict that maps each column to the ids of its tasks, in their order on the board. The name of a
column is the `value` of a task status. The ids are not UUIDs, but ids as responses contain them (slug, dash, short id).
The dict must not be modified."""

StatusColor = Literal["gray", "blue", "green", "red"]


class TaskStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A task status of a space or project. Each task contains a copy of its status."""

    id: str
    label: str
    color: StatusColor
    index: int
    value: str | None = None
    """The name of the kanban board column for tasks with this status."""
    closed: bool = False


DEFAULT_STATUSES: Final[tuple[tuple[str, StatusColor, str, bool], ...]] = (
    ("Not started", "gray", "pending", False),
    ("In progress", "blue", "in_progress", False),
    ("Done", "green", "done", True),
    ("Canceled", "red", "canceled", True),
)
"""The `label`, `color`, `value` and `closed` of each status of a new space or project."""


def default_statuses(new_id: Callable[[], Id]) -> tuple[TaskStatus, ...]:
    """Return the statuses of a new space or project, each with a new id (contract: spaces_tasks 1.6)."""
    return tuple(
        TaskStatus(id=new_id(), label=label, color=color, index=index, value=value, closed=closed)
        for index, (label, color, value, closed) in enumerate(DEFAULT_STATUSES)
    )


EMPTY_KANBAN: Kanban = {"pending": (), "in_progress": (), "done": (), "canceled": ()}


class Task(Record, frozen=True, kw_only=True):
    """A task of a project or space. Exactly one of `project_id` and `space_id` is set."""

    INDEXES: ClassVar = indexed_by(
        "project_id",
        "space_id",
        "milestone_id",
        "creator_id",
        "subscription_list_id",
        assignee=lambda row: row.assignee_ids,
    )

    name: str
    description: RichText = "{}"
    priority: str | None = None
    size: str | None = None
    project_id: Id | None = None
    space_id: Id | None = None
    milestone_id: Id | None = None
    due_date: ContextualDate | None = None
    task_status: TaskStatus | None
    status: str | None = None
    """The legacy status, which responses do not contain. Only the stored order of a milestone's tasks depends on this
    status."""
    assignee_ids: tuple[Id, ...] = ()
    creator_id: Id | None
    subscription_list_id: Id
    inserted_at: datetime
    updated_at: datetime
