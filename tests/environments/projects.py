"""A project of the owner, and methods that create people with an access level on the project."""

from collections.abc import Iterator
from functools import cached_property
from itertools import count

from tests.builder import ADMIN, COMMENT, EDIT, FULL, NONE, VIEW, Json
from tests.support import Company, Person

TAKES_EDIT = [(NONE, 404), (VIEW, 403), (COMMENT, 403), (EDIT, 200)]
TAKES_FULL = [(NONE, 404), (VIEW, 403), (EDIT, 403), (ADMIN, 403), (FULL, 200)]
TAKES_VIEW = [(NONE, 404), (VIEW, 200)]
SHARED_LEVELS = (NONE, VIEW, COMMENT, EDIT)


class ProjectEnv:
    """The project "Launch". The owner created it, and is its only contributor.

    By default, the project is in the space "Product", and only the owner can view it.
    """

    def __init__(self, company: Company, space_id: str | None = None, company_level: int = NONE) -> None:
        self.company = company
        self.owner = company.owner
        self.space_id = space_id or self.space("Product")
        self.id = self.project("Launch", company_level=company_level)
        self._numbers: Iterator[int] = count(1)

    @cached_property
    def mia(self) -> Person:
        """Mia, a member of the company who is not a contributor."""
        return self.company.member("Mia Member")

    def space(self, name: str, company_level: int = VIEW) -> str:
        return self.company.space(name, company_permissions=company_level, public_permissions=NONE)

    def project(self, name: str, **inputs: Json) -> str:
        return self.company.project(inputs.pop("space_id", self.space_id), name, **inputs)

    def person_at(self, level: int, name: str | None = None) -> Person:
        """Create a member of the company, and make them a contributor with this level unless the level is 0."""
        person = self.company.member(name or f"Person {next(self._numbers)}")
        if level:
            self.add(person, level)
        return person

    def add(self, person: Person, level: int, role: str | None = "contributor") -> str:
        return self.company.contributor(self.id, person, level, role)

    def get_project(self, **flags: bool) -> Json:
        """Return the project from a response to the owner. `flags` contains `include_*` inputs."""
        return self.owner.call("get_project", id=self.id, **flags)["project"]

    def contributors(self) -> list[tuple[str, str, int]]:
        """Return the role, name and access level of each contributor, in the order of the response.

        The access level is that of the contributor's own binding.
        """
        rows = self.get_project(include_contributors=True, include_contributors_access_levels=True)["contributors"]
        return [(row["role"], row["person"]["full_name"], row["access_level"]) for row in rows]

    def contributor_id(self, person: Person) -> str:
        rows = self.get_project(include_contributors=True)["contributors"]
        return next(str(row["id"]) for row in rows if row["person"]["id"] == person.id)

    def actions(self) -> list[str]:
        """Return the action of each activity of the project, newest first.

        Activities that the API can't show are omitted.
        """
        feed = self.owner.call("get_activities", scope_type="project", scope_id=self.id, actions=SHOWN)
        return [activity["action"] for activity in feed["activities"]]

    def task(self, name: str = "Copy", milestone_id: str | None = None) -> str:
        return str(self.company.project_task(self.id, name, milestone_id=milestone_id)["id"])

    def milestone(self, name: str = "Alpha", due_date: Json = None, by: Person | None = None) -> str:
        return self.company.milestone(self.id, name, due_date, by=by)

    def check_in(self, status: str = "on_track", text: str = "All well", by: Person | None = None) -> str:
        return self.company.check_in(self.id, status, text, by=by)

    def discussion(self, title: str = "Kickoff", by: Person | None = None, **inputs: Json) -> str:
        return self.company.project_discussion(self.id, title, by=by, **inputs)

    def key_resource(self) -> str:
        return self.company.key_resource(self.id)

    def close(self, success_status: str = "achieved", **inputs: Json) -> str:
        """Close the project, and return the id of the retrospective."""
        return self.company.close_project(self.id, success_status, **inputs)


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
