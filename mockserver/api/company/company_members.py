"""Endpoints that add, remove and restore members and guests, and give them access (contract: company_people 3)."""

from typing import Any

from mockserver.api.registry import MISSING, Missing, Reply, endpoint, require_input
from mockserver.domain import id_inputs
from mockserver.domain.company import company_members, people
from mockserver.domain.company.company_members import Resource
from mockserver.domain.context import Context
from mockserver.domain.errors import Forbidden, NotFound, ServerCrash
from mockserver.model.company.access import LEVELS
from mockserver.model.company.companies import Company, InviteLink, Person
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.spaces.spaces import Space
from mockserver.views.company import people as views

RESOURCES: dict[str, type[Resource]] = {"space": Space, "goal": Goal, "project": Project}


@endpoint("add_company_member", (Company, "can_edit"))
def add_company_member(ctx: Context, full_name: str, email: str, title: str) -> Reply:
    ctx.require(ctx.company, "can_edit")
    return _new_member_reply(*company_members.add_member(ctx, full_name=full_name, email=email, title=title))


@endpoint("invite_guest", (Company, "can_edit"))
def invite_guest(ctx: Context, full_name: str, email: str, title: str) -> Reply:
    ctx.require(ctx.company, "can_edit")
    return _new_member_reply(*company_members.invite_guest(ctx, full_name=full_name, email=email, title=title))


def _new_member_reply(person: Person, link: InviteLink | None) -> Reply:
    return {
        "invite_link": views.invite_link(link) | {"company": None} if link else None,
        "new_account": link is not None,
        "person_id": person.id,  # a UUID, as on the real server
    }


@endpoint("convert_company_member_to_guest", (Company, "can_invite_members"))
def convert_company_member_to_guest(ctx: Context, person_id: Id) -> Reply:
    company = ctx.find(Company, ctx.company.id, can="can_invite_members")
    person = ctx.db.get(Person, person_id)
    if person is None or person.company_id != company.id:
        raise NotFound(hint="this company has no person with this `person_id`")
    return {"person": views.essential(company_members.convert_to_guest(ctx, person))}


@endpoint("remove_company_member", (Company, "can_remove_members"))
def remove_company_member(ctx: Context, person_id: str) -> Reply:
    id = id_inputs.id_or_crash(person_id, "person_id")
    ctx.find(Company, ctx.company.id, can="can_remove_members")
    return {"person": views.essential(company_members.remove(ctx, people.person_or_crash(ctx.db, id)))}


@endpoint("restore_company_member", (Company, "can_restore_members"), (Person, "can_view"))
def restore_company_member(ctx: Context, person_id: Id | Missing | None = MISSING) -> Reply:
    company = ctx.find(Company, ctx.company.id)
    person = ctx.find(Person, require_input("person_id", person_id))
    if person.company_id != company.id:
        raise Forbidden(hint="the person belongs to another company")
    ctx.require(company, "can_restore_members")
    company_members.restore(ctx, person)
    return {}


@endpoint("grant_resource_access", (Company, "is_admin"))
def grant_resource_access(ctx: Context, person_id: str, resources: list[dict[str, Any] | None]) -> Reply:
    ctx.require(ctx.company, "is_admin")
    highest: dict[Id, tuple[Resource, int]] = {}
    for item in resources:
        resource, level = _resource(ctx, item)
        highest[resource.id] = resource, max(level, highest.get(resource.id, (resource, level))[1])
    if highest:
        person = people.person_or_crash(ctx.db, id_inputs.uuid_id(person_id, "person_id"))
        company_members.grant(ctx, person, highest.values())
    return {"success": True}


def _resource(ctx: Context, item: dict[str, Any] | None) -> tuple[Resource, int]:
    """Return the space, goal or project that an item of the input `resources` names, and the access level in the item.
    Raises ServerCrash if the item lacks a key, or if the resource does not exist."""
    if item is None or not {"resource_type", "resource_id", "access_level"} <= item.keys():
        raise ServerCrash(
            "an item of `resources` must have the keys `resource_type`, `resource_id` and `access_level`; the real "
            "server crashes without them"
        )
    resource = ctx.db.get(RESOURCES[item["resource_type"]], item["resource_id"])
    if resource is None:
        raise ServerCrash(
            f"there is no {item['resource_type']} with this `resource_id`; the real server crashes in this case"
        )
    return resource, LEVELS[item["access_level"]]
