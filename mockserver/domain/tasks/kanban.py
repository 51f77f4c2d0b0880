"""Kanban boards of spaces, projects and milestones (contract: spaces_tasks 1.8)."""

from typing import Final

from mockserver.domain.errors import BadRequest
from mockserver.domain.tasks.task_statuses import Statuses
from mockserver.model.rich_text import Json
from mockserver.model.tasks.tasks import Kanban, TaskStatus

NO_VALUE: Final = "nil"
"""The column to which a new task is added if its status has no `value`."""


def from_input(statuses: Statuses, sent: Json) -> Kanban:
    """Decode a kanban board in an input. The returned board has a column for the `value` of each status. The entries of
    a column are not validated. If no status has a `value`, all columns in the input are used.

    If the input is not an object, all columns are empty. Raises BadRequest if the input has a column that is not the
    `value` of a status.
    """
    columns = [status.value for status in statuses if status.value is not None]
    board = sent if isinstance(sent, dict) else {}
    for column in sorted(board):
        if columns and column not in columns:
            raise BadRequest(f"Invalid status {column}")
    return {column: _entries(board.get(column)) for column in columns or board}


def with_new_task(board: Kanban, statuses: Statuses, status: TaskStatus, task_id: str) -> Kanban:
    """Return a board with a new task at the end of the column of its status. If the board has no column for one of
    `statuses`, an empty column is added."""
    columns = [status.value or status.id for status in statuses]
    complete: Kanban = dict.fromkeys(columns, ()) | board
    column = status.value or NO_VALUE
    return complete | {column: (*complete.get(column, ()), task_id)}


def _entries(sent: Json) -> tuple[str, ...]:
    if isinstance(sent, list):
        return tuple(sent)
    return () if sent is None or sent is False else (sent,)
