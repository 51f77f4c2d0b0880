"""Tasks of projects and spaces: creating, changing and deleting them (contract: spaces_tasks 1.7 and 4)."""

from typing import Any, Final, Literal

import msgspec

from mockserver.domain import access, activity_log, cascades, columns, dates, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.domain.projects import project_contributors
from mockserver.domain.tasks import kanban, task_statuses
from mockserver.domain.tasks.task_statuses import Statuses, StatusInput
from mockserver.model import ids, rich_text
from mockserver.model.company.access import EDIT
from mockserver.model.company.companies import Person
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectContributor
from mockserver.model.rich_text import RichText
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task, TaskStatus
from mockserver.store.database import Database

Container = Project | Space
Type = Literal["project", "space"]

ASSIGNED: Final = "contributor"
"""The responsibility of people who become contributors of a project because a task is assigned to them."""

NOT_FOUND: Final = "Task not found"
FOREIGN_MILESTONE: Final = "Milestone must belong to the same project as the task"


def slugged_id(task: Task) -> str:
    """Return the id of a task as responses contain it. The id starts with words of the current name (the slug). The
    slugs in kanban boards and in the stored order of tasks can be those of previous names."""
    return ids.slugged(task.name, task.id)


def type_of(task: Task) -> Type:
    return "space" if task.project_id is None else "project"


def container_of(db: Database, task: Task) -> Container:
    """Return the project or space of a task."""
    if task.project_id is not None:
        return db.get_existing(Project, task.project_id)
    return db.get_existing(Space, task.space_id or "")


def container_of_type(db: Database, task: Task, type: str) -> Container:
    """Return the project or space of a task. `type` is the input in which the client specifies whether the task is in a
    `project` or in a `space`. Raises ServerCrash if the input is wrong (contract: spaces_tasks 4.0)."""
    if type_of(task) != type:
        raise ServerCrash(
            f"`type` is {type}, but the task is in a {type_of(task)}; the real server crashes in this case"
        )
    return container_of(db, task)


def project_of(db: Database, task: Task) -> Project:
    """Return the project of a task. Raises ServerCrash if the task is in a space and not in a project."""
    if task.project_id is None:
        raise ServerCrash("the task is in a space, but must be in a project; the real server crashes in this case")
    return db.get_existing(Project, task.project_id)


def is_in_company(db: Database, task: Task, company_id: Id) -> bool:
    """Whether a task belongs to a company. As on the real server, a task belongs to the company of its creator. A task
    whose creator was deleted belongs to no company."""
    creator = db.get(Person, task.creator_id)
    return creator is not None and creator.company_id == company_id


def assignees(db: Database, task: Task) -> list[Person]:
    """Return the assignees of a task, including suspended people."""
    return [db.get_existing(Person, id) for id in task.assignee_ids]


# --- creating --------------------------------------------------------------------------------------------------------


def create(
    ctx: Context,
    container: Container,
    *,
    name: str,
    milestone: Milestone | None,
    assignee_id: Id | None,
    due_date: dates.DateInput | None,
    status: StatusInput | None,
) -> Task:
    """Create a task in a project or space from the inputs of a request. If `status` is None, the task gets the default
    status. Raises BadRequest, before all other errors, if the project or space does not have the given status."""
    in_project, id = isinstance(container, Project), ctx.db.new_id()
    given = _new_status(container.task_statuses, status)
    subscription_list = subscriptions.create_list(ctx, id, "project_task")
    subscriptions.add(ctx, subscription_list.id, ctx.person.id, "joined")
    task = ctx.db.put(
        Task(
            **ctx.db.new_row(id),
            name=columns.required(name, "name"),
            project_id=container.id if in_project else None,
            space_id=None if in_project else container.id,
            milestone_id=milestone.id if milestone else None,
            due_date=dates.contextual_date(due_date),
            task_status=given,
            status=given.value,
            creator_id=ctx.person.id,
            subscription_list_id=subscription_list.id,
        )
    )
    task = _assign(ctx, task, container, assignee_id)
    if isinstance(container, Space):
        board = kanban.with_new_task(container.tasks_kanban_state, container.task_statuses, given, slugged_id(task))
        ctx.db.change(container, tasks_kanban_state=board)
    record(ctx, "task_adding", task, container, name=name)
    return task


def _new_status(known: Statuses, sent: StatusInput | None) -> TaskStatus:
    if sent is None:
        return task_statuses.default_of(known)
    task_statuses.require_known(known, sent)
    columns.required_key(sent, "value", "`status`")
    return task_statuses.stored(sent)


def milestone_in(ctx: Context, project: Project, milestone_id: Id | None) -> Milestone | None:
    """Return the milestone with this id in a project, or None if the id is None. Raises ServerCrash if the milestone
    does not exist, and BadRequest if it is in another project."""
    if milestone_id is None:
        return None
    milestone = ctx.db.get(Milestone, milestone_id)
    if milestone is None or milestone.deleted_at is not None:
        raise ServerCrash("there is no milestone with this `milestone_id`; the real server crashes in this case")
    if milestone.project_id != project.id:
        raise BadRequest(FOREIGN_MILESTONE)
    return milestone


