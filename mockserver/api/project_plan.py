"""The plan of a project: its milestones and dates (contract: projects 4)."""

from typing import Final

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import dates, milestones, text
from mockserver.domain.context import Context
from mockserver.model.ids import Id
from mockserver.model.projects import Project
from mockserver.views import milestones as milestone_views

PROJECT_NOT_FOUND: Final = "Project not found"


@endpoint("projects/create_milestone")
def create_milestone(ctx: Context, project_id: Id, name: str, due_date: dates.Given | None) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit", missing=PROJECT_NOT_FOUND)
    title, due = text.required(name, "name"), dates.contextual_date(due_date)
    return {"milestone": milestone_views.essential(milestones.create(ctx, project, title=title, due_date=due))}
