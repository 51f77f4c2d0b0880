"""A company for tests of the feed, with one record of each kind. Each record is created when a test first uses it."""

from datetime import date, timedelta
from functools import cached_property

from tests.builder import COMMENT, EDIT, NONE, Json, rich_text
from tests.environments.goals import progress_update
from tests.support import Company, Person


def day(number: int) -> Json:
    """Return the input for a day of December 2026."""
    return {"date_type": "day", "value": f"Dec {number}, 2026", "date": str(date(2026, 12, 1) + timedelta(number - 1))}


class FeedEnv:
    """Records that the owner creates in a space with the members Mia and Rita.

    Mia is the champion and Rita is the reviewer of goals and projects. Rita is a subscriber of each record that has
    subscribers.
    """

    def __init__(self, company: Company) -> None:
        self.company = company
        self.owner = company.owner
        self.mia = company.member("Mia Moss")
        self.rita = company.member("Rita Ray")
        self.people = {"owner": self.owner, "mia": self.mia, "rita": self.rita}
        self.leads: dict[str, Json] = {"champion_id": self.mia.id, "reviewer_id": self.rita.id}
        self.subscribers: dict[str, Json] = {"subscriber_ids": [self.rita.id]}

    def joins(self, name: str, person: Person) -> Person:
        """Include a person in the results of `notified`, under this name. Return the person."""
        self.people[name] = person
        return person

    def notified(self, activity_id: str) -> str:
        """Return the names of the people who were notified of an activity, separated by spaces.

        A person with two notifications of the activity is named twice.
        """
        inboxes = {name: person.call("get_notifications")["notifications"] for name, person in self.people.items()}
        counts = {name: [row["activity"]["id"] for row in rows].count(activity_id) for name, rows in inboxes.items()}
        return " ".join(name for name, times in counts.items() for _ in range(times))

    # --- spaces ------------------------------------------------------------------------------------------------------

    def new_space(self, name: str) -> str:
        id = self.company.space(name, company_permissions=COMMENT)
        members = [{"id": person.id, "access_level": EDIT} for person in (self.mia, self.rita)]
        self.owner.call("add_space_members", space_id=id, members=members)
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

    def new_message(self, **inputs: Json) -> str:
        return str(self.company.discussion(self.space, **{"title": "News", **self.subscribers, **inputs})["id"])

    @cached_property
    def space_task(self) -> str:
        return self.new_task("space", self.space)

    def new_task(self, type: str, id: str, **inputs: Json) -> str:
        inputs = {"type": type, "name": "Sweep", "assignee_id": self.mia.id, **inputs}
        return str(self.company.space_task(id, **inputs)["id"])

    def status(self, type: str, id: str) -> Json:
        """Return the status of a task."""
        return self.owner.call("get_task", id=id)["task"]["status"]

    # --- documents ---------------------------------------------------------------------------------------------------

    @cached_property
    def hub(self) -> str:
        return self.company.resource_hub(self.space)

    @cached_property
    def folder(self) -> str:
        return self.company.folder(self.hub, "Old")

    @cached_property
    def document(self) -> str:
        return self.new_document()

    def new_document(self, **inputs: Json) -> str:
        return self.company.document(self.hub, **{"name": "Plan", **self.subscribers, **inputs})

    @cached_property
    def file(self) -> str:
        file = {"blob_id": self.company.blob("a.png", "image/png", 3), "preview_blob_id": None, "name": "Map"}
        return self.company.file(self.hub, files=[file | {"description": rich_text("North")}], **self.subscribers)

    @cached_property
    def link(self) -> str:
        return self.company.link(self.hub, description=rich_text("Look"), **self.subscribers)

    # --- goals -------------------------------------------------------------------------------------------------------

    def new_goal(self, name: str, **inputs: Json) -> str:
        inputs = {"timeframe": None, "company_access_level": COMMENT} | self.leads | inputs
        return self.company.goal(self.space, name, **inputs)

    def secret_goal(self, space_id: str) -> str:
        """Create a goal that only owners of the company and managers of the space can view. Return its id."""
        return self.company.goal(space_id, "Secret", company_access_level=NONE, space_access_level=NONE)

    @cached_property
    def goal(self) -> str:
        return self.new_goal("Grow")

    @cached_property
    def other_goal(self) -> str:
        return self.new_goal("Last")

    @cached_property
    def target(self) -> str:
        return self.company.target(self.goal, "Trees", 0, 50, "trees")

    @cached_property
    def check(self) -> str:
        return self.company.check(self.goal, "Dig")

    @cached_property
    def update(self) -> str:
        return self.new_update(self.owner)

    def new_update(self, by: Person) -> str:
        inputs = progress_update(**self.subscribers)
        return self.company.create_id("post_goal_progress_update", "update", by, goal_id=self.goal, **inputs)

    @cached_property
    def goal_discussion(self) -> str:
        """The id of a discussion of the goal. It is the id of the activity that recorded its creation."""
        inputs = {"title": "Where to?", "message": rich_text("North")} | self.subscribers
        return str(self.owner.call("create_goal_discussion", goal_id=self.goal, **inputs)["id"])

    @property
    def goal_thread(self) -> str:
        activity = self.owner.call("get_activity", id=self.goal_discussion)["activity"]
        return str(activity["comment_thread"]["id"])

    # --- projects ----------------------------------------------------------------------------------------------------

    @cached_property
    def project(self) -> str:
        levels: dict[str, Json] = {"company_level": COMMENT, "space_level": EDIT}
        return self.company.project(self.space, "Shed", goal_id=None, **self.leads, **levels)

    @cached_property
    def check_in(self) -> str:
        return self.company.check_in(self.project, **self.subscribers)

    @cached_property
    def retrospective(self) -> str:
        return self.company.close_project(self.project, **self.subscribers)

    @cached_property
    def project_discussion(self) -> str:
        return self.company.project_discussion(self.project, "Colours", **self.subscribers)

    @cached_property
    def key_resource(self) -> str:
        return self.company.key_resource(self.project)

    @cached_property
    def milestone(self) -> str:
        return self.new_milestone("Roof")

    @cached_property
    def other_milestone(self) -> str:
        return self.new_milestone("Door")

    def new_milestone(self, name: str) -> str:
        return self.company.milestone(self.project, name, day(20))

    @cached_property
    def task(self) -> str:
        return self.new_task("project", self.project, milestone_id=self.milestone)

    def contributor(self, person: Person) -> str:
        """Return the id of the record that makes a person a contributor of the project."""
        rows = self.owner.call("get_project", id=self.project, include_contributors=True)["project"]["contributors"]
        return next(str(row["id"]) for row in rows if row["person"]["id"] == person.id)

    def comment(self, entity_type: str, entity_id: str, by: Person | None = None, text: str = "Yes") -> Json:
        return self.company.comment(entity_type, entity_id, by=by, content=rich_text(text))
