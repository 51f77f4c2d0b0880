"""Endpoints for the acting person and the people of the company (contract: company_people 3)."""

from collections.abc import Collection
from typing import Any, Final, cast

from mockserver.api.registry import MISSING, Include, Missing, Reply, endpoint, require_input
from mockserver.domain import access, columns, id_inputs
from mockserver.domain.company import people
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound, ServerCrash
from mockserver.model.company.access import NO_ACCESS, VIEW
from mockserver.model.company.companies import Person, Theme
from mockserver.model.documents.resource_hubs import ResourceHub
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.record import Record
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.store.database import Database
from mockserver.views.company import people as views

BINDABLE: dict[str, type[Record]] = {"project": Project, "space": Space, "goal": Goal}
SCOPES: dict[str, type[Record]] = BINDABLE | {"resource_hub": ResourceHub}

OWN_PROFILE: Final = "a person needs no permission to edit their own profile"


@endpoint("get_account")
def get_account(ctx: Context) -> Reply:
    return {"account": {"full_name": ctx.account.full_name, "site_admin": ctx.account.site_admin}}


@endpoint("get_me")
def get_me(ctx: Context, include_manager: bool | Missing | None = MISSING) -> Reply:
    me = ctx.person
    manager = ctx.db.get(Person, me.manager_id) if include_manager is True else None
    return {
        "me": {
            **views.essential(me),
            "timezone": me.timezone,
            "avatar_blob_id": me.avatar_blob_id,
            "send_daily_summary": me.send_daily_summary,
            "notify_on_mention": me.notify_on_mention,
            "notify_about_assignments": me.notify_about_assignments,
            "description": me.description,
            # the real server sends `include_manager && manager`, so an input that is false results in false, not null
            "manager": views.essential(manager) if manager else False if include_manager is False else None,
            "show_dev_bar": False,
        }
    }


@endpoint("get_people")
def get_people(ctx: Context, include: Include, only_suspended: bool = False) -> Reply:
    db, company = ctx.db, ctx.company
    if ctx.level(company) < VIEW:
        return {"people": []}
    if only_suspended:
        shown = people.suspended(db, company)
    else:
        shown = people.of_company(db, company) if include.suspended else people.active(db, company)
    levels = access.people_with_access(db, company.id, NO_ACCESS) if include.company_access_levels else {}

    def view(person: Person) -> Reply:
        full = views.full(
            person,
            manager=views.essential_or_null(db, person.manager_id) if include.manager else None,
            has_open_invitation=people.has_open_invitation(db, person) if include.account else None,
            invite_link=views.latest_invite_link(db, person) if include.invite_link else None,
        )
        return full | {"access_level": levels.get(person.id, NO_ACCESS)} if include.company_access_levels else full

    return {"people": [view(person) for person in people.by_name(shown)]}


@endpoint("get_person", (Person, "can_view"))
def get_person(ctx: Context, include: Include, id: Id) -> Reply:
    db, person = ctx.db, ctx.find(Person, id)
    if person.company_id != ctx.company.id:
        raise NotFound(hint="the person belongs to another company")
    return {
        "person": views.full(
            person,
            manager=views.essential_or_null(db, person.manager_id) if include.manager else None,
            reports=views.essentials(people.reports(db, person)) if include.reports else None,
            peers=views.essentials(people.peers(db, person)) if include.peers else None,
            has_open_invitation=people.has_open_invitation(db, person) if include.account else None,
            level=ctx.level(person) if include.permissions else None,
        )
    }


@endpoint("list_possible_managers")
def list_possible_managers(ctx: Context, user_id: Id | None = None, query: str | None = None) -> Reply:
    person: Person | None = ctx.person  # the real server does not check access here, so guests also get the list
    if user_id is not None:
        person = ctx.visible(Person, user_id)
    if person is None or person.company_id != ctx.company.id:
        return {"people": []}
    return {"people": views.essentials(people.possible_managers(ctx.db, person, query or ""))}


