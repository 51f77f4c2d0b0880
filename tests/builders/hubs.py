"""A space with its hub, and people at every level on it."""

from typing import Any

from tests.support import Company, Person, rich_text

Json = Any
LEVELS = {"mia": 70, "cora": 40, "vic": 10}
TEXT = rich_text("hi")


class DocumentContainer:
    """The space Product: `owner` made it, `mia` edits, `cora` comments, `vic` views, `xena` sees nothing of it."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.owner = company.owner
        self.mia = company.member("Mia Maker")
        self.cora = company.member("Cora Critic")
        self.vic = company.member("Vic Viewer")
        self.xena = company.member("Xena Stranger")
        self.space_id = self.space("Product")
        self.hub_id = self.hub_of(self.space_id)

    def space(self, name: str, **levels: int) -> str:
        """A secret space; its people are those of Product unless levels are given."""
        space_id: str = self.owner.done("create_space", name=name, mission="Ship things", company_permissions=0)[
            "space"
        ]["id"]
        members = [{"id": getattr(self, who).id, "access_level": level} for who, level in (levels or LEVELS).items()]
        self.owner.done("add_space_members", space_id=space_id, members=members)
        return space_id

    def hub_of(self, space_id: str) -> str:
        """The hub that every space is born with."""
        hub_id: str = self.owner.done("list_space_tools", space_id=space_id)["tools"]["resource_hubs"][0]["id"]
        return hub_id

    def people(self) -> dict[str, Person]:
        names = ("owner", "mia", "cora", "vic", "xena")
        return {name: getattr(self, name) for name in names} | {"read only": self.company.read_only_owner}

    def folder(self, name: str = "Box", inside: str | None = None, hub_id: str | None = None) -> str:
        made = self.owner.done(
            "create_resource_hub_folder", resource_hub_id=hub_id or self.hub_id, name=name, folder_id=inside
        )
        return str(made["folder"]["id"])

    def document(self, name: str = "Page", by: Person | None = None, **inputs: Json) -> str:
        made = (by or self.mia).done(
            "create_resource_hub_document", **{"resource_hub_id": self.hub_id, "name": name, "content": TEXT} | inputs
        )
        return str(made["document"]["id"])

    def link(self, name: str = "Site", by: Person | None = None, **inputs: Json) -> str:
        about = {"url": "https://example.com", "type": "other", "description": "null"}
        made = (by or self.mia).done(
            "create_resource_hub_link", **{"resource_hub_id": self.hub_id, "name": name} | about | inputs
        )
        return str(made["link"]["id"])

    def file(self, name: str = "Report", by: Person | None = None, **inputs: Json) -> str:
        described = {"blob_id": self.blob(), "name": name, "description": "null"}
        made = (by or self.mia).done(
            "create_resource_hub_file", **{"resource_hub_id": self.hub_id, "files": [described]} | inputs
        )
        return str(made["files"][0]["id"])

    def blob(self, filename: str = "report.pdf", content_type: str = "application/pdf", size: int = 1024) -> str:
        """The UUID of a blob that is described but has no content."""
        made = self.company.server.control(
            "POST", "/blobs", self.owner.token, filename=filename, content_type=content_type, size=size
        )
        return str(made["id"])

    def items(self) -> dict[str, str]:
        """One item of each kind, by its kind."""
        return {
            "document": self.document(),
            "file": self.file(),
            "folder": self.folder(),
            "link": self.link(),
        }

    def names(self, who: Person | None = None, **where: Json) -> list[str]:
        """What a listing names, newest first: of the hub's root unless `folder_id` is given."""
        nodes = (who or self.owner).done("list_resource_hub_nodes", **where or {"resource_hub_id": self.hub_id})
        return [node["name"] for node in nodes["nodes"]]

    def heard(self, who: Person) -> list[str]:
        """What in hubs somebody was notified of, newest first."""
        notified = who.done("get_notifications", per_page=100)["notifications"]
        actions = [one["activity"]["action"] for one in notified]
        return [action for action in actions if action.startswith("resource_hub")]

    def feed(self, *actions: str) -> list[Json]:
        """The space's activities of these actions, newest first."""
        found = self.owner.done(
            "get_activities", scope_type="space", scope_id=self.space_id, actions=[f"resource_hub_{a}" for a in actions]
        )
        return list(found["activities"])

    def subscribed(self, kind: str, id: str) -> set[str]:
        """Who is subscribed to an item, by first name."""
        shown = self.owner.done(f"get_resource_hub_{kind}", id=id, include_potential_subscribers=True)[kind]
        people = shown["potential_subscribers"]
        return {one["person"]["full_name"].split()[0] for one in people if one["is_subscribed"]}
