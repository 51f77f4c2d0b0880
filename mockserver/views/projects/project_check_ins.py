"""Check-ins of projects on the wire (contract: projects 2.5)."""

from mockserver.model import ids
from mockserver.model.projects.projects import ProjectCheckIn
from mockserver.model.rich_text import Json


def check_in_id(shown: ProjectCheckIn) -> str:
    return ids.slugged(shown.inserted_at.date().isoformat(), shown.id)


def essential(
    shown: ProjectCheckIn,
    *,
    acknowledged_by: Json = None,
    project: Json = None,
    space: Json = None,
    reactions: Json = None,
    author: Json = None,
    subscription_list: Json = None,
    potential_subscribers: Json = None,
    notifications: Json = (),
    comments_count: int | None = None,
) -> dict[str, Json]:
    """A check-in. Values that were not loaded are null, except for notifications."""
    return {
        "id": check_in_id(shown),
        "status": shown.status,
        "description": shown.description,
        "inserted_at": shown.inserted_at,
        "acknowledged_at": shown.acknowledged_at,
        "acknowledged_by": acknowledged_by,
        "project": project,
        "space": space,
        "reactions": reactions,
        "author": author,
        "subscription_list": subscription_list,
        "potential_subscribers": potential_subscribers,
        "notifications": notifications,
        "comments_count": comments_count,
    }
