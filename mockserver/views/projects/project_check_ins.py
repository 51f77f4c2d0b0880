"""JSON views of the check-ins of projects (contract: projects 2.5)."""

from mockserver.model import ids
from mockserver.model.projects.projects import ProjectCheckIn
from mockserver.model.rich_text import Json


def check_in_id(shown: ProjectCheckIn) -> str:
    return ids.slugged(shown.inserted_at.date().isoformat(), shown.id)


def essential(shown: ProjectCheckIn, **loaded: Json) -> dict[str, Json]:
    """Return the JSON of a check-in. Optional values are null unless they are in `loaded`. `notifications` is empty."""
    return {
        "id": check_in_id(shown),
        "status": shown.status,
        "description": shown.description,
        "inserted_at": shown.inserted_at,
        "acknowledged_at": shown.acknowledged_at,
        **dict.fromkeys(("acknowledged_by", "project", "space", "reactions", "author", "subscription_list")),
        "potential_subscribers": None,
        "notifications": (),
        "comments_count": None,
        **loaded,
    }
