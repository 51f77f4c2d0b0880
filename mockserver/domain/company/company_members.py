"""Adding, removing and restoring members of a company, and granting access to outside collaborators. An outside
collaborator is a person of the type `guest` (contract: company_people 1.6, 2.6 and 3)."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from mockserver.domain import access as access_rules
from mockserver.domain import activity_log, cascades, columns
from mockserver.domain.company import companies
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.domain.spaces import spaces
from mockserver.model.company import access
from mockserver.model.company.access import EDIT, MINIMAL, Binding, Membership
from mockserver.model.company.companies import Account, InviteLink, Person, PersonType
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project, ProjectContributor
from mockserver.model.spaces.spaces import Member, Space
from mockserver.store.database import Database

INVITED_FOR: Final = timedelta(hours=24)
EMAIL: Final = re.compile(r"^[^\s]+@[^\s]+$", re.ASCII)
LONGEST_EMAIL: Final = 160

BLANK_EMAIL: Final = "Email can't be blank"
BAD_EMAIL: Final = "Email must have the @ sign and no spaces"
LONG_EMAIL: Final = "Email should be at most %{count} character(s)"  # the real server sends the placeholder as it is
TAKEN_EMAIL: Final = "Email has already been taken"
BLANK_NAME: Final = "Name can't be blank"
SELF_CONVERSION: Final = "You can't convert your own account to outside collaborator"
SUSPENDED_CONVERSION: Final = "Suspended accounts can't be converted to outside collaborator"


# --- adding ----------------------------------------------------------------------------------------------------------


def add_member(ctx: Context, *, full_name: str, email: str, title: str) -> tuple[Person, InviteLink | None]:
    """Add a member to the company and to its general space. Returns the person and their invite link. The link is None
    if the person's account has logged in before.

    Raises BadRequest if an input is invalid (contract: add_company_member).
    """
    db = ctx.db
    person = _create_person(ctx, full_name=full_name, email=email, title=title, type="human")
    access_rules.join(db, access.members(ctx.company.id), person.id)
    if ctx.company.company_space_id is not None:
        _add_to_general_space(db, person, ctx.company.company_space_id)
    link = _create_invite_link(ctx, person)
    activity_log.record(
        ctx,
        "company_member_added",
        ctx.company.id,
        person_id=person.id,
        invite_link_id=link.id if link else None,
        name=person.full_name,
        email=person.email,
        title=person.title,
    )
    return person, link


def invite_guest(ctx: Context, *, full_name: str, email: str, title: str) -> tuple[Person, InviteLink | None]:
    """Add an outside collaborator, who has no access to any space, goal or project. Returns the same values and raises
    the same errors as `add_member`."""
    person = _create_person(ctx, full_name=full_name, email=email, title=title, type="guest")
    access_rules.grant(ctx.db, ctx.company.id, person.id, MINIMAL)
    link = _create_invite_link(ctx, person)
    activity_log.record(
        ctx, "guest_invited", ctx.company.id, person_id=person.id, invite_link_id=link.id if link else None
    )
    return person, link


def _create_person(ctx: Context, *, full_name: str, email: str, title: str, type: PersonType) -> Person:
    """Create a member or an outside collaborator, and an account if there is none with this email address. The person
    has no access to any record."""
    db = ctx.db
    account = _account(db, email=email, full_name=full_name)
    if not full_name.strip():
        raise BadRequest(BLANK_NAME)
    person = Person(
        **db.new_row(),
        company_id=ctx.company.id,
        account_id=account.id,
        full_name=columns.required(full_name, "full_name"),
        email=columns.to_column(email, "email"),
        title=columns.to_column(title, "title"),
        type=type,
    )
    # checked after the calls of `columns`, because the real database checks first whether it can store the values
    if any(other.company_id == ctx.company.id for other in db.where(Person, account_id=account.id)):
        raise BadRequest(TAKEN_EMAIL, hint="the account with this email already belongs to a person in this company")
    return db.put(person)


def _account(db: Database, *, email: str, full_name: str) -> Account:
    """Return the account with an email address. If there is none, create it.

    For a new account, raises BadRequest if there is one error in the email address or the name, and ServerCrash if
    there are several errors.
    """
    # the real server crashes on a NUL character even if other inputs are invalid
    columns.to_column(email, "email", None)
    account = db.first(Account, email_lower=email.lower())
    if account is not None:
        return account
    problems = _email_problems(email) + ([] if full_name.strip() else [BLANK_NAME])
    if len(problems) > 1:
        raise ServerCrash(f"the real server crashes if the inputs have several errors ({'; '.join(problems)})")
    if problems:
        raise BadRequest(problems[0])
    return companies.create_account(
        db, email=email, full_name=columns.required(full_name, "full_name"), has_logged_in=False
    )


def _email_problems(email: str) -> list[str]:
    if not email.strip():
        return [BLANK_EMAIL]
    return ([] if EMAIL.search(email) else [BAD_EMAIL]) + ([LONG_EMAIL] if len(email) > LONGEST_EMAIL else [])


def _add_to_general_space(db: Database, person: Person, space_id: str) -> None:
    """Add a person to the general space of the company, with edit access."""
    access_rules.join(db, access.space_members(space_id), person.id)
    spaces.add_member_row(db, space_id, person.id)
    access_rules.grant(db, space_id, person.id, EDIT)


def _create_invite_link(ctx: Context, person: Person) -> InviteLink | None:
    """Create a personal invite link. If the person's account has logged in before, create no link and return None."""
    db = ctx.db
    if db.get_existing(Account, person.account_id or "").first_login_at is not None:
        return None
    return db.put(
        InviteLink(
            id=db.new_id(),
            token=db.random_source.text(24),
            company_id=ctx.company.id,
            author_id=ctx.person.id,
            person_id=person.id,
            expires_at=ctx.now + INVITED_FOR,
            inserted_at=ctx.now,
        )
    )


