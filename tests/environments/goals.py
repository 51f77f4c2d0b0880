"""A company with a space for goals, and people with different access to the space."""

import json

from tests.builder import EDIT, NONE, VIEW, Json, goal_inputs, rich_text
from tests.support import Company, Person, Response


class GoalsEnv:
    """The space "Product" and three people: `owner`, `editor` and `viewer`.

    `editor` is a member who may edit the space. `viewer` is a member of the company, but not of the space.
    """

    def __init__(self, company: Company) -> None:
        self.company = company
        self.owner = company.owner
        self.editor = company.member("Eda Editor")
        self.viewer = company.member("Vera View")
        self.space_id = self.space("Product")
        company.join(self.space_id, self.editor)

    def space(self, name: str, company_level: int = VIEW) -> str:
        return self.company.space(name, company_permissions=company_level)

    def create(self, name: str = "Grow revenue", *, by: Person | None = None, **inputs: Json) -> Response:
        return (by or self.owner).post("create_goal", **goal_inputs(self.space_id, name, **inputs))

    def goal(self, name: str = "Grow revenue", *, by: Person | None = None, **inputs: Json) -> str:
        """Create a goal, and return its id.

        By default, the members of the company can view the goal, and the members of the space can edit it.
        """
        return str(self.create(name, by=by, **inputs)["goal"]["id"])

    def secret_goal(self, name: str = "Secret", **inputs: Json) -> str:
        """Create a goal that only the owner can view, and return its id."""
        return self.goal(name, company_access_level=NONE, space_access_level=NONE, **inputs)

    def project(self, name: str, **inputs: Json) -> str:
        inputs = {"goal_id": None, "company_level": VIEW, "space_level": EDIT, **inputs}
        return self.company.project(self.space_id, name, **inputs)

    def allow(self, goal_id: str, person: Person, level: int) -> None:
        """Give a person an access level on a goal."""
        members = [{"id": person.id, "access_level": level}]
        self.owner.call("goals/add_access_members", goal_id=goal_id, members=members)

    def report(self, goal_id: str, *, by: Person | None = None, **inputs: Json) -> Response:
        """Post a progress update on a goal.

        Unless `inputs` contains other values, the status is `on_track`, the values of the targets are not changed, and
        there is no due date.
        """
        return (by or self.owner).post("post_goal_progress_update", goal_id=goal_id, **progress_update(**inputs))

    def close(self, goal_id: str, outcome: str = "achieved", **inputs: Json) -> Json:
        inputs = {"success": "yes", "success_status": outcome, "retrospective": rich_text("We did it")} | inputs
        return self.owner.call("close_goal", goal_id=goal_id, **inputs)["goal"]

    def get_goal(self, goal_id: str, *, by: Person | None = None, **flags: bool) -> Json:
        return (by or self.owner).call("get_goal", id=goal_id, **flags)["goal"]

    def targets(self, goal_id: str) -> list[Json]:
        return list(self.get_goal(goal_id)["targets"])

    def activities(self, goal_id: str) -> list[Json]:
        """Return the activities of a goal, newest first."""
        return list(self.owner.call("get_activities", scope_type="goal", scope_id=goal_id, actions="")["activities"])

    def feed(self, goal_id: str) -> list[str]:
        """Return the action of each activity of a goal, newest first."""
        return [activity["action"] for activity in self.activities(goal_id)]


class ProgressUpdateEnv(GoalsEnv):
    """A goal with a champion, a reviewer, a target and a check."""

    def __init__(self, company: Company) -> None:
        super().__init__(company)
        self.champion = company.member("Chloe Champion")
        self.reviewer = company.member("Rob Reviewer")
        for person in (self.champion, self.reviewer):
            company.join(self.space_id, person)
        self.goal_id = self.goal(champion_id=self.champion.id, reviewer_id=self.reviewer.id)
        self.target_id = company.target(self.goal_id, "Revenue", 0, 100, "k")
        self.check_id = company.check(self.goal_id, "Hire")

    def item(self, **fields: Json) -> Json:
        return {"id": self.check_id, "name": "Hire", "completed": True, "index": 1} | fields

    def post(self, by: Person | None = None, **inputs: Json) -> str:
        """Post a progress update on the goal, and return the id of the progress update."""
        return str(self.report(self.goal_id, by=by or self.champion, **inputs)["update"]["id"])

    def edit(self, update_id: str, by: Person | None = None, **inputs: Json) -> Response:
        return (by or self.champion).post("edit_goal_progress_update", id=update_id, **progress_update(**inputs))

    def get_update(self, update_id: str, *, by: Person | None = None, **flags: bool) -> Json:
        return (by or self.owner).call("get_goal_progress_update", id=update_id, **flags)["update"]


def progress_update(values: dict[str, Json] | None = None, **inputs: Json) -> dict[str, Json]:
    """Return inputs of `post_goal_progress_update`. `values` contains the new values of targets by target id."""
    return {
        "status": "on_track",
        "content": rich_text("All well"),
        "due_date": None,
        "checklist": [],
        "new_target_values": json.dumps([{"id": id, "value": value} for id, value in (values or {}).items()]),
    } | inputs


def date(value: str, of: str, date_type: str = "day") -> Json:
    return {"date_type": date_type, "value": value, "date": of}
