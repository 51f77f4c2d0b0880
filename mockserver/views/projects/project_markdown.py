"""Converts projects to Markdown with the same irregularities as on the real server (contract: projects 3)."""

from collections.abc import Iterable
from typing import Final

from mockserver.domain.errors import ServerCrash
from mockserver.domain.projects import milestones, project_contributors, project_discussions, projects
from mockserver.domain.tasks import tasks
from mockserver.model.dates import end_of
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals.goals import Goal
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectCheckIn, ProjectRetrospective
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database
from mockserver.views import markdown
from mockserver.views.markdown_parts import (
    UNSET,
    blocks,
    comments,
    date_changes,
    day,
    joined,
    name,
    overview,
    timeframe,
)

NO_GOAL: Final = "None (Company-wide project)"


def render(db: Database, project: Project, goal: Goal | None) -> str:
    """Return a project as Markdown. `goal` is the parent goal that the text names, or None for no goal. Raises
    ServerCrash if a contributor is suspended or an AI agent."""
    sections = [
        f"# {project.name}",
        overview(
            db,
            project,
            status=projects.status(project, projects.today(db)),
            progress=projects.progress(milestones.of_project(db, project)),
            parent=goal.name if goal else NO_GOAL,
        ),
        _description(project),
        _people(db, project),
        timeframe(project.timeframe),
        date_changes(db, "project", project.id),
        "## Milestones",
        blocks(_milestones(db, project), "_No milestones defined._"),
        _tasks_without_milestone(db, project),
        "## Check-ins",
        blocks(_check_ins(db, project), "_No check-ins yet._"),
        "## Discussions",
        blocks(_discussions(db, project), "_No discussions yet._"),
        _retrospective(db, project),
    ]
    return joined(sections)


# --- the project -----------------------------------------------------------------------------------------------------


def _description(project: Project) -> str | None:
    return None if project.description is None else f"## Description\n\n{markdown.rendered(project.description)}"


def _people(db: Database, project: Project) -> str:
    lines = []
    for row in project_contributors.of_project(db, project):
        person = project_contributors.active_person(db, row)
        if person is None:
            raise ServerCrash("a contributor is suspended or an AI agent; the real server fails to render the Markdown")
        lines.append(f"{row.role or ''}: {person.full_name} ({person.title or ''})")
    return "## Contributors\n\n" + "\n".join(lines)


# --- milestones and tasks --------------------------------------------------------------------------------------------


def _milestones(db: Database, project: Project) -> Iterable[str]:
    for milestone in sorted(milestones.of_project(db, project), key=_creation_order):
        yield f"  - {milestone.title} (Status: {milestone.status})"
        due = end_of(milestone.timeframe)
        lines = [f"    Due: {due.isoformat() if due else UNSET}"]
        if milestone.status == "done" and milestone.completed_at is not None:
            lines.append(f"    Completed: {day(milestone.completed_at)}")
        yield "\n".join(lines)
        milestone_tasks = db.where(Task, milestone_id=milestone.id)
        if milestone_tasks:
            yield "\n".join(
                ["    Tasks:", *(f"      {_task(db, task)}" for task in sorted(milestone_tasks, key=_creation_order))]
            )


def _tasks_without_milestone(db: Database, project: Project) -> str | None:
    found = [task for task in db.where(Task, project_id=project.id) if task.milestone_id is None]
    if not found:
        return None
    return "### Tasks Without Milestone\n\n" + "\n".join(_task(db, task) for task in sorted(found, key=_creation_order))


def _task(db: Database, task: Task) -> str:
    people = ", ".join(person.full_name for person in tasks.assignees(db, task)) or "Unassigned"
    due = task.due_date.date.isoformat() if task.due_date else "Not set"
    return f"- {task.name} | Assigned to: {people} | Due: {due}"


def _creation_order(row: Milestone | Task) -> tuple[int, ...]:
    """Return the sort key of a record: the parts of its creation time in the alphabetical order of their names.

    The real server compares the day first, then the hour, the minute, the month, the second and the year.
    """
    created = row.inserted_at
    return created.day, created.hour, created.minute, created.month, created.second, created.year


# --- discussions -----------------------------------------------------------------------------------------------------


def _check_ins(db: Database, project: Project) -> Iterable[str]:
    for check_in in db.where(ProjectCheckIn, project_id=project.id):
        yield f"### Check-in on {day(check_in.inserted_at)}"
        yield f"Author: {name(db, check_in.author_id)}"
        yield markdown.rendered(check_in.description)
        yield from comments(db, "project_check_in", check_in.id)


def _discussions(db: Database, project: Project) -> Iterable[str]:
    for thread in project_discussions.of_project(db, project):
        yield f"### {thread.title or ''}"
        yield f"Author: {_author(db, thread)}\nPosted on: {day(thread.inserted_at)}"
        yield markdown.rendered(thread.message)


def _author(db: Database, thread: CommentThread) -> str:
    return name(db, thread.author_id) if thread.author_id else ""


def _retrospective(db: Database, project: Project) -> str | None:
    found = db.first(ProjectRetrospective, project_id=project.id)
    return f"## Retrospective\n\n{markdown.rendered(found.content)}" if found else None