# --- changing --------------------------------------------------------------------------------------------------------


def rename(ctx: Context, task: Task, container: Container, name: str) -> Task:
    renamed = change(ctx, task, name=name)
    record(ctx, "task_name_updating", task, container, old_name=task.name, new_name=name)
    return renamed


def set_status(ctx: Context, task: Task, container: Container, sent: StatusInput | None) -> Task:
    """Set the status of a task to the status in an input. The new status need not be one of the statuses of the project
    or space. The kanban board does not change."""
    columns.required_key(sent, "value", "`status`")
    status = task_statuses.stored(sent or {}, task.task_status)
    changed = change(ctx, task, task_status=status, status=status.value)
    record_status(ctx, task, status, container)
    return changed


def set_due_date(ctx: Context, task: Task, container: Container, sent: dates.DateInput | None) -> Task:
    """Set the due date of a task, or remove it if the input is None. If a key is missing in the input, its value in the
    current due date is used."""
    current = msgspec.structs.asdict(task.due_date) if task.due_date else {}
    due_date = dates.contextual_date(None if sent is None else {**current, **sent})
    changed = change(ctx, task, due_date=due_date)
    record(
        ctx,
        "task_due_date_updating",
        task,
        container,
        task_name=task.name,
        old_due_date=msgspec.to_builtins(task.due_date),
        new_due_date=msgspec.to_builtins(due_date),
    )
    return changed


def set_assignee(ctx: Context, task: Task, container: Container, person_id: Id | None) -> Task:
    """Replace all assignees of a task by one person, or by no one if `person_id` is None."""
    cleared = ctx.db.put(msgspec.structs.replace(task, assignee_ids=()))
    assigned = _assign(ctx, cleared, container, person_id)
    old = task.assignee_ids[0] if task.assignee_ids else None
    record(ctx, "task_assignee_updating", task, container, old_assignee_id=old, new_assignee_id=person_id)
    return assigned


def set_description(ctx: Context, task: Task, container: Container, description: RichText) -> Task:
    """Change the description of a task. The acting person and each person mentioned in the description get a
    subscription, even if they already have one."""
    changed = change(ctx, task, description=description)
    document = rich_text.decode(description)
    subscriptions.add_even_if_subscribed(ctx, task.subscription_list_id, document)
    record(
        ctx,
        "task_description_change",
        task,
        container,
        task_name=task.name,
        project_name=container.name if isinstance(container, Project) else None,
        has_description=rich_text.has_content(document),
        description=description,
    )
    return changed


def delete(ctx: Context, task: Task, container: Container) -> None:
    """Delete a task. Its comments, its subscription list, and its ids in kanban boards are kept."""
    cascades.delete(ctx.db, task)
    record(ctx, "task_deleting", task, container, name=task.name)


# --- shared ----------------------------------------------------------------------------------------------------------


def change(ctx: Context, task: Task, **fields: object) -> Task:
    """Change fields of a task. Raises ServerCrash if the creator of the task was deleted, even if the change has no
    connection with the creator."""
    if task.creator_id is None:
        raise ServerCrash(
            "the creator of the task was deleted; the real server fails to store changes of a task without a creator"
        )
    return ctx.db.change(task, **fields)


def _assign(ctx: Context, task: Task, container: Container, person_id: Id | None) -> Task:
    """Add an assignee to a task, or do nothing if `person_id` is None. The assignee becomes a subscriber of the task.
    If the task is in a project, the assignee also becomes a contributor. Raises ServerCrash if there is no such
    person."""
    if person_id is None:
        return task
    assigned = ctx.db.put(msgspec.structs.replace(task, assignee_ids=(*task.assignee_ids, person_id)))
    subscriptions.subscribe(ctx, task.subscription_list_id, person_id, "invited")
    if isinstance(container, Project):
        _make_contributor(ctx, container, person_id)
    return assigned


def _make_contributor(ctx: Context, project: Project, person_id: Id) -> None:
    rows = ctx.db.count(ProjectContributor, pair=(project.id, person_id))
    if rows > 1:
        raise ServerCrash("the assignee has two contributor rows on the project; the real server crashes in this case")
    if not rows:
        project_contributors.add_row(ctx, project, person_id, "contributor", ASSIGNED)
        access.grant(ctx.db, project.id, person_id, EDIT)
        subscriptions.subscribe(ctx, project.subscription_list_id, person_id, "invited")


def space_id_of(container: Container) -> Id:
    return container.space_id if isinstance(container, Project) else container.id


def record(ctx: Context, action: str, task: Task, container: Container, **content: Any) -> None:
    activity_log.record(
        ctx,
        action,
        container.id,
        company_id=container.company_id,
        space_id=space_id_of(container),
        project_id=task.project_id,
        milestone_id=task.milestone_id,
        task_id=task.id,
        **content,
    )


def record_status(ctx: Context, task: Task, status: TaskStatus, container: Container) -> None:
    old, new = msgspec.to_builtins(task.task_status), msgspec.to_builtins(status)
    record(ctx, "task_status_updating", task, container, name=task.name, old_status=old, new_status=new)
