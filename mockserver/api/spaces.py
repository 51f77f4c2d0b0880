"""Spaces (contract: spaces_tasks 2)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import spaces, text
from mockserver.domain.context import Context
from mockserver.model.access import NO_ACCESS, VIEW
from mockserver.model.ids import Id
from mockserver.model.spaces import Space
from mockserver.views import spaces as views


@endpoint("create_space")
def create_space(
    ctx: Context,
    name: str | None = None,
    mission: str | None = None,
    company_permissions: int | None = NO_ACCESS,
    public_permissions: int | None = None,
) -> Reply:
    ctx.require(ctx.company, "can_create_space")
    space = spaces.create(
        ctx,
        name=text.required(name, "name"),
        mission=text.required(mission, "mission"),
        company_level=company_permissions,
        public=public_permissions == VIEW,
    )
    return {"space": views.essential(space)}


@endpoint("edit_space")
def edit_space(ctx: Context, id: Id, name: str, mission: str) -> Reply:
    space = ctx.find(Space, id, can="can_edit")
    edited = spaces.edit(ctx, space, name=text.required(name, "name"), mission=text.required(mission, "mission"))
    return {"space": views.essential(edited)}