@endpoint("search_people")
def search_people(
    ctx: Context,
    query: str | Missing | None = MISSING,
    ignored_ids: list[str | None] | None = None,
    search_scope_type: str | None = None,
    search_scope_id: str | None = None,
) -> Reply:
    scope_id = None if search_scope_id is None else id_inputs.id_or_crash(search_scope_id, "search_scope_id")
    if ctx.level(ctx.company) < VIEW:
        return {"people": []}
    pattern = columns.checked_query(require_input("query", query) or "")
    ignored = frozenset([id_inputs.id_or_crash(id, "ignored_ids") for id in ignored_ids or ()])
    ids = _in_scope(ctx.db, search_scope_type, scope_id)
    if None in ignored:  # in SQL, `NOT IN` is never true if the list contains null
        return {"people": []}
    return {"people": views.essentials(people.search(ctx.db, ctx.company, pattern, ignored=ignored, ids=ids))}


def _in_scope(db: Database, type: str | None, id: Id | None) -> Collection[Id] | None:
    """Return the ids of the people who can view the record with this id. Return None for the type `company`, because
    the search then finds all people of the company."""
    if type == "company":
        return None
    kind = SCOPES.get(type or "")
    if kind is None or id is None:
        raise ServerCrash(
            f"`search_scope_type` must be company or one of {', '.join(SCOPES)}, and all types except company require "
            "`search_scope_id`; the real server crashes on other values"
        )
    return access.people_with_access(db, id) if db.get(kind, id) else ()


@endpoint("get_binded_people", *((kind, "can_view") for kind in BINDABLE.values()))
def get_binded_people(ctx: Context, resourse_type: str | None = None, resourse_id: str | None = None) -> Reply:
    db, id = ctx.db, id_inputs.id_or_crash(resourse_id, "resourse_id")
    kind = BINDABLE.get(resourse_type or "")
    resource = db.get(kind, id) if kind else None
    if resource is None:
        raise ServerCrash(
            "there is no space, goal or project with this `resourse_id`; the real server crashes in this case"
        )
    ctx.find(type(resource), resource.id, deleted=True)
    levels = access.people_with_access(db, resource.id)
    bound = [person for id in levels if (person := db.get_existing(Person, id)).suspended_at is None]
    return {"people": [views.with_access_level(person, levels[person.id]) for person in bound]}


# --- profiles --------------------------------------------------------------------------------------------------------


@endpoint("update_profile", (Person, "can_edit_profile"), rule=OWN_PROFILE)
def update_profile(
    ctx: Context,
    id: str | None = None,
    full_name: str | Missing | None = MISSING,
    title: str | Missing | None = MISSING,
    timezone: str | Missing | None = MISSING,
    manager_id: str | None = None,
    theme: str | None = None,
    notify_about_assignments: bool | Missing = MISSING,
    description: Json | Missing = MISSING,
) -> Reply:
    person_id = id_inputs.id_or_400(id, "id")
    manager = None if manager_id is None else id_inputs.id_or_400(manager_id, "manager_id")
    person = _profile(ctx, person_id)
    fields: dict[str, Any] = {"full_name": full_name, "title": title, "timezone": timezone}
    # the real server ignores these inputs unless the acting person edits their own profile
    if person.id == ctx.person.id:
        fields |= {"notify_about_assignments": notify_about_assignments, "description": description}
    sent = {name: value for name, value in fields.items() if value is not MISSING}
    return {"person": views.essential(people.update_profile(ctx.db, person, manager_id=manager, **sent))}


@endpoint("update_profile_picture", (Person, "can_edit_profile"), rule=OWN_PROFILE)
def update_profile_picture(
    ctx: Context, person_id: str, avatar_blob_id: str | None = None, avatar_url: str | Missing | None = MISSING
) -> Reply:
    id = id_inputs.id_or_400(person_id, "person_id")
    blob_id = None if avatar_blob_id is None else id_inputs.id_or_400(avatar_blob_id, "avatar_blob_id")
    person = _profile(ctx, id)
    sent = {} if isinstance(avatar_url, Missing) else {"avatar_url": avatar_url}
    return {"person": views.essential(people.update_picture(ctx.db, person, blob_id=blob_id, **sent))}


def _profile(ctx: Context, id: Id | None) -> Person:
    """Return the person whose profile is edited. Requires the permission `can_edit_profile`, unless the acting person
    edits their own profile."""
    return ctx.person if id == ctx.person.id else ctx.find(Person, id, can="can_edit_profile")


@endpoint("update_theme")
def update_theme(ctx: Context, theme: str) -> Reply:
    ctx.db.change(ctx.account, theme=cast("Theme", theme))
    return {"success": True}
