"""Converts the check-ins of projects to JSON (contract: projects 2.5)."""

from mockserver.model import ids
from mockserver.model.projects.projects import ProjectCheckIn
from mockserver.model.rich_text import Json


def check_in_id(check_in: ProjectCheckIn) -> str:
    return ids.slugged(check_in.inserted_at.date().isoformat(), check_in.id)


def essential(check_in: ProjectCheckIn, **included: Json) -> dict[str, Json]:
    """Return the JSON of a check-in. Optional values are null, and `notifications` is empty, unless they are in
    `included`."""
    return {
        "id": check_in_id(check_in),
        "status": check_in.status,
        "description": check_in.description,
        "inserted_at": check_in.inserted_at,
        "acknowledged_at": check_in.acknowledged_at,
        **dict.fromkeys(("acknowledged_by", "project", "space", "reactions", "author", "subscription_list")),
        "potential_subscribers": None,
        "notifications": (),
        "comments_count": None,
        **included,
    }
