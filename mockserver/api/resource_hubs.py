"""Resource hubs, and what concerns all that lies in them (contract: resource_hubs 3 and 4)."""

from mockserver.api.registry import MISSING, Missing, Reply, endpoint, given
from mockserver.domain import resource_hubs, text
from mockserver.domain.context import Context
from mockserver.model.access import VIEW
from mockserver.model.spaces import Space
from mockserver.views import resource_hubs as views


@endpoint("create_resource_hub")
def create_resource_hub(
    ctx: Context,
    space_id: str | None,
    name: str | None = None,
    description: str | None = None,
    anonymous_access_level: int | Missing | None = MISSING,
    company_access_level: int | None = None,
    space_access_level: int | None = None,
) -> Reply:
    known_as = text.lenient_id(space_id, "space_id")
    about = None if description is None else text.parsed(description, "description")
    space = ctx.find(Space, known_as, can="can_edit")
    hub = resource_hubs.create(
        ctx,
        space,
        name=text.required(name, "name"),
        description=text.document(about, "description"),
        company_level=company_access_level,
        space_level=space_access_level,
        public=given("anonymous_access_level", anonymous_access_level) == VIEW,
    )
    return {"resource_hub": views.hub(hub)}
