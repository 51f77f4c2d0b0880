"""Methods with which tests create records through the API, and read the data that most tests need.

Methods that create a record return its id unless their docstring describes another value. The owner of the company
creates the record, unless `by` is another person. A method sends default values for the inputs that the test does not
pass.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mockserver.domain import access
from mockserver.model import ids
from mockserver.model.company.access import NAMES
from mockserver.model.feed.activities import Activity, Notification

if TYPE_CHECKING:
    from mockserver.store.database import Database
    from tests.support import Person, Server

Json = Any

NONE, VIEW, COMMENT, EDIT, ADMIN, FULL = LEVELS = (0, 10, 40, 70, 90, 100)

MISSING_PERSON = "absent-BA"
"""An id that belongs to no person."""

DAY = {"date_type": "day", "value": "Jan 1, 2027", "date": "2027-01-01"}


def day(date: str) -> Json:
    """Return the input for a due date such as `2026-04-01`."""
    return {"date_type": "day", "value": date, "date": date}


def rich_text(text: str, *mentioned: Person) -> str:
    """Return the input for a rich text with one paragraph: the text, and then a mention of each person.

    The input is a JSON text.
    """

    content: list[Json] = [{"type": "text", "text": text}]
    content += [{"type": "mention", "attrs": {"id": person.id, "label": "someone"}} for person in mentioned]
    return json.dumps({"type": "doc", "content": [{"type": "paragraph", "content": content}]})


def task_status(container: Json, value: str) -> Json:
    """Return the task status with this value. `container` is a space or project from a response."""
    return next(status for status in container["task_statuses"] if status["value"] == value)


class Builder:
    """The methods of a company that create and read records."""

    server: Server
    owner: Person

    def member(self, full_name: str) -> Person:
        raise NotImplementedError

    @property
    def db(self) -> Database:
        raise NotImplementedError

    def create(self, endpoint: str, key: str, by: Person | None = None, **inputs: Json) -> Json:
        """Send a mutation, which must succeed, and return the value of `key` in the response."""
        return (by or self.owner).call(endpoint, **inputs)[key]

    def create_id(self, endpoint: str, key: str, by: Person | None = None, **inputs: Json) -> str:
        return str(self.create(endpoint, key, by, **inputs)["id"])

    # --- spaces ------------------------------------------------------------------------------------------------------

    def space(self, name: str = "Product", **inputs: Json) -> str:
        """Create a space that only its members can view, unless `company_permissions` is given."""
        inputs = {"name": name, "mission": "Ship", **inputs}
        return self.create_id("create_space", "space", **inputs)

    def join(self, space_id: str, person: Person, level: int = EDIT) -> Person:
        """Add a person to a space, and return the person."""
        self.owner.call("add_space_members", space_id=space_id, members=[{"id": person.id, "access_level": level}])
        return person

    def space_member(self, space_id: str, name: str, level: int) -> Person:
        """Create a person who is a member of a space."""
        return self.join(space_id, self.member(name), level)

    def discussion(self, space_id: str, title: str = "Hi", *, by: Person | None = None, **inputs: Json) -> Json:
        """Create a discussion in a space, and return the discussion from the response."""
        inputs = {"title": title, "body": rich_text("Hello")} | inputs
        return self.create("post_discussion", "discussion", by, space_id=space_id, **inputs)

    def grant(self, person: Person, id: str, level: int) -> Person:
        """Give a person an access level on a space, goal or project without making them a member. Return the person."""
        if level:
            with self.db.transaction():
                access.grant(self.db, uuid(id), person.uuid, level)
        return person

    # --- tasks -------------------------------------------------------------------------------------------------------

    def space_task(self, space_id: str, name: str = "Fix bug", *, by: Person | None = None, **inputs: Json) -> Json:
        """Create a task of a space, and return the task from the response."""
        inputs = {"type": "space", "id": space_id, "name": name, "assignee_id": None, "due_date": None} | inputs
        return self.create("tasks/create", "task", by, **inputs)

    def project_task(
        self, project_id: str, name: str = "Write copy", *, by: Person | None = None, **inputs: Json
    ) -> Json:
        """Create a task of a project, and return the task from the response."""
        return self.space_task(project_id, name, by=by, **{"type": "project", "milestone_id": None} | inputs)

    # --- goals -------------------------------------------------------------------------------------------------------

    def goal(self, space_id: str, name: str = "Grow", **inputs: Json) -> str:
        """Create a goal that the members of the company can view and the members of the space can edit."""
        return self.create_id("create_goal", "goal", **goal_inputs(space_id, name, **inputs))

    def target(self, goal_id: str, name: str = "Revenue", start: float = 0, to: float = 100, unit: str = "k") -> str:
        values: dict[str, Json] = {"start_value": start, "target_value": to}
        self.owner.call("goals/add_target", goal_id=goal_id, name=name, unit=unit, **values)
        return str(self.owner.call("get_goal", id=goal_id)["goal"]["targets"][-1]["id"])

    def check(self, goal_id: str, name: str = "Hire") -> str:
        return str(self.owner.call("goals/add_check", goal_id=goal_id, name=name)["check_id"])

    # --- projects ----------------------------------------------------------------------------------------------------

    def project(
        self,
        space_id: str,
        name: str = "Website",
        *,
        company_level: int = NONE,
        space_level: int = NONE,
        **inputs: Json,
    ) -> str:
        """Create a project that only its contributors can view, unless access levels are given."""
        levels: dict[str, Json] = {"anonymous_access_level": NONE, "company_access_level": company_level}
        inputs = levels | {"space_id": space_id, "name": name, "space_access_level": space_level} | inputs
        return self.create_id("create_project", "project", **inputs)

    def contributor(self, project_id: str, person: Person, level: int, role: str | None = "contributor") -> str:
        """Add a person to a project, and return the id of the contributor record."""
        inputs: dict[str, Json] = {
            "project_id": project_id,
            "person_id": person.id,
            "responsibility": "Helps",
            "role": role,
        }
        return self.create_id("add_project_contributor", "contributor", **inputs, permissions=NAMES[level])

    def milestone(
        self, project_id: str, name: str = "Alpha", due_date: Json = None, *, by: Person | None = None
    ) -> str:
        inputs: dict[str, Json] = {"project_id": project_id, "name": name, "due_date": due_date}
        return self.create_id("projects/create_milestone", "milestone", by, **inputs)

    def check_in(
        self,
        project_id: str,
        status: str = "on_track",
        text: str = "All well",
        *,
        by: Person | None = None,
        **inputs: Json,
    ) -> str:
        inputs = {"project_id": project_id, "status": status, "description": rich_text(text)} | inputs
        return self.create_id("post_project_check_in", "check_in", by, **inputs)

    def project_discussion(
        self, project_id: str, title: str = "Kickoff", *, by: Person | None = None, **inputs: Json
    ) -> str:
        inputs = {"project_id": project_id, "title": title, "message": rich_text("Hello")} | inputs
        return self.create_id("project_discussions/create", "discussion", by, **inputs)

    def key_resource(self, project_id: str) -> str:
        inputs: dict[str, Json] = {"project_id": project_id, "title": "Spec", "link": "https://x"}
        return self.create_id("add_key_resource", "key_resource", **inputs)

    def close_project(self, project_id: str, success_status: str = "achieved", **inputs: Json) -> str:
        """Close a project, and return the id of the retrospective."""
        inputs = {"retrospective": rich_text("Done"), "success_status": success_status, **inputs}
        return self.create_id("close_project", "retrospective", project_id=project_id, **inputs)

    # --- documents ---------------------------------------------------------------------------------------------------

    def resource_hub(self, space_id: str) -> str:
        """Return the id of the resource hub that was created together with a space."""
        return str(self.owner.call("list_space_tools", space_id=space_id)["tools"]["resource_hubs"][0]["id"])

    def folder(self, hub_id: str, name: str = "Box", parent_id: str | None = None) -> str:
        inputs: dict[str, Json] = {"resource_hub_id": hub_id, "name": name, "folder_id": parent_id}
        return self.create_id("create_resource_hub_folder", "folder", **inputs)

    def document(self, hub_id: str, name: str = "Page", *, by: Person | None = None, **inputs: Json) -> str:
        inputs = {"resource_hub_id": hub_id, "name": name, "content": rich_text("hi")} | inputs
        return self.create_id("create_resource_hub_document", "document", by, **inputs)

    def link(self, hub_id: str, name: str = "Site", *, by: Person | None = None, **inputs: Json) -> str:
        inputs = {"name": name, "url": "https://example.com", "type": "other", "description": "null", **inputs}
        inputs["resource_hub_id"] = hub_id
        return self.create_id("create_resource_hub_link", "link", by, **inputs)

    def file(self, hub_id: str, name: str = "Report", *, by: Person | None = None, **inputs: Json) -> str:
        inputs = {"files": [{"blob_id": self.blob(), "name": name, "description": "null"}]} | inputs
        return str(self.create("create_resource_hub_file", "files", by, resource_hub_id=hub_id, **inputs)[0]["id"])

    def blob(self, filename: str = "report.pdf", content_type: str = "application/pdf", size: int = 1024) -> str:
        """Create a blob that has metadata but no content, and return its UUID."""
        described = {"filename": filename, "content_type": content_type, "size": size}
        return str(self.server.control("POST", "/blobs", self.owner.token, **described)["id"])

    # --- the feed ----------------------------------------------------------------------------------------------------

    def comment(
        self, entity_type: str, entity_id: str, *, by: Person | None = None, content: str | None = None
    ) -> Json:
        """Create a comment, and return the comment from the response."""
        inputs: dict[str, Json] = {
            "entity_type": entity_type,
            "entity_id": entity_id,
            "content": content or rich_text("Yes"),
        }
        return self.create("create_comment", "comment", by, **inputs)

    def recorded(self, action: str) -> list[Json]:
        """Return the stored content of all activities with this action, oldest first."""
        return [activity.content for activity in self.db.all(Activity) if activity.action == action]

    def notified(self, action: str) -> set[str]:
        """Return the UUIDs of the people who were notified of activities with this action."""
        rows = [(row, self.db.get_existing(Activity, row.activity_id)) for row in self.db.all(Notification)]
        return {row.person_id for row, activity in rows if activity.action == action}


def goal_inputs(space_id: str, name: str, /, **inputs: Json) -> dict[str, Json]:
    """Return inputs of `create_goal`.

    By default, the members of the company can view the goal, and the members of the space can edit it.
    """
    levels = {"anonymous_access_level": NONE, "company_access_level": VIEW, "space_access_level": EDIT}
    return {"space_id": space_id, "name": name} | levels | inputs


def notifications(person: Person, prefix: str = "") -> list[str]:
    """Return the action of each notification of a person, newest first.

    Actions that do not begin with `prefix` are omitted.
    """
    rows = person.call("get_notifications", page=1, per_page=100)["notifications"]
    return [action for row in rows if (action := str(row["activity"]["action"])).startswith(prefix)]


def uuid(id: str) -> str:
    """Return the UUID of a record from its id in a response."""

    decoded = ids.decode(id)
    assert decoded is not None
    return decoded
