"""Converts the tasks of projects and spaces to fixture entries."""

from __future__ import annotations

from typing import Any, Final

from mockserver.importer.source import Source, date, short_id
from mockserver.seed.fixture_schema import Entry, Task

Json = Any

STATUSES: Final = ("pending", "in_progress", "done", "canceled")
"""The task statuses that a new project or space has. A fixture cannot define other statuses."""


def as_task(source: Source, record: Json, type: str, milestones: dict[str, str]) -> Task:
    """Convert a task to a fixture entry. `type` is the `entity_type` in requests to `get_comments`. `milestones` maps
    the ids of milestones to their titles."""
    full = source.get("get_task", "task", id=record["id"], include_creator=True) or {}
    assignees = [name for person in record.get("assignees") or [] if (name := source.person(person))]
    source.add_loss("assignees of a task, except the first", max(len(assignees) - 1, 0))
    milestone = record.get("milestone")
    task = Task(
        at=record["inserted_at"],
        by=source.person(full.get("creator")),
        name=record["name"],
        text=source.text(record.get("description")),
        assignee=assignees[0] if assignees else None,
        due=date(record.get("due_date")),
        milestone=milestones.get(short_id(milestone["id"])) if milestone else None,
        status=_status(source, record.get("status")),
        comments=source.comments(type, record["id"], record.get("comments_count")),
    )
    if task.status != "pending":
        task.moved = Entry(at=record.get("updated_at"))
    return task


def _status(source: Source, status: Json) -> str:
    value = (status or {}).get("value") or "pending"
    if value in STATUSES:
        return str(value)
    source.add_loss("task statuses that a project has defined")
    return "done" if status.get("closed") else "in_progress"
