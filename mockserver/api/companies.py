"""Companies and who runs them (contract: company_people 3)."""

from typing import Any

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import companies
from mockserver.domain.context import Context
from mockserver.domain.errors import Crash, Forbidden
from mockserver.model.access import EDIT, LEVELS
from mockserver.model.company import Company, Person
from mockserver.model.ids import Id

TWICE = "somebody is in the list twice; the real server makes one step for each and refuses two of one name"


@endpoint("add_company_admins")
def add_company_admins(ctx: Context, people_ids: list[Id | None] | None) -> Reply:
    ctx.require_level(ctx.company, EDIT)
    people = [_anybody(ctx, id) for id in people_ids or ()]
    if len(set(people)) < len(people):
        raise Crash(TWICE)
    companies.add_admins(ctx, people)
    return {}


@endpoint("edit_company_members_permissions")
def edit_company_members_permissions(ctx: Context, members: list[dict[str, Any] | None]) -> Reply:
    ctx.find(Company, ctx.company.id, can="can_edit_members_access_levels")
    if any(member is None or "access_level" not in member for member in members):
        raise Crash("a member has no `access_level`; the real server expects one")
    wanted = [(member.get("id"), LEVELS[member["access_level"]]) for member in members if member]
    own = ctx.level(ctx.company)
    if any(level > own for _, level in wanted):
        raise Forbidden(hint=f"nobody gives more than the level he has himself, which is {own}")
    levels = {_anybody(ctx, id).id: level for id, level in wanted}
    if len(levels) < len(wanted):
        raise Crash(TWICE)
    companies.set_levels(ctx, levels)
    return {"success": True}


def _anybody(ctx: Context, id: Id | None) -> Person:
    """A person of any company: the real server looks for the person's access group alone."""
    person = ctx.world.get(Person, id)
    if person is None:
        raise Crash("there is no such person, and the real server expects one")
    return person
