"""A project of the owner's that nobody else sees, and people with a chosen level on it."""

from collections.abc import Iterator
from itertools import count

from mockserver.model.company.access import NAMES
from tests.support import Company, Json, Person, rich_text

NONE, VIEW, COMMENT, EDIT, ADMIN, FULL = 0, 10, 40, 70, 90, 100

TAKES_EDIT = [(NONE, 404), (VIEW, 403), (COMMENT, 403), (EDIT, 200)]
TAKES_FULL = [(NONE, 404), (VIEW, 403), (EDIT, 403), (ADMIN, 403), (FULL, 200)]
TAKES_VIEW = [(NONE, 404), (VIEW, 200)]


class Launch:
    """The project "Launch" in the space "Product"; its creator, the owner, is the only contributor."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.owner = company.owner
        self.space_id = self.space("Product")
        self.id = self.project("Launch")
        self._numbers: Iterator[int] = count(1)

    def space(self, name: str, company_level: int = VIEW) -> str:
        made = self.owner.done(
            "create_space", name=name, mission="m", company_permissions=company_level, public_permissions=0
        )
        return str(made["space"]["id"])

    def project(self, name: str, *, company_level: int = NONE, space_level: int = NONE, **more: Json) -> str:
        inputs = {"space_id": self.space_id, "name": name, "anonymous_access_level": 0} | more
        made = self.owner.done(
            "create_project", company_access_level=company_level, space_access_level=space_level, **inputs
        )
        return str(made["project"]["id"])

    def at(self, level: int, name: str | None = None) -> Person:
        """Somebody new with this level on the project, by a binding of his own."""
        person = self.company.member(name or f"Person {next(self._numbers)}")
        if level:
            self.add(person, level)
        return person

    def add(self, person: Person, level: int, role: str | None = "contributor") -> str:
        """Makes a contributor of a person; answers the id of the row."""
        made = self.owner.done(
            "add_project_contributor",
            project_id=self.id,
            person_id=person.id,
            responsibility="Helps",
            permissions=NAMES[level],
            role=role,
        )
        return str(made["contributor"]["id"])

    def shown(self, **flags: bool) -> Json:
        """The project as the owner sees it."""
        return self.owner.done("get_project", id=self.id, **flags)["project"]

    def people(self) -> list[tuple[str, str, int]]:
        """Role, name and personal level of the contributors, in the project's order."""
        rows = self.shown(include_contributors=True, include_contributors_access_levels=True)["contributors"]
        return [(row["role"], row["person"]["full_name"], row["access_level"]) for row in rows]

    def row(self, person: Person) -> str:
        """The id of a person's contributor row."""
        rows = self.shown(include_contributors=True)["contributors"]
        return next(str(row["id"]) for row in rows if row["person"]["id"] == person.id)

    def actions(self) -> list[str]:
        """What happened to the project, newest first; only what the feed can show."""
        feed = self.owner.done("get_activities", scope_type="project", scope_id=self.id, actions=SHOWN)
        return [activity["action"] for activity in feed["activities"]]

    def task(self, name: str = "Copy", milestone_id: str | None = None) -> str:
        made = self.owner.done(
            "tasks/create",
            type="project",
            id=self.id,
            name=name,
            milestone_id=milestone_id,
            assignee_id=None,
            due_date=None,
        )
        return str(made["task"]["id"])

    def milestone(self, name: str = "Alpha", due_date: Json = None) -> str:
        made = self.owner.done("projects/create_milestone", project_id=self.id, name=name, due_date=due_date)
        return str(made["milestone"]["id"])

    def close(self, success_status: str = "achieved", **more: Json) -> str:
        made = self.owner.done(
            "close_project",
            project_id=self.id,
            retrospective=rich_text("Done"),
            success_status=success_status,
            **more,
        )
        return str(made["retrospective"]["id"])


SHOWN = [
    "project_created",
    "project_renamed",
    "project_moved",
    "project_description_changed",
    "project_start_date_updating",
    "project_due_date_updating",
    "project_champion_updating",
    "project_reviewer_updating",
    "project_goal_connection",
    "project_pausing",
    "project_resuming",
    "project_closed",
    "project_contributor_addition",
    "project_contributors_addition",
    "project_contributor_edited",
    "project_contributor_removed",
    "project_milestone_creation",
    "project_milestone_updating",
    "task_status_updating",
]


def heard(person: Person) -> list[str]:
    """What a person was told about the project, newest first."""
    found = person.done("get_notifications", page=1, per_page=50)["notifications"]
    actions = [str(notification["activity"]["action"]) for notification in found]
    return [action for action in actions if action.startswith("project_")]


def day(date: str) -> Json:
    return {"date_type": "day", "value": date, "date": date}
