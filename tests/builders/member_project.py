"""A project in which plain members have a chosen level, and what is in it."""

from tests.support import Company, Json, Person, rich_text

NONE, VIEW, COMMENT, EDIT = 0, 10, 40, 70

LEVELS = (NONE, VIEW, COMMENT, EDIT)


class MemberProject:
    """A project of the owner; Mia has the level that company members have on it."""

    def __init__(self, company: Company, level: int) -> None:
        self.company = company
        self.owner = company.owner
        self.mia = company.member("Mia Member")
        made = self.owner.done(
            "create_project",
            space_id=company.general_id,
            name="Launch",
            anonymous_access_level=0,
            company_access_level=level,
            space_access_level=0,
        )
        self.id: str = made["project"]["id"]

    def shown(self, **flags: bool) -> Json:
        return self.owner.done("get_project", id=self.id, **flags)["project"]

    def milestone(self, name: str = "Alpha", due_date: Json = None, by: Person | None = None) -> str:
        made = (by or self.owner).done("projects/create_milestone", project_id=self.id, name=name, due_date=due_date)
        return str(made["milestone"]["id"])

    def check_in(self, status: str = "on_track", text: str = "All well", by: Person | None = None) -> str:
        made = (by or self.owner).done(
            "post_project_check_in", project_id=self.id, status=status, description=rich_text(text)
        )
        return str(made["check_in"]["id"])

    def discussion(self, title: str = "Kickoff", by: Person | None = None, **more: Json) -> str:
        made = (by or self.owner).done(
            "project_discussions/create", project_id=self.id, title=title, message=rich_text("Hello"), **more
        )
        return str(made["discussion"]["id"])

    def key_resource(self) -> str:
        made = self.owner.done("add_key_resource", project_id=self.id, title="Spec", link="https://x")
        return str(made["key_resource"]["id"])


def day(date: str) -> Json:
    return {"date_type": "day", "value": date, "date": date}
