"""Tasks on the wire (contract: spaces_tasks 1.7)."""

from mockserver.model import ids
from mockserver.model.rich_text import Json
from mockserver.model.tasks import Task


def task_id(shown: Task) -> str:
    return ids.slugged(shown.name, shown.id)


def essential(shown: Task) -> dict[str, Json]:
    return {"id": task_id(shown), "name": shown.name}


def full(
    shown: Task,
    *,
    assignees: Json = None,
    milestone: Json = None,
    project: Json = None,
    creator: Json = None,
    project_space: Json = None,
    space: Json = None,
    permissions: dict[str, bool] | None = None,
    comments_count: int | None = None,
    subscription_list: Json = None,
    available_statuses: Json = None,
) -> dict[str, Json]:
    """The whole task; what was not loaded is null."""
    return essential(shown) | {
        "description": shown.description,
        "priority": shown.priority,
        "size": shown.size,
        "status": shown.task_status,
        "due_date": shown.due_date,
        "inserted_at": shown.inserted_at,
        "updated_at": shown.updated_at,
        "assignees": assignees,
        "milestone": milestone,
        "project": project,
        "creator": creator,
        "project_space": project_space,
        "space": space,
        "permissions": permissions,
        "comments_count": comments_count,
        "subscription_list": subscription_list,
        "available_statuses": available_statuses,
        "type": "project" if shown.project_id else "space",
    }
