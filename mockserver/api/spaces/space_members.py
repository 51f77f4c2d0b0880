"""Endpoints for the members of spaces (contract: spaces_tasks 2)."""

from typing import Any, Final

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import id_inputs
from mockserver.domain.company import people
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.numbers import LARGEST_BIGINT
from mockserver.domain.spaces import space_members
from mockserver.model.company.companies import Person
from mockserver.model.ids import Id
from mockserver.model.spaces.spaces import Member, Space
from mockserver.views.company import people as views

DEFAULT_LIMIT: Final = 10
"""The default of the input `limit` of search_potential_space_members."""


@endpoint("add_space_members", (Space, "has_full_access"))
def add_space_members(ctx: Context, space_id: Id, members: list[dict[str, Any] | None]) -> Reply:
    space = ctx.find(Space, space_id, can="has_full_access")
    space_members.add(ctx, space, members)
    return {"success": True}


@endpoint("remove_group_member", (Space, "has_full_access"))
def remove_group_member(ctx: Context, group_id: Id, member_id: Id) -> Reply:
    space = ctx.find(Space, group_id, can="has_full_access")
    space_members.remove(ctx, space, member_id)
    return {}


@endpoint("edit_space_members_permissions", (Space, "has_full_access"))
def edit_space_members_permissions(ctx: Context, space_id: Id, members: list[dict[str, Any] | None]) -> Reply:
    space = ctx.find(Space, space_id, can="has_full_access")
    space_members.set_levels(ctx, space, members)
    return {"success": True}


@endpoint("spaces/list_members")
def list_members(
    ctx: Context, space_id: Id, query: str | None = None, ignored_ids: list[Id | None] | None = None
) -> Reply:
    if ctx.visible(Space, space_id) is None:
        return {"people": []}
    rows = [row for row in ctx.db.where(Member, space_id=space_id) if id_inputs.not_in(row.person_id, ignored_ids)]
    members = [ctx.db.get_existing(Person, row.person_id) for row in rows]  # a person with two memberships occurs twice
    shown = [person for person in people.matching(members, query) if not person.suspended]
    return {"people": [views.essential(person) for person in people.by_name(shown)]}


@endpoint("search_potential_space_members")
def search_potential_space_members(
    ctx: Context,
    group_id: str | None,
    query: str | None = None,
    exclude_ids: list[str | None] | None = None,
    limit: int | None = None,
) -> Reply:
    space = ctx.visible(Space, id_inputs.required_id(group_id, "group_id"))
    if space is None:
        return {"people": []}
    excluded = {id_inputs.uuid_id(item or "", "exclude_ids") for item in exclude_ids or ()}
    excluded.update(row.person_id for row in ctx.db.where(Member, space_id=space.id))
    found = [
        person
        for person in people.matching(people.of_company(ctx.db, ctx.company), query)
        if person.id not in excluded and not person.suspended
    ]
    count = DEFAULT_LIMIT if limit is None else limit
    if not 0 <= count <= LARGEST_BIGINT:
        raise ServerCrash("`limit` is negative or exceeds 64 bits; the real server's database rejects it")
    return {"people": [views.essential(person) for person in found[:count]]}
