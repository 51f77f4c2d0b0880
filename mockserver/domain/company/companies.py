"""Creating and changing companies, and changing their admins and owners (contract: company_people 2.3 and 2.4)."""

from collections.abc import Mapping, Sequence
from typing import Final

from mockserver.domain import access as access_rules
from mockserver.domain import activity_log, columns
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.spaces import spaces
from mockserver.model.company import access
from mockserver.model.company.access import ADMIN, FULL, VIEW, Binding
from mockserver.model.company.companies import Account, Company, Person
from mockserver.model.ids import Id
from mockserver.store.database import Database

FIRST_SHORT_ID: Final = 1024
SHORTEST_NAME: Final = 3
GENERAL_NAME: Final = "General"
GENERAL_MISSION: Final = "Organization-wide announcements and resources"


def create(db: Database, account: Account, *, name: str, title: str | None) -> Person:
    """Create a company and its general space. Also create a person for the account, who becomes an owner of the
    company. Returns this person. `title` is the person's job title."""
    company = db.put(Company(**db.new_row(), short_id=_next_short_id(db), name=name))
    access_rules.grant(db, company.id, access.owners(company.id), FULL)
    access_rules.grant(db, company.id, access.members(company.id), VIEW)
    general = spaces.insert(db, company, name=GENERAL_NAME, mission=GENERAL_MISSION, company_level=VIEW, public=False)
    company = db.change(company, company_space_id=general.id)
    creator = db.put(_first_person(db, account, company, title))
    for group in (
        access.members(company.id),
        access.owners(company.id),
        access.space_managers(general.id),
        access.space_members(general.id),
    ):
        access_rules.join(db, group, creator.id)
    spaces.add_member_row(db, general.id, creator.id)
    access_rules.grant(db, general.id, creator.id, FULL)
    ctx = Context(db, creator, company)
    activity_log.record(ctx, "company_adding", company.id, creator_id=creator.id)
    return creator


def create_account(db: Database, *, email: str, full_name: str, has_logged_in: bool) -> Account:
    """Create an account, with which a person can log in. If `has_logged_in` is true, the current time is stored as the
    time of the first login."""
    first_login_at = db.clock.now() if has_logged_in else None
    return db.put(Account(**db.new_row(), email=email, full_name=full_name, first_login_at=first_login_at))


def add_admins(ctx: Context, people: Sequence[Person]) -> None:
    """Set the level of people's personal bindings on the company to 90 (admin), even if it was higher. The activity is
    recorded even if `people` is empty."""
    for person in people:
        access_rules.bind(ctx.db, ctx.company.id, person.id, ADMIN)
    content = [
        {
            "id": person.id,
            "full_name": activity_log.required("full_name", person.full_name),
            "email": activity_log.required("email", person.email),
        }
        for person in sorted(people, key=lambda person: person.id)
    ]
    activity_log.record(ctx, "company_admin_added", ctx.company.id, people=content)


def set_levels(ctx: Context, levels: Mapping[Id, int]) -> None:
    """Set the levels of people's personal bindings on the company. `levels` maps the ids of the people to their new
    levels. The people can belong to other companies. The activity contains only the people whose level changed, sorted
    by id."""
    changed = access_rules.set_personal_levels(ctx.db, ctx.company.id, sorted(levels.items()))
    activity_log.record(ctx, "company_members_permissions_edited", ctx.company.id, members=changed)


def remove_admin(ctx: Context, person: Person) -> None:
    """Set the level of a person's personal binding on the company to 10 (view), even if they were not an admin. An
    owner keeps full access, because the group of the owners has full access."""
    access_rules.bind(ctx.db, ctx.company.id, person.id, VIEW)
    activity_log.record(ctx, "company_admin_removed", ctx.company.id, company_id=person.company_id, person_id=person.id)


def remove_owner(ctx: Context, person: Person) -> None:
    """Make a person an ordinary member. There is no error if the person is not an owner, or is the last owner of the
    company."""
    db, company = ctx.db, ctx.company
    access_rules.leave(db, access.owners(company.id), person.id)
    if not access_rules.in_group(db, person.id, access.members(company.id)):
        access_rules.join(db, access.members(company.id), person.id)
    access_rules.bind(db, company.id, person.id, VIEW)
    activity_log.record(ctx, "company_owner_removing", company.id, person_id=person.id)


def rename(ctx: Context, name: str | None) -> Company:
    """Rename the company. The activity is recorded even if the name is unchanged."""
    old = ctx.company.name
    company = ctx.db.change(ctx.company, name=valid_name(name))
    activity_log.record(ctx, "company_editing", company.id, old_name=old, new_name=company.name)
    return company


def remove_trusted_domain(db: Database, company: Company, domain: str | None) -> None:
    """Remove the first occurrence of a domain from the company's trusted domains. If the domain is not in the list,
    nothing changes."""
    domains = list(company.trusted_email_domains)
    if domain in domains:
        domains.remove(domain)
        db.change(company, trusted_email_domains=tuple(domains))


def valid_name(name: str | None, input_name: str = "name") -> str:
    """Return `name`, the name of a company. Raises ServerCrash if it is blank, too long, or shorter than SHORTEST_NAME.
    `input_name` is the name of the input."""
    stored = columns.required(name, input_name)
    if len(stored) < SHORTEST_NAME:
        raise ServerCrash(
            f"the name of a company must have at least {SHORTEST_NAME} characters; the real server crashes on shorter "
            "names"
        )
    return stored


def of_account(db: Database, account_id: Id | None) -> list[Company]:
    """Return the companies in which an account has a person who is not suspended. The oldest company comes first."""
    people = db.where(Person, account_id=account_id)
    found = [db.get_existing(Company, person.company_id) for person in people if person.suspended_at is None]
    return sorted(found, key=lambda company: company.short_id)


def people_with_level(db: Database, company: Company, level: int) -> list[Person]:
    """Return the people who have a binding with exactly this level on the company, without duplicates. Suspended people
    are omitted."""
    ids = dict.fromkeys(
        person_id
        for row in db.where(Binding, context_id=company.id)
        if row.access_level == level
        for person_id in access_rules.group_people(db, row.group_id)
    )
    return [person for id in ids if (person := db.get_existing(Person, id)).suspended_at is None]


def _first_person(db: Database, account: Account, company: Company, title: str | None) -> Person:
    others = db.where(Person, account_id=account.id)
    return Person(
        **db.new_row(),
        company_id=company.id,
        account_id=account.id,
        full_name=account.full_name,
        email=account.email,
        title=title,
        avatar_url=others[0].avatar_url if others else None,
    )


def _next_short_id(db: Database) -> int:
    """Return the short id of a new company. It is the largest short id of the existing companies plus a random number
    from 24 to 317 (contract: wire 8.2)."""
    largest = max((company.short_id for company in db.all(Company)), default=FIRST_SHORT_ID)
    return largest + 24 + db.random_source.randbelow(294)
