"""Converts tasks to JSON (contract: spaces_tasks 1.7)."""

from mockserver.domain import permissions
from mockserver.domain.tasks import tasks
from mockserver.model.rich_text import Json
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database
from mockserver.views import comments
from mockserver.views.company import people


def essential(task: Task) -> dict[str, Json]:
    return {"id": tasks.slugged_id(task), "name": task.name}


def full(task: Task, *, level: int | None = None, **included: Json) -> dict[str, Json]:
    """Return the full JSON of a task. Optional values are null unless they are in `included`. `permissions` is null if
    `level`, the access level of the acting person, is None."""
    return {
        "id": tasks.slugged_id(task),
        "name": task.name,
        "description": task.description,
        "priority": task.priority,
        "size": task.size,
        "status": task.task_status,
        "due_date": task.due_date,
        "inserted_at": task.inserted_at,
        "updated_at": task.updated_at,
        "assignees": None,
        "milestone": None,
        "project": None,
        "creator": None,
        "project_space": None,
        "space": None,
        "permissions": None if level is None else permissions.granted(permissions.WORK, level),
        "comments_count": None,
        "subscription_list": None,
        "available_statuses": None,
        "type": tasks.type_of(task),
        **included,
    }


def assignees(db: Database, task: Task) -> list[dict[str, Json]]:
    return [people.essential(person) for person in tasks.assignees(db, task)]


def comments_count(db: Database, task: Task) -> int:
    """Return the number of comments on a task of a project. Return 0 for a task of a space, because the real server
    does not count the comments on such a task."""
    return comments.comments_count(db, "project_task", task.id)