# --- converting, removing, restoring ---------------------------------------------------------------------------------


def convert_to_guest(ctx: Context, person: Person) -> Person:
    """Make a member an outside collaborator, who has no access to any space, goal or project. The person remains in the
    member lists of spaces and in the contributor lists of projects. Raises BadRequest if the person is the acting
    person or is suspended."""
    if person.id == ctx.person.id:
        raise BadRequest(SELF_CONVERSION)
    if person.suspended:
        raise BadRequest(SUSPENDED_CONVERSION)
    db = ctx.db
    db.delete(*db.where(Membership, person_id=person.id), *db.where(Binding, group_id=person.id))
    access_rules.grant(db, ctx.company.id, person.id, MINIMAL)
    guest = db.change(person, type="guest")
    activity_log.record(ctx, "company_member_converted_to_guest", ctx.company.id, person_id=person.id)
    return guest


def remove(ctx: Context, person: Person) -> Person:
    """Suspend a person, or delete them if their account has never logged in. Returns the suspended person, or the
    record as it was before the deletion."""
    db = ctx.db
    if (account := db.get(Account, person.account_id)) and account.first_login_at is None:
        if person.id == ctx.person.id:
            raise ServerCrash(
                "the person removes themselves, and their account has never logged in; the real server crashes in "
                "this case"
            )
        cascades.delete(db, person)
    else:
        person = db.change(person, suspended=True, suspended_at=ctx.now)
    activity_log.record(
        ctx, "company_member_removed", ctx.company.id, name=person.full_name, email=person.email, title=person.title
    )
    return person


def restore(ctx: Context, person: Person) -> None:
    """End the suspension of a person. The activity is recorded even if the person was not suspended."""
    ctx.db.change(person, suspended=False, suspended_at=None)
    activity_log.record(ctx, "company_member_restoring", ctx.company.id, person_id=person.id)


# --- granting access -------------------------------------------------------------------------------------------------

Resource = Space | Goal | Project


def grant(ctx: Context, person: Person, levels: Iterable[tuple[Resource, int]]) -> None:
    """Give a person access to spaces, goals and projects. `levels` contains pairs of a record and the new level. The
    person also becomes a member of these spaces and a contributor of these projects."""
    db = ctx.db
    for resource, level in levels:
        access_rules.bind(db, resource.id, person.id, level)
        if isinstance(resource, Space):
            _add_to_space(db, resource.id, person.id)
        elif isinstance(resource, Project) and not db.count(ProjectContributor, pair=(resource.id, person.id)):
            db.put(ProjectContributor(**db.new_row(), project_id=resource.id, person_id=person.id))


def _add_to_space(db: Database, space_id: Id, person_id: Id) -> None:
    if not db.count(Member, pair=(space_id, person_id)):
        spaces.add_member_row(db, space_id, person_id)
    if not access_rules.in_group(db, person_id, access.space_members(space_id)):
        access_rules.join(db, access.space_members(space_id), person_id)
