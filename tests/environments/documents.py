"""A space with its resource hub, and people with different access levels on the space."""

from tests.builder import COMMENT, EDIT, NONE, VIEW, Json
from tests.support import Company, Person

LEVELS = {"mia": EDIT, "cora": COMMENT, "vic": VIEW}


class DocumentsEnv:
    """The space "Product" and five people: `owner`, `mia`, `cora`, `vic` and `xena`.

    `owner` created the space, `mia` may edit it, `cora` may comment, `vic` may only view it, and `xena` can't view it.
    """

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
        """Create a space that only its members can view, and return its id.

        Each keyword argument adds a person with an access level, for example `mia=EDIT`. Without these arguments, the
        people have the same levels as in "Product".
        """
        space_id = self.company.space(name, company_permissions=NONE)
        members = [{"id": getattr(self, name).id, "access_level": level} for name, level in (levels or LEVELS).items()]
        self.owner.call("add_space_members", space_id=space_id, members=members)
        return space_id

    def hub_of(self, space_id: str) -> str:
        return self.company.resource_hub(space_id)

    def people(self) -> dict[str, Person]:
        names = ("owner", "mia", "cora", "vic", "xena")
        return {name: getattr(self, name) for name in names} | {"read only": self.company.read_only_owner}

    def folder(self, name: str = "Box", inside: str | None = None, hub_id: str | None = None) -> str:
        return self.company.folder(hub_id or self.hub_id, name, inside)

    def document(self, name: str = "Page", by: Person | None = None, **inputs: Json) -> str:
        return self.company.document(inputs.pop("resource_hub_id", self.hub_id), name, by=by or self.mia, **inputs)

    def link(self, name: str = "Site", by: Person | None = None, **inputs: Json) -> str:
        return self.company.link(inputs.pop("resource_hub_id", self.hub_id), name, by=by or self.mia, **inputs)

    def file(self, name: str = "Report", by: Person | None = None, **inputs: Json) -> str:
        return self.company.file(inputs.pop("resource_hub_id", self.hub_id), name, by=by or self.mia, **inputs)

    def items(self) -> dict[str, str]:
        """Create an item of each kind. Return the id of each item by its kind."""
        return {
            "document": self.document(),
            "file": self.file(),
            "folder": self.folder(),
            "link": self.link(),
        }

    def names(self, person: Person | None = None, **where: Json) -> list[str]:
        """Return the names of the items in a folder (`folder_id=...`) or at the root of the hub, newest first."""
        nodes = (person or self.owner).call("list_resource_hub_nodes", **where or {"resource_hub_id": self.hub_id})
        return [node["name"] for node in nodes["nodes"]]

    def feed(self, *actions: str) -> list[Json]:
        """Return the space's activities with these actions, newest first.

        An action is passed without its prefix `resource_hub_`, for example `document_created`.
        """
        found = self.owner.call(
            "get_activities", scope_type="space", scope_id=self.space_id, actions=[f"resource_hub_{a}" for a in actions]
        )
        return list(found["activities"])

    def subscribed(self, kind: str, id: str) -> set[str]:
        """Return the first names of the people who are subscribed to an item."""
        shown = self.owner.call(f"get_resource_hub_{kind}", id=id, include_potential_subscribers=True)[kind]
        people = shown["potential_subscribers"]
        return {item["person"]["full_name"].split()[0] for item in people if item["is_subscribed"]}
