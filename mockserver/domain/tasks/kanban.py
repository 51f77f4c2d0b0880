"""Kanban boards of spaces, projects and milestones: which tasks stand in which column (contract: spaces_tasks 1.8)."""

from typing import Final

from mockserver.domain.errors import BadRequest
from mockserver.domain.tasks.task_statuses import Statuses
from mockserver.model.rich_text import Json
from mockserver.model.tasks.tasks import Kanban, TaskStatus

NO_VALUE: Final = "nil"
"""The column in which the real server puts a new task whose status has no value."""


def rearranged(statuses: Statuses, sent: Json) -> Kanban:
    """A board as a client wants it: one column for each status value, in it whatever was sent for it.

    Raises BadRequest for a column that is no status value. Anything but an object clears the board.
    """
    columns = [status.value for status in statuses if status.value is not None]
    wanted = sent if isinstance(sent, dict) else {}
    for column in sorted(wanted):
        if columns and column not in columns:
            raise BadRequest(f"Invalid status {column}")
    return {column: _entries(wanted.get(column)) for column in columns or wanted}


def with_new_task(board: Kanban, statuses: Statuses, status: TaskStatus, task_id: str) -> Kanban:
    """A board with a new task at the end of its status's column, and with a column for each status."""
    columns = [status.value or status.id for status in statuses]
    grown: Kanban = dict.fromkeys(columns, ()) | board
    column = status.value or NO_VALUE
    return grown | {column: (*grown.get(column, ()), task_id)}


def _entries(sent: Json) -> tuple[str, ...]:
    if isinstance(sent, list):
        return tuple(sent)
    return () if sent is None or sent is False else (sent,)
