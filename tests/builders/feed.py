"""A company at work, for scenarios of the feed: each thing is made when it is first asked for.

Olivia, the owner, makes everything. Mia is champion, Rita reviewer, and both are members of the space; what has a
list of subscribers is made with Rita on it.
"""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from mockserver.model import ids
from tests.support import Company, Json, Person, rich_text

COMMENT, EDIT = 40, 70


def day(number: int) -> Json:
    """A day of December 2026."""
    return {"date_type": "day", "value": f"Dec {number}, 2026", "date": str(date(2026, 12, 1) + timedelta(number - 1))}


class Stage:
    def __init__(self, company: Company) -> None:
        self.company = company
        self.owner = company.owner
        self.mia = company.member("Mia Moss")
        self.rita = company.member("Rita Ray")
        self.people = {"owner": self.owner, "mia": self.mia, "rita": self.rita}

    def make(self, endpoint: str, thing: str, **inputs: Json) -> str:
        """The id of something that the owner makes."""
        return str(self.owner.done(endpoint, **inputs)[thing]["id"])

    def joins(self, name: str, person: Person) -> Person:
        """Somebody whose inbox is looked into as well."""
        self.people[name] = person
        return person

    def heard(self, activity_id: str) -> str:
        """The names of those who were notified of an activity, as often as they were."""
        inboxes = {name: person.done("get_notifications")["notifications"] for name, person in self.people.items()}
        counts = {name: [row["activity"]["id"] for row in rows].count(activity_id) for name, rows in inboxes.items()}
        return " ".join(name for name, times in counts.items() for _ in range(times))

    # --- spaces -----------------------------------------------------------------------------------------------------

    def new_space(self, name: str) -> str:
        id = self.make("create_space", "space", name=name, mission="Work", company_permissions=COMMENT)
        members = [{"id": person.id, "access_level": EDIT} for person in (self.mia, self.rita)]
        self.owner.done("add_space_members", space_id=id, members=members)
        return id

    @cached_property
    def space(self) -> str:
        return self.new_space("Yard")

    @cached_property
    def other_space(self) -> str:
        return self.new_space("Attic")

    @cached_property
    def message(self) -> str:
        return self.new_message()

    def new_message(self, **more: Json) -> str:
        inputs = {"title": "News", "body": rich_text("Well"), "subscriber_ids": [self.rita.id]} | more
        return self.make("post_discussion", "discussion", space_id=self.space, **inputs)

    @cached_property
    def space_task(self) -> str:
        return self.new_task("space", self.space)

    def new_task(self, type: str, id: str, **more: Json) -> str:
        inputs = {"name": "Sweep", "assignee_id": self.mia.id, "due_date": None} | more
        return self.make("tasks/create", "task", type=type, id=id, **inputs)

    def status(self, type: str, id: str) -> Json:
        """The status of a task."""
        return self.owner.done("get_task", id=id)["task"]["status"]

    # --- the hub ----------------------------------------------------------------------------------------------------

    @cached_property
    def hub(self) -> str:
        return self.hub_of(self.space)

    def hub_of(self, space_id: str) -> str:
        tools = self.owner.done("list_space_tools", space_id=space_id)["tools"]
        return str(tools["resource_hubs"][0]["id"])

    @cached_property
    def folder(self) -> str:
        return self.make("create_resource_hub_folder", "folder", resource_hub_id=self.hub, folder_id=None, name="Old")

    @cached_property
    def document(self) -> str:
        return self.new_document()

    def new_document(self, **more: Json) -> str:
        inputs = {"name": "Plan", "content": rich_text("Dig"), "subscriber_ids": [self.rita.id]} | more
        return self.make("create_resource_hub_document", "document", resource_hub_id=self.hub, folder_id=None, **inputs)

    @cached_property
    def file(self) -> str:
        blob = self.company.server.control(
            "POST", "/blobs", self.owner.token, filename="a.png", size=3, content_type="image/png"
        )
        uploaded = {"blob_id": blob["id"], "preview_blob_id": None, "name": "Map", "description": rich_text("North")}
        made = self.owner.done(
            "create_resource_hub_file",
            resource_hub_id=self.hub,
            folder_id=None,
            files=[uploaded],
            subscriber_ids=[self.rita.id],
        )
        return str(made["files"][0]["id"])

    @cached_property
    def link(self) -> str:
        return self.make(
            "create_resource_hub_link",
            "link",
            resource_hub_id=self.hub,
            folder_id=None,
            name="Site",
            url="https://example.com",
            description=rich_text("Look"),
            type="other",
            subscriber_ids=[self.rita.id],
        )

    # --- goals ------------------------------------------------------------------------------------------------------

    def new_goal(self, name: str, **more: Json) -> str:
        inputs = {"champion_id": self.mia.id, "reviewer_id": self.rita.id, "timeframe": None} | more
        return self.make(
            "create_goal",
            "goal",
            space_id=self.space,
            name=name,
            anonymous_access_level=0,
            company_access_level=COMMENT,
            space_access_level=EDIT,
            **inputs,
        )

    def secret_goal(self, space_id: str) -> str:
        """A goal that only the company's owners and the space's managers see."""
        return self.make(
            "create_goal",
            "goal",
            space_id=space_id,
            name="Secret",
            champion_id=None,
            reviewer_id=None,
            timeframe=None,
            anonymous_access_level=0,
            company_access_level=0,
            space_access_level=0,
        )

    @cached_property
    def goal(self) -> str:
        return self.new_goal("Grow")

    @cached_property
    def other_goal(self) -> str:
        return self.new_goal("Last")

    @cached_property
    def target(self) -> str:
        made = self.owner.done(
            "goals/add_target", goal_id=self.goal, name="Trees", start_value=0, target_value=50, unit="trees"
        )
        return ids.short(made["target_id"])

    @cached_property
    def check(self) -> str:
        return str(self.owner.done("goals/add_check", goal_id=self.goal, name="Dig")["check_id"])

    @cached_property
    def update(self) -> str:
        return self.new_update(self.owner)

    def new_update(self, by: Person) -> str:
        made = by.done(
            "post_goal_progress_update",
            goal_id=self.goal,
            status="on_track",
            due_date=None,
            checklist=[],
            content=rich_text("Fine"),
            new_target_values="[]",
            subscriber_ids=[self.rita.id],
        )
        return str(made["update"]["id"])

    @cached_property
    def goal_discussion(self) -> str:
        """The id of the discussion, which is its activity's."""
        made = self.owner.done(
            "create_goal_discussion",
            goal_id=self.goal,
            title="Where to?",
            message=rich_text("North"),
            subscriber_ids=[self.rita.id],
        )
        return str(made["id"])

    @property
    def goal_thread(self) -> str:
        activity = self.owner.done("get_activity", id=self.goal_discussion)["activity"]
        return str(activity["comment_thread"]["id"])

    # --- projects ---------------------------------------------------------------------------------------------------

    @cached_property
    def project(self) -> str:
        return self.make(
            "create_project",
            "project",
            space_id=self.space,
            name="Shed",
            champion_id=self.mia.id,
            reviewer_id=self.rita.id,
            goal_id=None,
            anonymous_access_level=0,
            company_access_level=COMMENT,
            space_access_level=EDIT,
        )

    @cached_property
    def check_in(self) -> str:
        return self.make(
            "post_project_check_in",
            "check_in",
            project_id=self.project,
            status="on_track",
            description=rich_text("Fine"),
            subscriber_ids=[self.rita.id],
        )

    @cached_property
    def retrospective(self) -> str:
        return self.make(
            "close_project",
            "retrospective",
            project_id=self.project,
            retrospective=rich_text("Done"),
            success_status="achieved",
            subscriber_ids=[self.rita.id],
        )

    @cached_property
    def project_discussion(self) -> str:
        return self.make(
            "project_discussions/create",
            "discussion",
            project_id=self.project,
            title="Colours",
            message=rich_text("Blue"),
            subscriber_ids=[self.rita.id],
        )

    @cached_property
    def key_resource(self) -> str:
        return self.make(
            "add_key_resource", "key_resource", project_id=self.project, title="Drawing", link="https://example.com"
        )

    @cached_property
    def milestone(self) -> str:
        return self.new_milestone("Roof")

    @cached_property
    def other_milestone(self) -> str:
        return self.new_milestone("Door")

    def new_milestone(self, name: str) -> str:
        return self.make("projects/create_milestone", "milestone", project_id=self.project, name=name, due_date=day(20))

    @cached_property
    def task(self) -> str:
        return self.new_task("project", self.project, milestone_id=self.milestone)

    def contributor(self, person: Person) -> str:
        """The id of a person's row in the project."""
        rows = self.owner.done("get_project", id=self.project, include_contributors=True)["project"]["contributors"]
        return next(str(row["id"]) for row in rows if row["person"]["id"] == person.id)

    # --- all of them ------------------------------------------------------------------------------------------------

    def comment(self, entity_type: str, entity_id: str, by: Person | None = None, text: str = "Yes") -> Any:
        made = (by or self.owner).done(
            "create_comment", entity_type=entity_type, entity_id=entity_id, content=rich_text(text)
        )
        return made["comment"]
