"""Converts milestones to JSON (contract: projects 2.3 and 2.9)."""

from mockserver.domain.projects import milestones
from mockserver.model.projects.milestones import Milestone, MilestoneComment
from mockserver.model.rich_text import Json


def essential(milestone: Milestone, **included: Json) -> dict[str, Json]:
    """Return the JSON of a milestone. Optional values are null unless they are in `included`."""
    return {
        "id": milestones.slugged_id(milestone),
        "project": None,
        "creator": None,
        "title": milestone.title,
        "status": milestone.status,
        "description": milestone.description,
        "inserted_at": milestone.inserted_at,
        "completed_at": milestone.completed_at,
        "tasks_kanban_state": milestone.tasks_kanban_state,
        "tasks_ordering_state": milestone.tasks_ordering_state,
        "comments": None,
        "comments_count": None,
        "permissions": None,
        "timeframe": milestone.timeframe,
        "space": None,
        "subscription_list": None,
        "available_statuses": None,
        **included,
    }


def comment(row: MilestoneComment, comment: Json) -> dict[str, Json]:
    """Return the JSON of a comment on a milestone: its action, and `comment`, the JSON of the comment itself."""
    return {"action": row.action, "comment": comment}
