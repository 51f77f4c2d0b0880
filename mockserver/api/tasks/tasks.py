"""Endpoints for the tasks of projects and spaces (contract: spaces_tasks 4)."""

from typing import Any

from mockserver.api.registry import MISSING, Include, Missing, Reply, endpoint, require_input
from mockserver.domain import access, columns, id_inputs
from mockserver.domain.company import people
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.projects.projects import NOT_FOUND as NO_PROJECT
from mockserver.domain.tasks import task_moves, tasks
from mockserver.domain.tasks.tasks import Container
from mockserver.model.company.companies import Person
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database
from mockserver.views import subscriptions as subscription_views
from mockserver.views.company import people as people_views
from mockserver.views.projects import milestones as milestone_views
from mockserver.views.projects import projects as project_views
from mockserver.views.record_ids import api_id
from mockserver.views.spaces import spaces as space_views
from mockserver.views.tasks import tasks as views


def editable(ctx: Context, task_id: Id) -> Task:
    """Return the task with this id. Raises an error if the person does not have the permission `can_edit`."""
    return ctx.find(Task, task_id, can="can_edit", missing=tasks.NOT_FOUND)


def editable_in(ctx: Context, task_id: Id, type: str) -> tuple[Task, Container]:
    """Return the task with this id, and the project or space that contains the task. `type` is `project` or `space`.
    Raises an error if the task is not in a container of this type, or if the person does not have the permission
    `can_edit`."""
    task = editable(ctx, task_id)
    return task, tasks.container_of_type(ctx.db, task, type)


def container_view(db: Database, container: Container) -> dict[str, Json]:
    """Return a dict with the essential JSON of the project or space of a task, under the key `project` or `space`."""
    if isinstance(container, Project):
        return {"project": project_views.essential(db, container)}
    return {"space": space_views.essential(container)}


@endpoint("tasks/list", (Project, "can_view"))
def list_tasks(ctx: Context, project_id: Id) -> Reply:
    project = ctx.find(Project, project_id, missing=NO_PROJECT)
    db = ctx.db
    return {
        "tasks": [
            views.full(
                task,
                assignees=views.assignees(db, task),
                milestone=milestone_of(db, task),
                comments_count=views.comments_count(db, task),
            )
            for task in db.where(Task, project_id=project.id)
        ]
    }


def milestone_of(db: Database, task: Task, project: Json = None) -> Json:
    milestone = db.get(Milestone, task.milestone_id)
    if milestone is None or milestone.deleted_at is not None:
        return None
    return milestone_views.essential(milestone, project=project)


@endpoint("tasks/create", (Project, "can_edit"), (Space, "can_edit"))
def create(
    ctx: Context,
    type: str,
    id: Id,
    name: str,
    assignee_id: Id | None,
    due_date: dict[str, Any] | None,
    milestone_id: Id | Missing | None = MISSING,
    status: dict[str, Any] | None = None,
) -> Reply:
    container: Container
    milestone = None
    if type == "project":
        decoded_id = require_input("milestone_id", milestone_id)
        container = ctx.find(Project, id, can="can_edit", missing=NO_PROJECT)
        milestone = tasks.milestone_in(ctx, container, decoded_id)
    else:
        container = ctx.find(Space, id, can="can_edit", missing="Space not found")
    task = tasks.create(
        ctx, container, name=name, milestone=milestone, assignee_id=assignee_id, due_date=due_date, status=status
    )
    shown = views.full(
        task,
        assignees=views.assignees(ctx.db, task),
        milestone=milestone_views.essential(milestone) if milestone else None,
    )
    if isinstance(container, Project):
        return {"task": shown, "updated_milestone": None}
    return {"task": shown, "updated_space": space_views.essential(container)}


@endpoint("tasks/delete", (Task, "can_edit"))
def delete(ctx: Context, task_id: Id, type: str) -> Reply:
    task, container = editable_in(ctx, task_id, type)
    tasks.delete(ctx, task, container)
    return {"success": True, "updated_milestone": None}


@endpoint("tasks/update_name", (Task, "can_edit"))
def update_name(ctx: Context, task_id: Id, name: str, type: str) -> Reply:
    task, container = editable_in(ctx, task_id, type)
    renamed = tasks.rename(ctx, task, container, columns.required(name, "name"))
    return {"task": views.full(renamed, **container_view(ctx.db, container))}


@endpoint("tasks/update_status", (Task, "can_edit"))
def update_status(ctx: Context, task_id: Id, status: dict[str, Any] | None, type: str) -> Reply:
    task, container = editable_in(ctx, task_id, type)
    changed = tasks.set_status(ctx, task, container, status)
    shown = views.full(changed, assignees=views.assignees(ctx.db, changed), **container_view(ctx.db, container))
    return {"task": shown, "updated_milestone": None}


@endpoint("tasks/update_due_date", (Task, "can_edit"))
def update_due_date(ctx: Context, task_id: Id, due_date: dict[str, Any] | None, type: str) -> Reply:
    task, container = editable_in(ctx, task_id, type)
    changed = tasks.set_due_date(ctx, task, container, due_date)
    return {"task": views.full(changed, **container_view(ctx.db, container))}


