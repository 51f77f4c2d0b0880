"""The caller and the people of the company (contract: company_people 3)."""

from typing import cast

from mockserver.api.registry import MISSING, Missing, Reply, endpoint
from mockserver.domain import access, people
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound
from mockserver.model.access import NO_ACCESS, VIEW
from mockserver.model.company import Account, Person, Theme
from mockserver.model.ids import Id
from mockserver.views import people as views


@endpoint("get_account")
def get_account(ctx: Context) -> Reply:
    account = ctx.world.known(Account, ctx.person.account_id or "")
    return {"account": {"full_name": account.full_name, "site_admin": account.site_admin}}


@endpoint("get_me")
def get_me(ctx: Context, include_manager: bool | Missing | None = MISSING) -> Reply:
    me = ctx.person
    manager = ctx.world.get(Person, me.manager_id) if include_manager is True else None
    return {
        "me": views.essential(me)
        | {
            "timezone": me.timezone,
            "avatar_blob_id": me.avatar_blob_id,
            "send_daily_summary": me.send_daily_summary,
            "notify_on_mention": me.notify_on_mention,
            "notify_about_assignments": me.notify_about_assignments,
            "description": me.description,
            # the real server writes `asked && manager`: not asked is null, asked with false is false
            "manager": views.essential(manager) if manager else False if include_manager is False else None,
            "show_dev_bar": False,
        }
    }


@endpoint("get_people")
def get_people(
    ctx: Context,
    only_suspended: bool = False,
    include_suspended: bool = False,
    include_manager: bool = False,
    include_account: bool = False,
    include_invite_link: bool = False,
    include_company_access_levels: bool = False,
) -> Reply:
    world, company = ctx.world, ctx.company
    if ctx.level(company) < VIEW:
        return {"people": []}
    if only_suspended:
        shown = people.suspended(world, company)
    else:
        shown = people.all_of(world, company) if include_suspended else people.active(world, company)
    levels = access.people_with_access(world, company.id, NO_ACCESS) if include_company_access_levels else {}

    def view(person: Person) -> Reply:
        full = views.full(
            person,
            manager=views.essential_or_null(world, person.manager_id) if include_manager else None,
            has_open_invitation=people.has_open_invitation(world, person) if include_account else None,
            invite_link=views.latest_invite_link(world, person) if include_invite_link else None,
        )
        return full | {"access_level": levels.get(person.id, NO_ACCESS)} if include_company_access_levels else full

    return {"people": [view(person) for person in people.by_name(shown)]}


@endpoint("get_person")
def get_person(
    ctx: Context,
    id: Id,
    include_manager: bool = False,
    include_reports: bool = False,
    include_peers: bool = False,
    include_permissions: bool = False,
    include_account: bool = False,
) -> Reply:
    world, person = ctx.world, ctx.find(Person, id)
    if person.company_id != ctx.company.id:
        raise NotFound(hint="this person is of another company")
    return {
        "person": views.full(
            person,
            manager=views.essential_or_null(world, person.manager_id) if include_manager else None,
            reports=views.essentials(people.reports(world, person)) if include_reports else None,
            peers=views.essentials(people.peers(world, person)) if include_peers else None,
            has_open_invitation=people.has_open_invitation(world, person) if include_account else None,
            level=ctx.level(person) if include_permissions else None,
        )
    }


@endpoint("update_theme")
def update_theme(ctx: Context, theme: str) -> Reply:
    account = ctx.world.known(Account, ctx.person.account_id or "")
    ctx.world.change(account, theme=cast("Theme", theme))
    return {"success": True}
