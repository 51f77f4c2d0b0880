"""JSON views of milestones (contract: projects 2.3 and 2.9)."""

from mockserver.domain.projects import milestones
from mockserver.model.projects.milestones import Milestone, MilestoneComment
from mockserver.model.rich_text import Json


def essential(shown: Milestone, **loaded: Json) -> dict[str, Json]:
    """Return the JSON of a milestone. Optional values are null unless they are in `loaded`."""
    return {
        "id": milestones.slugged_id(shown),
        "project": None,
        "creator": None,
        "title": shown.title,
        "status": shown.status,
        "description": shown.description,
        "inserted_at": shown.inserted_at,
        "completed_at": shown.completed_at,
        "tasks_kanban_state": shown.tasks_kanban_state,
        "tasks_ordering_state": shown.tasks_ordering_state,
        "comments": None,
        "comments_count": None,
        "permissions": None,
        "timeframe": shown.timeframe,
        "space": None,
        "subscription_list": None,
        "available_statuses": None,
        **loaded,
    }


def comment(row: MilestoneComment, comment: Json) -> dict[str, Json]:
    """Return a comment and its action on the milestone."""
    return {"action": row.action, "comment": comment}
