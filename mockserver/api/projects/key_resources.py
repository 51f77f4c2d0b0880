"""Endpoints for the key resources of projects (contract: projects 7)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import columns, id_inputs
from mockserver.domain.context import Context
from mockserver.domain.projects import key_resources
from mockserver.model.ids import Id
from mockserver.model.projects.projects import KeyResource, Project
from mockserver.views.projects import key_resources as views

DEFAULT_TYPE = "link"


@endpoint("get_key_resource", (KeyResource, "can_view"))
def get_key_resource(ctx: Context, id: str | None) -> Reply:
    return {"key_resource": views.essential(ctx.db, ctx.find(KeyResource, id_inputs.id_or_crash(id, "id")))}


@endpoint("add_key_resource", (Project, "can_edit"))
def add_key_resource(ctx: Context, project_id: Id, title: str, link: str, resource_type: str = DEFAULT_TYPE) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit")
    resource = key_resources.add(
        ctx,
        project,
        title=columns.required(title, "title"),
        link=columns.required(link, "link"),
        resource_type=columns.required(resource_type, "resource_type"),
    )
    return {"key_resource": views.essential(ctx.db, resource)}


@endpoint("edit_key_resource", (KeyResource, "can_edit"))
def edit_key_resource(ctx: Context, id: str, title: str, link: str) -> Reply:
    resource = ctx.find(KeyResource, id_inputs.id_or_400(id, "id"), can="can_edit")
    edited = ctx.db.change(resource, title=columns.required(title, "title"), link=columns.required(link, "link"))
    return {"key_resource": views.essential(ctx.db, edited)}


@endpoint("remove_key_resource", (KeyResource, "can_edit"))
def remove_key_resource(ctx: Context, id: str) -> Reply:
    resource = ctx.find(KeyResource, id_inputs.id_or_400(id, "id"), can="can_edit")
    key_resources.remove(ctx, resource)
    return {"key_resource": views.essential(ctx.db, resource)}
