"""Assignments of a person: check-ins to write or to review, tasks and milestones. The assignments depend on the roles
of the person, and not on access levels (contract: activities 6)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final, Literal, NamedTuple, TypeVar

from mockserver.domain.context import Context
from mockserver.model.company.companies import Person
from mockserver.model.dates import Timeframe, end_of, start_of
from mockserver.model.feed.activities import Activity
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectCheckIn, ProjectContributor
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database

Type = Literal["check_in", "goal_update", "project_task", "space_task", "milestone"]
Resource = Project | ProjectCheckIn | Goal | GoalProgressUpdate | Task | Milestone
R = TypeVar("R", ProjectCheckIn, GoalProgressUpdate)

URGENT_BEFORE: Final = timedelta(days=1)
"""A task or milestone becomes urgent this long before its due date."""


class Assignment(NamedTuple):
    """An assignment of the acting person.

    `resource` is a task, a milestone, a check-in that must be reviewed, or the project or goal for which a check-in
    must be written. `origin` is the project, goal or space that contains the resource. `due` is a time for check-ins
    and a date for tasks and milestones. `due` is None if the task or milestone has no due date.
    """

    type: Type
    role: Literal["owner", "reviewer"]
    resource: Resource
    origin: Project | Goal | Space
    due: datetime | date | None


def of_person(ctx: Context) -> list[Assignment]:
    """Return all assignments of the acting person. Check-ins of projects come first, then check-ins of goals, tasks of
    projects, tasks of spaces, and milestones. Check-ins to write come before check-ins to review."""
    championed = _projects(ctx, "champion")
    tasks = _open_tasks(ctx)
    return [
        *_check_ins_to_write(ctx, championed),
        *_check_ins_to_review(ctx),
        *_goal_updates_to_write(ctx),
        *_goal_updates_to_review(ctx),
        *_project_tasks(ctx, tasks),
        *_space_tasks(ctx, tasks),
        *_milestones(ctx, championed),
    ]


def count(ctx: Context) -> int:
    """Return the number of urgent assignments of the acting person. All check-ins are urgent. Tasks and milestones are
    urgent if they are due tomorrow or earlier."""
    tomorrow = ctx.now.date() + URGENT_BEFORE
    return sum(
        1
        for item in of_person(ctx)
        if isinstance(item.due, datetime) or (item.due is not None and item.due <= tomorrow)
    )


# --- check-ins of projects and goals ---------------------------------------------------------------------------------


def _check_ins_to_write(ctx: Context, projects: list[Project]) -> Iterator[Assignment]:
    for project in projects:
        due = project.next_check_in_scheduled_at
        if due is not None and due <= ctx.now and _has_started(ctx, project.timeframe):
            yield Assignment("check_in", "owner", project, project, due)


def _check_ins_to_review(ctx: Context) -> Iterator[Assignment]:
    for project in _projects(ctx, "champion", "reviewer"):
        unacknowledged = _of_others(ctx, ctx.db.where(ProjectCheckIn, unacknowledged=project.id))
        for check_in in _since_reviewer(ctx.db, "project", project.id, unacknowledged):
            yield Assignment("check_in", "reviewer", check_in, project, check_in.inserted_at)


def _goal_updates_to_write(ctx: Context) -> Iterator[Assignment]:
    for goal in _open_goals(ctx.db.where(Goal, champion_id=ctx.person.id)):
        due = goal.next_update_scheduled_at
        if due is not None and due <= ctx.now and _has_started(ctx, goal.timeframe):
            yield Assignment("goal_update", "owner", goal, goal, due)


def _goal_updates_to_review(ctx: Context) -> Iterator[Assignment]:
    person_id = ctx.person.id
    goals = [*ctx.db.where(Goal, champion_id=person_id), *ctx.db.where(Goal, reviewer_id=person_id)]
    for goal in _open_goals({goal.id: goal for goal in goals}.values()):
        unacknowledged = _of_others(ctx, ctx.db.where(GoalProgressUpdate, unacknowledged=goal.id))
        for update in _since_reviewer(ctx.db, "goal", goal.id, unacknowledged):
            yield Assignment("goal_update", "reviewer", update, goal, update.inserted_at)


def _of_others(ctx: Context, rows: list[R]) -> list[R]:
    """Return the check-ins that other people wrote. Check-ins whose author was deleted are omitted, because they do not
    need a review."""
    return [row for row in rows if row.author_id != ctx.person.id and ctx.db.get(Person, row.author_id)]


def _since_reviewer(db: Database, scope: Literal["project", "goal"], id: Id, rows: list[R]) -> list[R]:
    """Return the check-ins in `rows` that were posted since the reviewer of the project or goal was last changed. Older
    check-ins do not need a review."""
    if not rows:
        return rows
    changed = next(db.newest(Activity, scope=(scope, id, f"{scope}_reviewer_updating")), None)
    if changed is None:
        return rows
    action, key = (
        ("project_check_in_submitted", "check_in_id") if scope == "project" else ("goal_check_in", "update_id")
    )
    posted = takewhile(lambda item: item.number > changed.number, db.newest(Activity, scope=(scope, id, action)))
    recent = {activity.content[key] for activity in posted}
    return [row for row in rows if row.id in recent]


def _has_started(ctx: Context, timeframe: Timeframe | None) -> bool:
    start = start_of(timeframe)
    return start is None or start <= ctx.now.date()


def _projects(ctx: Context, *roles: str) -> list[Project]:
    """Return the active projects in which the acting person has one of the given roles."""
    rows = ctx.db.where(ProjectContributor, person_id=ctx.person.id)
    project_ids = dict.fromkeys(row.project_id for row in rows if row.role in roles)
    projects = [ctx.db.get_existing(Project, id) for id in project_ids]
    return [project for project in projects if project.status == "active" and project.deleted_at is None]


def _open_goals(goals: Iterable[Goal]) -> list[Goal]:
    return [goal for goal in goals if goal.deleted_at is None and goal.closed_at is None]


# --- tasks and milestones --------------------------------------------------------------------------------------------


def _open_tasks(ctx: Context) -> list[Task]:
    tasks = ctx.db.where(Task, assignee=ctx.person.id)
    return [task for task in tasks if task.task_status is not None and not task.task_status.closed]


def _project_tasks(ctx: Context, tasks: list[Task]) -> Iterator[Assignment]:
    for task in tasks:
        project = ctx.db.get(Project, task.project_id)
        if project and project.deleted_at is None and project.status == "active" and project.closed_at is None:
            yield Assignment("project_task", "owner", task, project, task.due_date.date if task.due_date else None)


def _space_tasks(ctx: Context, tasks: list[Task]) -> Iterator[Assignment]:
    for task in tasks:
        space = ctx.db.get(Space, task.space_id)
        if space and space.deleted_at is None:
            yield Assignment("space_task", "owner", task, space, task.due_date.date if task.due_date else None)


def _milestones(ctx: Context, projects: list[Project]) -> Iterator[Assignment]:
    for project in projects:
        # an active project has a `closed_at` if it was closed and then resumed
        if project.closed_at is not None:
            continue
        for milestone in ctx.db.where(Milestone, project_id=project.id):
            if milestone.status == "pending" and milestone.deleted_at is None:
                yield Assignment("milestone", "owner", milestone, project, end_of(milestone.timeframe))
