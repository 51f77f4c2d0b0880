"""Endpoints that change the fields of a project, or delete the project (contract: projects 4 and 7)."""

from typing import Any

from mockserver.api.registry import MISSING, Missing, Reply, endpoint, require_input
from mockserver.domain import columns, dates, id_inputs
from mockserver.domain.context import Context
from mockserver.domain.projects import projects
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.views.projects import projects as views


@endpoint("edit_project_name", (Project, "can_edit"))
def edit_project_name(ctx: Context, project_id: str | None, name: str | Missing | None = MISSING) -> Reply:
    project = ctx.find(Project, id_inputs.id_or_400(project_id, "project_id"), can="can_edit")
    renamed = projects.rename(ctx, project, columns.required(require_input("name", name), "name"))
    return {"project": views.essential(ctx.db, renamed)}


@endpoint("update_project_description", (Project, "can_edit"))
def update_project_description(ctx: Context, project_id: Id, description: Json) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit")
    return {"project": views.essential(ctx.db, projects.set_description(ctx, project, description))}


@endpoint("projects/update_due_date", (Project, "can_edit"))
def update_due_date(ctx: Context, project_id: Id, due_date: dates.DateInput | None) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit", missing=projects.NOT_FOUND)
    projects.set_due_date(ctx, project, dates.contextual_date(due_date))
    return {"success": True}


@endpoint("projects/update_start_date", (Project, "can_edit"))
def update_start_date(ctx: Context, project_id: Id, start_date: dates.DateInput | None) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit", missing=projects.NOT_FOUND)
    projects.set_start_date(ctx, project, dates.contextual_date(start_date))
    return {"success": True}


@endpoint("projects/update_parent_goal", (Project, "can_edit"))
def update_parent_goal(ctx: Context, project_id: Id, goal_id: Id | None, goal_name: str | None) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit", missing=projects.NOT_FOUND)
    projects.connect_goal(ctx, project, goal_id, goal_name)
    return {"success": True}


@endpoint("edit_project_permissions", (Project, "has_full_access"))
def edit_project_permissions(
    ctx: Context, project_id: str | None, access_levels: dict[str, Any] | Missing | None = MISSING
) -> Reply:
    project = ctx.find(Project, id_inputs.id_or_400(project_id, "project_id"), can="has_full_access")
    levels = require_input("access_levels", access_levels)
    projects.set_access(
        ctx,
        project,
        public=columns.required_key(levels, "public", "`access_levels`"),
        company_level=columns.required_key(levels, "company", "`access_levels`"),
        space_level=columns.required_key(levels, "space", "`access_levels`"),
    )
    return {"success": True}


@endpoint("move_project_to_space", (Project, "has_full_access"), (Space, "can_view"))
def move_project_to_space(ctx: Context, project_id: str | None, space_id: str | None) -> Reply:
    id, destination_id = id_inputs.id_or_400(project_id, "project_id"), id_inputs.id_or_400(space_id, "space_id")
    project = ctx.find(Project, id, can="has_full_access")
    projects.move(ctx, project, ctx.find(Space, destination_id))
    return {}


@endpoint("projects/delete", (Project, "has_full_access"))
def delete(ctx: Context, project_id: Id) -> Reply:
    project = ctx.find(Project, project_id, can="has_full_access", missing=projects.NOT_FOUND)
    projects.delete(ctx, project)
    return {"project": views.essential(ctx.db, project)}
