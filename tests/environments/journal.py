"""A company with a goal and a project, for tests of the journal."""

from tests.builder import Json
from tests.support import Company

LEVELS: Json = {"anonymous_access_level": 0, "company_access_level": 70, "space_access_level": 70}


class Plan:
    """A goal and a project of the owner. Mia is the reviewer of both."""

    def __init__(self, company: Company) -> None:
        self.company, self.owner, self.mia = company, company.owner, company.member("Mia Member")
        roles = {"space_id": company.general_id, "champion_id": self.owner.id, "reviewer_id": self.mia.id} | LEVELS
        self.roles = roles
        self.goal = self.owner.call("create_goal", name="Grow", **roles)["goal"]["id"]
        self.project = self.owner.call("create_project", name="Launch", **roles)["project"]["id"]
