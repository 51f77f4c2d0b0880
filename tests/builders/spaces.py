"""What scenarios of spaces, tasks and discussions start from."""

from typing import Any

from mockserver.domain import access
from mockserver.model import ids
from mockserver.model.feed.activities import Activity, Notification
from tests.support import Company, Person, rich_text

Json = Any

NONE, VIEW, COMMENT, EDIT, ADMIN, FULL = LEVELS = (0, 10, 40, 70, 90, 100)

DAY = {"date_type": "day", "value": "Jan 1, 2027", "date": "2027-01-01"}


def uuid(id: str) -> str:
    """The stored form of an id that the wire showed."""
    decoded = ids.decode(id)
    assert decoded is not None
    return decoded


def space(company: Company, name: str = "Product", **inputs: Json) -> str:
    """A new space of the owner's, private unless `company_permissions` says otherwise."""
    return str(company.owner.done("create_space", name=name, mission="Ship", **inputs)["space"]["id"])


def project(company: Company, space_id: str, name: str = "Website", *, space_level: int = NONE) -> str:
    """A new project of the owner's in a space, closed to the company."""
    levels = {"anonymous_access_level": 0, "company_access_level": 0, "space_access_level": space_level}
    return str(company.owner.done("create_project", space_id=space_id, name=name, **levels)["project"]["id"])


def milestone(company: Company, project_id: str, name: str = "Alpha") -> str:
    made = company.owner.done("projects/create_milestone", project_id=project_id, name=name, due_date=None)
    return str(made["milestone"]["id"])


def given_level(company: Company, person: Person, id: str, level: int) -> Person:
    """The person with a level of his own on a space or a project, and no member of it."""
    db = company.db
    if level:
        with db.transaction():
            access.grant(db, uuid(id), person.uuid, level)
    return person


def member(company: Company, space_id: str, name: str, level: int) -> Person:
    """A colleague who was added to a space."""
    person = company.member(name)
    company.owner.done("add_space_members", space_id=space_id, members=[{"id": person.id, "access_level": level}])
    return person


def space_task(person: Person, space_id: str, name: str = "Fix bug", **inputs: Json) -> Json:
    """A new task of a space, as the answer shows it."""
    inputs = {"assignee_id": None, "due_date": None} | inputs
    return person.done("tasks/create", type="space", id=space_id, name=name, **inputs)["task"]


def project_task(person: Person, project_id: str, name: str = "Write copy", **inputs: Json) -> Json:
    """A new task of a project, as the answer shows it."""
    inputs = {"assignee_id": None, "due_date": None, "milestone_id": None} | inputs
    return person.done("tasks/create", type="project", id=project_id, name=name, **inputs)["task"]


def status_of(holder: Json, value: str) -> Json:
    """The status with this value of a space or a project, as its view shows it."""
    return next(status for status in holder["task_statuses"] if status["value"] == value)


def post(person: Person, space_id: str, title: str = "Hi", **inputs: Json) -> Json:
    """A new discussion, as the answer shows it."""
    inputs = {"body": rich_text("Hello")} | inputs
    return person.done("post_discussion", space_id=space_id, title=title, **inputs)["discussion"]


def recorded(company: Company, action: str) -> list[Json]:
    """What was stored about each time that something happened, oldest first."""
    return [activity.content for activity in company.db.all(Activity) if activity.action == action]


def told(company: Company, action: str) -> set[str]:
    """Whom was told of it, by UUID."""
    db = company.db
    rows = [(row, db.known(Activity, row.activity_id)) for row in db.all(Notification)]
    return {row.person_id for row, activity in rows if activity.action == action}
