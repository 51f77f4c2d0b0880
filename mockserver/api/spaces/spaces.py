"""Endpoints for spaces (contract: spaces_tasks 2)."""

from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import access, collation, columns, id_inputs
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, NotFound, ServerCrash, missing_input
from mockserver.domain.spaces import spaces
from mockserver.model.company.access import LEVELS, NO_ACCESS, VIEW
from mockserver.model.company.companies import Company
from mockserver.model.ids import Id
from mockserver.model.spaces.spaces import Member, Space
from mockserver.views import subscriptions as subscription_views
from mockserver.views.company import people as people_views
from mockserver.views.spaces import spaces as views


@endpoint("create_space", (Company, "can_create_space"))
def create_space(
    ctx: Context,
    name: str | None = None,
    mission: str | None = None,
    company_permissions: int | None = NO_ACCESS,
    public_permissions: int | None = None,
) -> Reply:
    ctx.find(Company, ctx.company.id, can="can_create_space")
    space = spaces.create(
        ctx,
        name=columns.required(name, "name"),
        mission=columns.required(mission, "mission"),
        company_level=company_permissions,
        public=public_permissions == VIEW,
    )
    return {"space": views.essential(space)}


@endpoint("edit_space", (Space, "can_edit"))
def edit_space(ctx: Context, id: Id, name: str, mission: str) -> Reply:
    space = ctx.find(Space, id, can="can_edit")
    edited = spaces.edit(ctx, space, name=columns.required(name, "name"), mission=columns.required(mission, "mission"))
    return {"space": views.essential(edited)}


@endpoint("delete_space", (Space, "has_full_access"))
def delete_space(ctx: Context, space_id: Id) -> Reply:
    space = ctx.find(Space, space_id, can="has_full_access")
    if space.id == ctx.db.get_existing(Company, space.company_id).company_space_id:
        raise BadRequest("You cannot delete the general space")
    spaces.delete(ctx, space)
    return {"space": views.essential(space)}


@endpoint("join_space", (Space, "can_view"))
def join_space(ctx: Context, space_id: Id | None) -> Reply:
    spaces.join(ctx, ctx.find(Space, space_id))
    return {}


@endpoint("edit_space_permissions", (Space, "has_full_access"))
def edit_space_permissions(ctx: Context, space_id: str, access_levels: dict[str, int | None]) -> Reply:
    space = ctx.find(Space, id_inputs.id_or_400(space_id, "space_id"), can="has_full_access")
    if "public" not in access_levels:
        raise missing_input("access_levels.public")
    spaces.set_permissions(ctx, space, company_level=access_levels.get("company"), public_level=access_levels["public"])
    return {"success": True}


@endpoint("get_space", (Space, "can_view"))
def get_space(ctx: Context, include: Include, id: Id | None) -> Reply:
    space, db = ctx.find(Space, id), ctx.db
    if space.company_id != ctx.company.id:
        raise NotFound(hint="the space belongs to another company")
    members_asked = include.members or include.members_access_levels or include.potential_subscribers
    members = spaces.active_members(db, space.id) if members_asked else []
    if include.members and include.potential_subscribers and db.count(Member, space_id=space.id):
        raise ServerCrash(
            "`include_members` and `include_potential_subscribers` can't both be true if the space has members; the "
            "real server crashes in this case"
        )
    return {
        "space": views.full(
            space,
            ctx.company,
            is_member=spaces.is_member(db, space.id, ctx.person),
            level=ctx.level(space) if include.permissions else None,
            members=views.members(db, space, members, with_access_levels=bool(include.members_access_levels))
            if members_asked
            else None,
            access_levels=access.access_levels(db, ctx.company.id, space.id, None) if include.access_levels else None,
            potential_subscribers=views.potential_subscribers(
                db, space, members, with_access_levels=bool(include.members_access_levels)
            )
            if include.potential_subscribers
            else None,
            notifications=subscription_views.unread_about(db, ctx.person, "space_id", space.id, ["space_members_added"])
            if include.unread_notifications
            else (),
        )
    }


@endpoint("get_spaces")
def get_spaces(ctx: Context, include: Include, access_level: str = "view_access") -> Reply:
    db, company = ctx.db, ctx.company
    return {
        "spaces": [
            views.full(
                space,
                company,
                members=[people_views.essential(person) for person in spaces.active_members(db, space.id)],
                access_levels=access.access_levels(db, company.id, space.id, None) if include.access_levels else None,
            )
            for space in spaces.by_name(spaces.with_minimum_level(ctx, LEVELS[access_level]))
        ]
    }


@endpoint("spaces/search")
def search(
    ctx: Context,
    query: str,
    access_level: str = "view_access",
    ignored_ids: list[Id | None] | None = None,
    with_tasks_enabled_only: bool = False,
) -> Reply:
    columns.checked_query(query)
    found = [
        space
        for space in spaces.with_minimum_level(ctx, LEVELS[access_level])
        if collation.ilike(query, space.name)
        and id_inputs.not_in(space.id, ignored_ids)
        and (space.tasks_enabled or not with_tasks_enabled_only)
    ]
    return {"spaces": [views.essential(space) for space in spaces.by_name(found)]}


@endpoint("spaces/count_by_access_level")
def count_by_access_level(ctx: Context, access_level: str) -> Reply:
    return {"count": len(spaces.with_minimum_level(ctx, LEVELS[access_level]))}
