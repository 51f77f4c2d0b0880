"""Converts the retrospectives of projects to JSON (contract: projects 2.6)."""

from mockserver.model import ids
from mockserver.model.projects.projects import Project, ProjectRetrospective
from mockserver.model.rich_text import Json
from mockserver.store.database import Database
from mockserver.views.projects import projects


def view(
    db: Database, retrospective: ProjectRetrospective, *, project: Project | None = None, **included: Json
) -> dict[str, Json]:
    """Return the JSON of a retrospective. Optional values are null, and `notifications` is empty, unless they are in
    `included`. `closed_at` is false if `project` is None."""
    return {
        "id": ids.slugged(retrospective.inserted_at.date().isoformat(), retrospective.id),
        "author": None,
        "project": projects.essential(db, project) if project else None,
        "content": retrospective.content,
        "closed_at": project.closed_at if project else False,
        **dict.fromkeys(("permissions", "reactions", "subscription_list", "potential_subscribers")),
        "notifications": (),
        **included,
    }