@endpoint("tasks/update_assignee", (Task, "can_edit"))
def update_assignee(ctx: Context, task_id: Id, assignee_id: Id | None, type: str) -> Reply:
    task, container = editable_in(ctx, task_id, type)
    changed = tasks.set_assignee(ctx, task, container, assignee_id)
    return {
        "task": views.full(changed, assignees=views.assignees(ctx.db, changed), **container_view(ctx.db, container))
    }


@endpoint("tasks/update_description", (Task, "can_edit"))
def update_description(ctx: Context, task_id: Id, description: Json, type: str) -> Reply:
    task, container = editable_in(ctx, task_id, type)
    changed = tasks.set_description(ctx, task, container, columns.required_document(description, "description"))
    return {"task": views.full(changed, **container_view(ctx.db, container))}


@endpoint("tasks/update_milestone", (Task, "can_edit"))
def update_milestone(ctx: Context, task_id: Id, milestone_id: Id | None) -> Reply:
    task = editable(ctx, task_id)
    project = tasks.project_of(ctx.db, task)
    moved, entered = task_moves.set_milestone(ctx, task, project, milestone_id)
    milestone = milestone_views.essential(entered) if entered else None
    return {"task": views.full(moved, milestone=milestone, **container_view(ctx.db, project))}


@endpoint("tasks/update_milestone_and_ordering", (Task, "can_edit"))
def update_milestone_and_ordering(
    ctx: Context, task_id: Id, milestone_id: Id | None, milestones_ordering_state: list[dict[str, Any] | None]
) -> Reply:
    task = editable(ctx, task_id)
    project = tasks.project_of(ctx.db, task)
    moved, entered, ordered = task_moves.reorder(ctx, task, project, milestone_id, milestones_ordering_state)
    milestone = milestone_views.essential(entered) if entered else None
    return {
        "task": views.full(moved, milestone=milestone, **container_view(ctx.db, project)),
        "updated_milestones": [milestone_views.essential(item) for item in ordered],
    }


@endpoint("get_task", (Task, "can_view"))
def get_task(ctx: Context, include: Include, id: Id) -> Reply:
    task, db = ctx.find(Task, id), ctx.db
    project = db.get(Project, task.project_id)
    project_json = project_views.essential(db, project) if project else None
    loads_project = include.project or include.project_space
    if include.available_statuses and not loads_project:
        raise ServerCrash("`include_available_statuses` requires `include_project`; the real server crashes without it")
    space = ctx.visible(Space, project.space_id) if project and include.project_space else None
    return {
        "task": views.full(
            task,
            assignees=views.assignees(db, task) if include.assignees else None,
            milestone=milestone_of(db, task, project_json) if include.milestone else None,
            project=project_json if loads_project else None,
            creator=people_views.essential_or_null(db, task.creator_id) if include.creator else None,
            project_space=space_views.essential(space) if space else None,
            level=ctx.level(task) if include.permissions else None,
            subscription_list=subscription_views.full_list(db, task.subscription_list_id)
            if include.subscription_list
            else None,
            available_statuses=(project.task_statuses if project else ()) if include.available_statuses else None,
        )
    }


@endpoint("get_tasks")
def get_tasks(ctx: Context, milestone_id: str | None, include_assignees: bool | None = None) -> Reply:
    id = id_inputs.required_id(milestone_id, "milestone_id")
    db = ctx.db
    return {
        "tasks": [
            views.full(task, assignees=views.assignees(db, task) if include_assignees else None)
            for task in db.where(Task, milestone_id=id)
            if ctx.visible(Task, task.id) and tasks.is_in_company(db, task, ctx.company.id)
        ]
    }


@endpoint("list_task_assignable_people", (Project, "can_view"), (Space, "can_view"))
def list_task_assignable_people(
    ctx: Context, id: Id, type: str, query: str | None = None, ignored_ids: list[Id | None] | None = None
) -> Reply:
    container: Container = ctx.find(Project, id) if type == "project" else ctx.find(Space, id)
    levels = access.people_with_access(ctx.db, container.id)
    candidates = [
        ctx.db.get_existing(Person, person_id) for person_id in levels if id_inputs.not_in(person_id, ignored_ids)
    ]
    shown = [person for person in people.matching(candidates, query) if person.suspended_at is None]
    return {"people": [people_views.with_access_level(person, levels[person.id]) for person in people.by_name(shown)]}


@endpoint("move_task", (Task, "can_edit"), (Project, "can_edit"), (Space, "can_edit"))
def move_task(ctx: Context, task_id: Id, destination_type: str, destination_id: Id) -> Reply:
    task = ctx.find(Task, task_id, can="can_edit")
    destination: Container
    if destination_type == "project":
        destination = ctx.find(Project, destination_id, can="can_edit")
    else:
        destination = ctx.find(Space, destination_id, can="can_edit")
    moved = task_moves.move(ctx, task, destination)
    return {"task": views.full(moved), "destination_type": destination_type, "destination_id": api_id(destination)}
