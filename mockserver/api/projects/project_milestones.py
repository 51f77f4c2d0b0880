"""Milestones of a project, in the namespace `projects/` (contract: projects 4). The others: `milestones.py`."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import collation, columns, dates
from mockserver.domain.context import Context
from mockserver.domain.projects import milestones, projects
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project
from mockserver.views.projects import milestones as views
from mockserver.views.projects import projects as project_views


@endpoint("projects/get_milestones", (Project, "can_view"))
def get_milestones(ctx: Context, project_id: Id, query: str = "") -> Reply:
    project = ctx.find(Project, project_id, missing=projects.NOT_FOUND)
    wanted = columns.search_pattern(query, "query")
    found = [item for item in milestones.of_project(ctx.db, project) if collation.ilike(wanted, item.title)]
    return {"milestones": [views.essential(item) for item in sorted(found, key=lambda item: item.inserted_at)]}


@endpoint("projects/create_milestone", (Project, "can_edit"))
def create_milestone(ctx: Context, project_id: Id, name: str, due_date: dates.DateInput | None) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit", missing=projects.NOT_FOUND)
    title, due = columns.required(name, "name"), dates.contextual_date(due_date)
    return {"milestone": views.essential(milestones.create(ctx, project, title=title, due_date=due))}


@endpoint("projects/update_milestone", (Milestone, "can_view"), (Project, "can_edit"))
def update_milestone(
    ctx: Context, project_id: Id, milestone_id: Id, name: str, due_date: dates.DateInput | None
) -> Reply:
    """The milestone can be in another project, if the person can view it."""
    project = ctx.find(Project, project_id, can="can_edit", missing=projects.NOT_FOUND)
    milestone = ctx.find(Milestone, milestone_id, missing=milestones.NOT_FOUND)
    title, due = columns.required(name, "name"), dates.contextual_date(due_date)
    edited = milestones.edit(ctx, project, milestone, title=title, due_date=due)
    own = ctx.db.known(Project, edited.project_id)
    return {"milestone": views.essential(edited, project=project_views.essential(ctx.db, own))}
