"""People: how they come into a company (contract: company_people 1.6, 2.2 and 2.6)."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from mockserver.domain import access as access_rules
from mockserver.domain import activities, companies, spaces, text
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, Crash
from mockserver.model import access
from mockserver.model.access import EDIT, MINIMAL
from mockserver.model.company import Account, Company, InviteLink, Person, PersonType
from mockserver.store.world import World

INVITED_FOR: Final = timedelta(hours=24)
EMAIL: Final = re.compile(r"^[^\s]+@[^\s]+$", re.ASCII)
LONGEST_EMAIL: Final = 160

BLANK_EMAIL: Final = "Email can't be blank"
BAD_EMAIL: Final = "Email must have the @ sign and no spaces"
LONG_EMAIL: Final = "Email should be at most %{count} character(s)"  # the real server forgets to fill it in
TAKEN_EMAIL: Final = "Email has already been taken"
BLANK_NAME: Final = "Name can't be blank"


# --- who there is ----------------------------------------------------------------------------------------------------


def all_of(world: World, company: Company) -> list[Person]:
    """Everybody in a company, guests, agents and suspended people included, in the order they came."""
    return world.where(Person, company_id=company.id)


def active(world: World, company: Company) -> list[Person]:
    """The same without suspended people."""
    return [person for person in all_of(world, company) if person.suspended_at is None]


def suspended(world: World, company: Company) -> list[Person]:
    """Those who were removed and are kept."""
    return [person for person in all_of(world, company) if person.suspended_at is not None]


def by_name(people: Iterable[Person]) -> list[Person]:
    return sorted(people, key=lambda person: text.collated(person.full_name))


def matching(people: Iterable[Person], query: str | None) -> list[Person]:
    """Those whose name or title contains the text; null and "" match everybody."""
    return [
        person for person in people if not query or text.like(query, person.full_name) or text.like(query, person.title)
    ]


def reports(world: World, person: Person) -> list[Person]:
    """Whose manager this person is, suspended ones too."""
    return world.where(Person, manager_id=person.id)


def peers(world: World, person: Person) -> list[Person]:
    """Who has the same manager; for somebody without one, the company's others without one."""
    company = world.known(Company, person.company_id)
    others = world.where(Person, manager_id=person.manager_id) if person.manager_id else all_of(world, company)
    return [
        other
        for other in others
        if other.manager_id == person.manager_id and other.id != person.id and not other.suspended
    ]


def has_open_invitation(world: World, person: Person) -> bool:
    """Whether the person has an account that was never logged in to."""
    account = world.get(Account, person.account_id)
    return account is not None and account.first_login_at is None


# --- coming ----------------------------------------------------------------------------------------------------------


def add_member(ctx: Context, *, full_name: str, email: str, title: str) -> tuple[Person, InviteLink | None]:
    """A new colleague, at home in the general space; with a link to come in by, unless the account was used before.

    Raises BadRequest with the text for the client (contract: add_company_member).
    """
    world = ctx.world
    person = _enter(ctx, full_name=full_name, email=email, title=title, type="human")
    access_rules.join(world, access.members(ctx.company.id), person.id)
    if ctx.company.company_space_id is not None:
        _settle(world, person, ctx.company.company_space_id)
    link = _invite(ctx, person)
    activities.record(
        ctx,
        "company_member_added",
        ctx.company.id,
        person_id=person.id,
        invite_link_id=link.id if link else None,
        name=person.full_name,
        email=activities.required("email", person.email),
        title=activities.required("title", person.title),
    )
    return person, link


def invite_guest(ctx: Context, *, full_name: str, email: str, title: str) -> tuple[Person, InviteLink | None]:
    """A new outside collaborator, who sees nothing yet; the link and the errors are those of `add_member`."""
    person = _enter(ctx, full_name=full_name, email=email, title=title, type="guest")
    access_rules.grant(ctx.world, ctx.company.id, person.id, MINIMAL)
    link = _invite(ctx, person)
    activities.record(
        ctx, "guest_invited", ctx.company.id, person_id=person.id, invite_link_id=link.id if link else None
    )
    return person, link


def _enter(ctx: Context, *, full_name: str, email: str, title: str, type: PersonType) -> Person:
    """The row of somebody new in the company, without any access."""
    world = ctx.world
    account = _account(world, email=email, full_name=full_name)
    if not full_name.strip():
        raise BadRequest(BLANK_NAME)
    if any(person.company_id == ctx.company.id for person in world.where(Person, account_id=account.id)):
        raise BadRequest(TAKEN_EMAIL, hint="the account of this email has a person in this company already")
    return world.put(
        Person(
            id=world.new_id(),
            company_id=ctx.company.id,
            account_id=account.id,
            full_name=text.required(full_name, "full_name"),
            email=text.stored(email, "email"),
            title=text.stored(title, "title"),
            type=type,
            inserted_at=ctx.now,
            updated_at=ctx.now,
        )
    )


def _account(world: World, *, email: str, full_name: str) -> Account:
    """The account of an email, found or made; only a new one is validated."""
    text.stored(email, "email", None)  # a NUL is a crash before anything else
    account = world.first(Account, email_lower=email.lower())
    if account is not None:
        return account
    problems = _email_problems(email) + ([] if full_name.strip() else [BLANK_NAME])
    if len(problems) > 1:
        raise Crash(f"more than one error at once ({'; '.join(problems)}); the real server does not expect that")
    if problems:
        raise BadRequest(problems[0])
    return companies.open_account(world, email=email, full_name=text.required(full_name, "full_name"), used=False)


def _email_problems(email: str) -> list[str]:
    if not email.strip():
        return [BLANK_EMAIL]
    return ([] if EMAIL.search(email) else [BAD_EMAIL]) + ([LONG_EMAIL] if len(email) > LONGEST_EMAIL else [])


def _settle(world: World, person: Person, space_id: str) -> None:
    """Makes a person a member of the general space."""
    access_rules.join(world, access.space_members(space_id), person.id)
    spaces.add_member_row(world, space_id, person.id)
    access_rules.grant(world, space_id, person.id, EDIT)


def _invite(ctx: Context, person: Person) -> InviteLink | None:
    """A personal link, for an account that has never logged in."""
    world = ctx.world
    if world.known(Account, person.account_id or "").first_login_at is not None:
        return None
    return world.put(
        InviteLink(
            id=world.new_id(),
            token=world.chance.text(24),
            company_id=ctx.company.id,
            author_id=ctx.person.id,
            person_id=person.id,
            expires_at=ctx.now + INVITED_FOR,
            inserted_at=ctx.now,
        )
    )
