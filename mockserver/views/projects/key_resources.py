"""JSON views of the key resources of projects (contract: projects 2.7)."""

from mockserver.model import ids
from mockserver.model.projects.projects import KeyResource, Project
from mockserver.model.rich_text import Json
from mockserver.store.database import Database


def essential(db: Database, shown: KeyResource) -> dict[str, Json]:
    project = db.get_existing(Project, shown.project_id)
    return {
        "id": ids.slugged(shown.title, shown.id),
        "project_id": ids.slugged(project.name, project.id),
        "title": shown.title,
        "link": shown.link,
        "resource_type": shown.resource_type,
        "inserted_at": shown.inserted_at,
    }
