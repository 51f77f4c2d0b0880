"""Milestones on the wire (contract: projects 2.3 and 2.9)."""

from mockserver.domain.projects import milestones
from mockserver.model.projects.milestones import Milestone, MilestoneComment
from mockserver.model.rich_text import Json


def essential(
    shown: Milestone,
    *,
    project: Json = None,
    creator: Json = None,
    comments: Json = None,
    comments_count: int | None = None,
    permissions: dict[str, bool] | None = None,
    space: Json = None,
    subscription_list: Json = None,
    available_statuses: Json = None,
) -> dict[str, Json]:
    """A milestone. Values that were not loaded are null."""
    return {
        "id": milestones.wire_id(shown),
        "project": project,
        "creator": creator,
        "title": shown.title,
        "status": shown.status,
        "description": shown.description,
        "inserted_at": shown.inserted_at,
        "completed_at": shown.completed_at,
        "tasks_kanban_state": shown.tasks_kanban_state,
        "tasks_ordering_state": shown.tasks_ordering_state,
        "comments": comments,
        "comments_count": comments_count,
        "permissions": permissions,
        "timeframe": shown.timeframe,
        "space": space,
        "subscription_list": subscription_list,
        "available_statuses": available_statuses,
    }


def comment(row: MilestoneComment, comment: Json) -> dict[str, Json]:
    """A comment and its action on the milestone."""
    return {"action": row.action, "comment": comment}
