"""Endpoints for companies, their admins and owners (contract: company_people 3)."""

from typing import Any

from mockserver.api.registry import MISSING, Include, Missing, Reply, endpoint, require_input
from mockserver.domain import access, columns, numbers
from mockserver.domain.company import companies, people
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, Forbidden, NotFound, ServerCrash
from mockserver.model import ids
from mockserver.model.company.access import ADMIN, FULL, LEVELS, NO_ACCESS, VIEW
from mockserver.model.company.companies import Company, Person
from mockserver.model.ids import Id
from mockserver.model.spaces.spaces import Space
from mockserver.views.company import companies as views
from mockserver.views.company import people as people_views
from mockserver.views.spaces import spaces as space_views

SELF_REMOVAL = "Admins cannot remove themselves"


@endpoint("get_companies")
def get_companies(ctx: Context, include_member_count: bool | None = None) -> Reply:
    db = ctx.db
    return {
        "companies": [
            views.full(
                company, member_count=db.count(Person, active=company.id) if include_member_count is True else None
            )
            for company in companies.of_account(db, ctx.person.account_id)
        ]
    }


@endpoint("get_company", (Company, "minimal_access"))
def get_company(ctx: Context, include: Include, id: int) -> Reply:
    company = ctx.company
    check = ctx.check(company, "minimal_access")
    if numbers.bigint(id, "id") != company.short_id or not check.granted:
        raise NotFound(hint="`id` must be the company of the token's person, and this person needs access to it")
    shown = check.level if include.permissions else None
    if check.level < VIEW:  # without view access, the real server ignores the other include_* inputs
        return {"company": views.full(company, level=shown)}
    return {
        "company": views.full(
            company,
            people=_people(ctx, include.members_access_levels)
            if include.people or include.members_access_levels
            else None,
            admins=_people_with_level(ctx, ADMIN) if include.admins else None,
            owners=_people_with_level(ctx, FULL) if include.owners else None,
            level=shown,
            general_space=_general_space(ctx) if include.general_space else None,
        )
    }


def _people(ctx: Context, with_access_levels: bool) -> list[Reply]:
    shown = people.active(ctx.db, ctx.company)
    if not with_access_levels:
        return [people_views.full(person) for person in shown]
    levels = access.people_with_access(ctx.db, ctx.company.id, NO_ACCESS)
    return [people_views.full(person) | {"access_level": levels.get(person.id, NO_ACCESS)} for person in shown]


def _people_with_level(ctx: Context, level: int) -> list[Reply]:
    found = companies.people_with_level(ctx.db, ctx.company, level)
    return [people_views.with_access_level(person, level) for person in found]


def _general_space(ctx: Context) -> Reply | None:
    space = ctx.db.get(Space, ctx.company.company_space_id)
    return space_views.full(space, ctx.company) if space and space.deleted_at is None else None


@endpoint("add_company")
def add_company(ctx: Context, company_name: str | None, title: str | None, is_demo: bool | None = None) -> Reply:
    if is_demo:
        raise ServerCrash("`is_demo` is true, but demo companies are disabled; the real server crashes in this case")
    name = companies.valid_name(company_name, "company_name")
    founder = companies.create(ctx.db, ctx.account, name=name, title=columns.to_column(title, "title"))
    return {"company": views.essential(ctx.db.get_existing(Company, founder.company_id))}


@endpoint("edit_company", (Company, "can_edit_details"))
def edit_company(ctx: Context, name: str | Missing | None = MISSING) -> Reply:
    ctx.find(Company, ctx.company.id, can="can_edit_details")
    return {"company": views.essential(companies.rename(ctx, require_input("name", name)))}


@endpoint("remove_company_trusted_email_domain", (Company, "can_edit_trusted_email_domains"))
def remove_company_trusted_email_domain(
    ctx: Context, company_id: str | None, domain: str | Missing | None = MISSING
) -> Reply:
    company = ctx.db.first(Company, short_id=numbers.bigint(_company_number(company_id), "company_id"))
    if company is None:
        raise NotFound(hint="there is no company with this `company_id`")
    ctx.find(Company, company.id, can="can_edit_trusted_email_domains")
    companies.remove_trusted_domain(ctx.db, company, require_input("domain", domain))
    return {"company": views.essential(company)}


def _company_number(company_id: str | None) -> int:
    if company_id is None:
        raise ServerCrash("`company_id` is null; the real server crashes in this case")
    try:
        return ids.decode_company(company_id)
    except ids.UndecodableId as error:
        raise BadRequest(hint=f"`company_id` must be a company id such as acme-inc-0bel: {error}") from None
    except ids.IdTooLarge as error:
        raise ServerCrash(f"`company_id` is not a company id: {error}; the real server crashes in this case") from None


# --- owners and admins -----------------------------------------------------------------------------------------------


@endpoint("add_company_admins", (Company, "can_edit"))
def add_company_admins(ctx: Context, people_ids: list[Id | None] | Missing | None = MISSING) -> Reply:
    ctx.require(ctx.company, "can_edit")
    chosen = [people.person_or_crash(ctx.db, id) for id in require_input("people_ids", people_ids) or ()]
    if len({person.id for person in chosen}) < len(chosen):
        raise ServerCrash("a person is twice in `people_ids`; the real server crashes in this case")
    companies.add_admins(ctx, chosen)
    return {}


@endpoint("remove_company_admin", (Person, "has_full_access"))
def remove_company_admin(ctx: Context, person_id: Id | None) -> Reply:
    if person_id == ctx.person.id:
        raise BadRequest(SELF_REMOVAL)
    person = ctx.find(Person, person_id)
    ctx.require(person, "has_full_access")
    companies.remove_admin(ctx, person)
    return {"person": people_views.essential(person)}


@endpoint("remove_company_owner", (Company, "can_manage_owners"))
def remove_company_owner(ctx: Context, person_id: Id | Missing | None = MISSING) -> Reply:
    ctx.find(Company, ctx.company.id, can="can_manage_owners")
    companies.remove_owner(ctx, people.person_or_crash(ctx.db, require_input("person_id", person_id)))
    return {}


@endpoint("edit_company_members_permissions", (Company, "can_edit_members_access_levels"))
def edit_company_members_permissions(ctx: Context, members: list[dict[str, Any] | None]) -> Reply:
    ctx.find(Company, ctx.company.id, can="can_edit_members_access_levels")
    requested = [
        ((member or {}).get("id"), LEVELS[columns.required_key(member, "access_level", "an item of `members`")])
        for member in members
    ]
    own_level = ctx.level(ctx.company)
    if any(level > own_level for _, level in requested):
        raise Forbidden(hint=f"a person can't grant a higher level than their own, which is {own_level}")
    levels = {people.person_or_crash(ctx.db, id).id: level for id, level in requested}
    if len(levels) < len(requested):
        raise ServerCrash("a person is twice in `members`; the real server crashes in this case")
    companies.set_levels(ctx, levels)
    return {"success": True}
