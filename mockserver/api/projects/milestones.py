"""Endpoints for the milestones of projects (contract: projects 4, 5 and 7)."""

from typing import Any, Final

from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import collation, columns, dates, permissions
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, NotFound, ServerCrash
from mockserver.domain.feed import comments
from mockserver.domain.projects import milestones
from mockserver.domain.projects.projects import NOT_FOUND as NO_PROJECT
from mockserver.domain.tasks import task_moves, tasks
from mockserver.model.company.companies import Person
from mockserver.model.feed.comments import Comment
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone, MilestoneComment
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.views import comments as comment_views
from mockserver.views import subscriptions
from mockserver.views.company import people
from mockserver.views.projects import milestones as views
from mockserver.views.projects import projects
from mockserver.views.spaces import spaces
from mockserver.views.tasks import tasks as task_views

NO_TITLE: Final = "Title cannot be empty"


@endpoint("get_milestone", (Milestone, "can_view"))
def get_milestone(ctx: Context, include: Include, id: Id) -> Reply:
    db = ctx.db
    milestone = ctx.find(Milestone, id)
    project = db.get_existing(Project, milestone.project_id)
    with_project = include.project or include.space
    if include.available_statuses and not with_project:
        raise ServerCrash(
            "`include_available_statuses` requires `include_project` or `include_space`; the real server crashes "
            "without them"
        )
    space = ctx.visible(Space, project.space_id) if include.space else None
    return {
        "milestone": views.essential(
            milestone,
            project=projects.essential(db, project) if with_project else None,
            creator=people.essential(db.get_existing(Person, milestone.creator_id)) if include.creator else None,
            comments=_comments(ctx, milestone) if include.comments else None,
            permissions=permissions.granted(permissions.WORK, ctx.level(milestone)) if include.permissions else None,
            space=spaces.essential(space) if space else None,
            subscription_list=subscriptions.full_list(db, milestone.subscription_list_id)
            if include.subscription_list
            else None,
            available_statuses=project.task_statuses if include.available_statuses else None,
        )
    }


def _comments(ctx: Context, milestone: Milestone) -> list[Json]:
    shown = []
    for row in ctx.db.where(MilestoneComment, milestone_id=milestone.id):
        comment = ctx.db.get_existing(Comment, row.comment_id)
        shown.append(views.comment(row, comment_views.with_details(ctx.db, comment, comments.unread(ctx, comment))))
    return shown


@endpoint(
    "post_milestone_comment",
    (Milestone, "can_comment"),
    (Milestone, "can_edit"),
    rule="`can_edit` is required if `action` is not `none`",
)
def post_milestone_comment(ctx: Context, milestone_id: Id, content: Json, action: str) -> Reply:
    milestone = ctx.find(Milestone, milestone_id)
    kind = columns.one_of(action, milestones.ACTIONS, "action")
    ctx.require(milestone, "can_comment" if kind == "none" else "can_edit")
    row, comment = milestones.comment(ctx, milestone, content, kind)
    return {"comment": views.comment(row, comment_views.comment(comment))}


# --- projects/* ------------------------------------------------------------------------------------------------------


@endpoint("projects/get_milestones", (Project, "can_view"))
def get_milestones(ctx: Context, project_id: Id, query: str = "") -> Reply:
    project = ctx.find(Project, project_id, missing=NO_PROJECT)
    pattern = columns.checked_query(query)
    found = [item for item in milestones.of_project(ctx.db, project) if collation.ilike(pattern, item.title)]
    return {"milestones": [views.essential(item) for item in sorted(found, key=lambda item: item.inserted_at)]}


@endpoint("projects/create_milestone", (Project, "can_edit"))
def create_milestone(ctx: Context, project_id: Id, name: str, due_date: dates.DateInput | None) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit", missing=NO_PROJECT)
    title, due = columns.required(name, "name"), dates.contextual_date(due_date)
    return {"milestone": views.essential(milestones.create(ctx, project, title=title, due_date=due))}


