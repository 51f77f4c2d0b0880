"""Converts assignments to JSON (contract: activities 6)."""

from typing import Final, NamedTuple

from mockserver.domain.feed.assignments import Assignment, Resource
from mockserver.model.company.companies import Company, Person
from mockserver.model.dates import at_midnight, end_of
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectCheckIn
from mockserver.model.record import Record
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database
from mockserver.views.company import people
from mockserver.views.feed import paths
from mockserver.views.record_ids import api_id


class Templates(NamedTuple):
    """The templates of the name, the label and the path of assignments with the same type and role. The path is
    relative to the path of the company."""

    name: str
    label: str
    path: str


TEMPLATES: Final[dict[tuple[str, str], Templates]] = {
    ("check_in", "owner"): Templates("{origin} - Check-in", "Submit weekly check-in", "projects/{id}/check-ins/new"),
    ("check_in", "reviewer"): Templates("{origin} - Check-in", "Review weekly check-in", "project-check-ins/{id}"),
    ("goal_update", "owner"): Templates(
        "{origin} - Goal Update", "Submit goal progress update", "goals/{id}/check-ins/new"
    ),
    ("goal_update", "reviewer"): Templates(  # this name has an en dash, the other names have a hyphen
        "{origin} \N{EN DASH} Goal Update", "Review goal progress update", "goal-check-ins/{id}"
    ),
    ("project_task", "owner"): Templates("{name}", "{name}", "tasks/{id}"),
    ("space_task", "owner"): Templates("{name}", "{name}", "spaces/{origin_id}/kanban?taskId={id}"),
    ("milestone", "owner"): Templates("{name}", "{name}", "milestones/{id}"),
}

SECTIONS: Final[dict[type[Record], str]] = {Project: "projects", Goal: "goals", Space: "spaces"}
"""The part of a page's path that follows the path of the company, by the kind of record that the page shows. Each
assignment belongs to a record of one of these kinds."""


def assignment(db: Database, company: Company, assignment: Assignment) -> dict[str, Json]:
    resource, origin = assignment.resource, assignment.origin
    templates = TEMPLATES[assignment.type, assignment.role]
    values = {
        "id": api_id(resource),
        "name": _name(resource),
        "origin": origin.name,
        "origin_id": api_id(origin),
    }
    author = _author(db, resource)
    return {
        "resource_id": values["id"],
        "name": templates.name.format(**values),
        "due": assignment.due,
        "type": assignment.type,
        "role": assignment.role,
        "action_label": templates.label.format(**values),
        "path": paths.within(company, templates.path.format(**values)),
        "origin": _origin(db, company, origin),
        "task_status": resource.task_status.value if isinstance(resource, Task) and resource.task_status else None,
        "author_id": people.person_id(author) if author else None,
        "author_name": author.full_name if author else None,
        "description": None,
    }


def _origin(db: Database, company: Company, origin: Project | Goal | Space) -> dict[str, Json]:
    """Return the JSON of `origin`, the project, goal or space to which an assignment belongs."""
    id = api_id(origin)
    space, end = origin, None
    if not isinstance(origin, Space):
        space, end = db.get_existing(Space, origin.space_id), end_of(origin.timeframe)
    return {
        "id": id,
        "name": origin.name,
        "type": type(origin).__name__.lower(),
        "path": paths.within(company, f"{SECTIONS[type(origin)]}/{id}"),
        "space_name": space.name,
        "due_date": at_midnight(end, db.clock.now()) if end else None,
    }


def _name(resource: Resource) -> str | None:
    """Return the name of the record to which an assignment refers, or None for a check-in, which has no name."""
    if isinstance(resource, Milestone):
        return resource.title
    return None if isinstance(resource, ProjectCheckIn | GoalProgressUpdate) else resource.name


def _author(db: Database, resource: Resource) -> Person | None:
    """Return the author of the check-in that must be reviewed, or None for other assignments."""
    if isinstance(resource, ProjectCheckIn | GoalProgressUpdate):
        return db.get_existing(Person, resource.author_id)
    return None
