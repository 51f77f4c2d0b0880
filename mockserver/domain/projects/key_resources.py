"""Key resources, which are links of a project (contract: projects 1.9)."""

from mockserver.domain import activity_log
from mockserver.domain.context import Context
from mockserver.model.projects.projects import KeyResource, Project


def add(ctx: Context, project: Project, *, title: str, link: str, resource_type: str) -> KeyResource:
    resource = ctx.db.put(
        KeyResource(**ctx.db.new_row(), project_id=project.id, title=title, link=link, resource_type=resource_type)
    )
    activity_log.record_in_project(
        ctx, "project_key_resource_added", project, key_resource_id=resource.id, title=title, link=link
    )
    return resource


def remove(ctx: Context, resource: KeyResource) -> None:
    project = ctx.db.get_existing(Project, resource.project_id)
    ctx.db.delete(resource)
    activity_log.record_in_project(ctx, "project_key_resource_deleted", project, title=resource.title)