@endpoint("projects/update_milestone", (Milestone, "can_view"), (Project, "can_edit"))
def update_milestone(
    ctx: Context, project_id: Id, milestone_id: Id, name: str, due_date: dates.DateInput | None
) -> Reply:
    """Change the title and due date of a milestone. As on the real server, the milestone can be in another project than
    `project_id`, but the person must be able to view the milestone."""
    project = ctx.find(Project, project_id, can="can_edit", missing=NO_PROJECT)
    milestone = ctx.find(Milestone, milestone_id, missing=milestones.NOT_FOUND)
    title, due = columns.required(name, "name"), dates.contextual_date(due_date)
    edited = milestones.edit(ctx, project, milestone, title=title, due_date=due)
    own_project = ctx.db.get_existing(Project, edited.project_id)
    return {"milestone": views.essential(edited, project=projects.essential(ctx.db, own_project))}


# --- project_milestones/* --------------------------------------------------------------------------------------------


@endpoint("project_milestones/update_title", (Milestone, "can_edit"))
def update_title(ctx: Context, milestone_id: Id, title: str) -> Reply:
    milestone = _editable(ctx, milestone_id)
    stored = columns.to_column(title, "title")
    if stored is None:
        raise BadRequest(NO_TITLE)
    return _reply(ctx, milestones.rename(ctx, milestone, stored))


@endpoint("project_milestones/update_description", (Milestone, "can_edit"))
def update_description(ctx: Context, milestone_id: Id, description: Json) -> Reply:
    milestone = _editable(ctx, milestone_id)
    return _reply(ctx, milestones.set_description(ctx, milestone, description))


@endpoint("project_milestones/update_due_date", (Milestone, "can_edit"))
def update_due_date(ctx: Context, milestone_id: Id, due_date: dates.DateInput | None) -> Reply:
    milestone = _editable(ctx, milestone_id)
    return _reply(ctx, milestones.set_due_date(ctx, milestone, dates.contextual_date(due_date)))


@endpoint("project_milestones/list_tasks", (Milestone, "can_view"))
def list_tasks(ctx: Context, milestone_id: Id) -> Reply:
    milestone = ctx.find(Milestone, milestone_id, missing=milestones.NOT_FOUND)
    shown = views.essential(milestone)
    return {
        "tasks": [
            task_views.full(task, assignees=task_views.assignees(ctx.db, task), milestone=shown)
            for task in ctx.db.where(Task, milestone_id=milestone.id)
        ]
    }


@endpoint("project_milestones/update_kanban", (Milestone, "can_view"), (Task, "can_edit"))
def update_kanban(ctx: Context, milestone_id: Id, task_id: Id, status: dict[str, Any], kanban_state: Json) -> Reply:
    milestone = ctx.find(Milestone, milestone_id, missing=milestones.NOT_FOUND)
    task = ctx.find(Task, task_id, can="can_edit", missing=tasks.NOT_FOUND)
    if task.project_id != milestone.project_id:
        raise NotFound(hint="the task is not in the project of this milestone")
    project = ctx.db.get_existing(Project, milestone.project_id)
    changed = task_moves.move_on_board(ctx, task, milestone, project.task_statuses, status, kanban_state)
    return {"task": task_views.full(changed, assignees=task_views.assignees(ctx.db, changed))}


@endpoint("project_milestones/update_ordering", (Project, "can_edit"))
def update_ordering(ctx: Context, project_id: Id, ordering_state: list[str | None]) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit", missing=NO_PROJECT)
    ordered = milestones.reorder(ctx, project, ordering_state)
    shown = [views.essential(milestone) for milestone in milestones.of_project(ctx.db, ordered)]
    return {"project": projects.full(ctx.db, ordered, milestones=shown)}


@endpoint("project_milestones/delete", (Milestone, "can_edit"))
def delete(ctx: Context, milestone_id: Id) -> Reply:
    milestones.delete(ctx, _editable(ctx, milestone_id))
    return {"success": True}


def _editable(ctx: Context, milestone_id: Id) -> Milestone:
    return ctx.find(Milestone, milestone_id, can="can_edit", missing=milestones.NOT_FOUND)


def _reply(ctx: Context, milestone: Milestone) -> Reply:
    """Return the response of endpoints that change a milestone. The response contains the milestone and its project.
    Other optional values are null."""
    project = ctx.db.get_existing(Project, milestone.project_id)
    return {"milestone": views.essential(milestone, project=projects.essential(ctx.db, project))}
