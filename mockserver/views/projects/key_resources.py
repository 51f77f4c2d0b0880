"""Converts the key resources of projects to JSON (contract: projects 2.7)."""

from mockserver.model import ids
from mockserver.model.projects.projects import KeyResource, Project
from mockserver.model.rich_text import Json
from mockserver.store.database import Database


def essential(db: Database, resource: KeyResource) -> dict[str, Json]:
    project = db.get_existing(Project, resource.project_id)
    return {
        "id": ids.slugged(resource.title, resource.id),
        "project_id": ids.slugged(project.name, project.id),
        "title": resource.title,
        "link": resource.link,
        "resource_type": resource.resource_type,
        "inserted_at": resource.inserted_at,
    }
