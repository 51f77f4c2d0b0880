"""Where the scenarios about goals play: a company with a space, and people at every distance to it."""

import json
from typing import Any

from tests.support import Answer, Company, Person, rich_text

Json = Any


class Stage:
    """A company of an owner; a space of which Eda is an editing member; Vera, who is in the company only."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.owner = company.owner
        self.editor = company.member("Eda Editor")
        self.viewer = company.member("Vera View")
        self.space_id = self.space("Product")
        self.join(self.space_id, self.editor)

    # --- making things -----------------------------------------------------------------------------------------------

    def space(self, name: str, company_level: int = 10) -> str:
        made = self.owner.done("create_space", name=name, mission="A mission", company_permissions=company_level)
        return str(made["space"]["id"])

    def join(self, space_id: str, person: Person, level: int = 70) -> None:
        self.owner.done("add_space_members", space_id=space_id, members=[{"id": person.id, "access_level": level}])

    def goal(self, name: str = "Grow revenue", *, by: Person | None = None, **inputs: Json) -> str:
        """A goal that the company may see and the space edit, unless `inputs` say otherwise."""
        return str(self.create(name, by=by, **inputs)["goal"]["id"])

    def create(self, name: str = "Grow revenue", *, by: Person | None = None, **inputs: Json) -> Answer:
        given = {
            "space_id": self.space_id,
            "name": name,
            "anonymous_access_level": 0,
            "company_access_level": 10,
            "space_access_level": 70,
        }
        return (by or self.owner).post("create_goal", **given | inputs)

    def secret_goal(self, name: str = "Secret", **inputs: Json) -> str:
        """A goal that nobody but the owner sees."""
        return self.goal(name, company_access_level=0, space_access_level=0, **inputs)

    def project(self, name: str, *, goal_id: str | None = None, **inputs: Json) -> str:
        given = {
            "space_id": self.space_id,
            "name": name,
            "goal_id": goal_id,
            "anonymous_access_level": 0,
            "company_access_level": 10,
            "space_access_level": 70,
        }
        return str(self.owner.done("create_project", **given | inputs)["project"]["id"])

    def allow(self, goal_id: str, person: Person, level: int) -> None:
        """Gives a person a level of his own on a goal."""
        members = [{"id": person.id, "access_level": level}]
        self.owner.done("goals/add_access_members", goal_id=goal_id, members=members)

    def target(self, goal_id: str, name: str = "Revenue", start: float = 0, to: float = 100, unit: str = "k") -> str:
        """A target's short id."""
        values = {"start_value": start, "target_value": to}
        self.owner.done("goals/add_target", goal_id=goal_id, name=name, unit=unit, **values)
        return str(self.targets(goal_id)[-1]["id"])

    def check(self, goal_id: str, name: str = "Hire") -> str:
        return str(self.owner.done("goals/add_check", goal_id=goal_id, name=name)["check_id"])

    def report(self, goal_id: str, *, by: Person | None = None, **inputs: Json) -> Answer:
        """Posts a check-in: on track, nothing moved, no due date, unless `inputs` say otherwise."""
        return (by or self.owner).post("post_goal_progress_update", goal_id=goal_id, **check_in(**inputs))

    def close(self, goal_id: str, outcome: str = "achieved", **inputs: Json) -> Json:
        given = {"success": "yes", "success_status": outcome, "retrospective": rich_text("We did it")}
        return self.owner.done("close_goal", goal_id=goal_id, **given | inputs)["goal"]

    # --- looking at things -------------------------------------------------------------------------------------------

    def show(self, goal_id: str, *, to: Person | None = None, **flags: bool) -> Json:
        return (to or self.owner).done("get_goal", id=goal_id, **flags)["goal"]

    def targets(self, goal_id: str) -> list[Json]:
        return list(self.show(goal_id)["targets"])

    def news(self, person: Person) -> list[str]:
        """What of goals a person was notified of, the last first."""
        actions = [one["activity"]["action"] for one in person.done("get_notifications")["notifications"]]
        return [action for action in actions if action.startswith("goal_")]

    def activities(self, goal_id: str) -> list[Json]:
        """A goal's feed, the last first."""
        return list(self.owner.done("get_activities", scope_type="goal", scope_id=goal_id, actions="")["activities"])

    def feed(self, goal_id: str) -> list[str]:
        return [activity["action"] for activity in self.activities(goal_id)]


def check_in(values: dict[str, Json] | None = None, **inputs: Json) -> dict[str, Json]:
    """The inputs of a check-in; `values` are those of the targets."""
    return {
        "status": "on_track",
        "content": rich_text("All well"),
        "due_date": None,
        "checklist": [],
        "new_target_values": json.dumps([{"id": id, "value": value} for id, value in (values or {}).items()]),
    } | inputs


def date(value: str, of: str, date_type: str = "day") -> Json:
    return {"date_type": date_type, "value": value, "date": of}
