"""People: lists, search, and changes of profiles. The manager of a person is part of the profile (contract:
company_people 2.2 and 3)."""

from collections.abc import Collection, Iterable
from math import inf
from typing import Any, Final

from mockserver.domain import collation, columns
from mockserver.domain.errors import ServerCrash
from mockserver.model.company.companies import Account, Blob, Company, Person
from mockserver.model.ids import Id
from mockserver.store.database import Database

MAX_RESULTS: Final = 10
"""The maximum number of people that a search returns."""


# --- lists -----------------------------------------------------------------------------------------------------------


def person_or_crash(db: Database, id: Id | None) -> Person:
    """Return the person with this id, who can belong to any company. Raises ServerCrash if there is no such person."""
    person = db.get(Person, id)
    if person is None:
        raise ServerCrash(
            "an input contains null or an unknown id instead of the id of a person; the real server crashes in this "
            "case"
        )
    return person


def of_company(db: Database, company: Company) -> list[Person]:
    """Return all people of a company, including guests, AI agents and suspended people. The oldest record comes
    first."""
    return db.where(Person, company_id=company.id)


def active(db: Database, company: Company) -> list[Person]:
    """Return the people of a company who are not suspended. The oldest record comes first."""
    return [person for person in of_company(db, company) if person.suspended_at is None]


def suspended(db: Database, company: Company) -> list[Person]:
    """Return the suspended people of a company. The oldest record comes first."""
    return db.where(Person, suspended=company.id)


def by_name(people: Iterable[Person]) -> list[Person]:
    return sorted(people, key=lambda person: collation.collation_key(person.full_name))


def matching(people: Iterable[Person], query: str | None) -> list[Person]:
    """Return those of the given people whose name or title contains `query` (see `matches`). If `query` is None or "",
    return all of the given people."""
    columns.checked_query(query or "")
    return [person for person in people if not query or matches(person, query)]


def reports(db: Database, person: Person) -> list[Person]:
    """Return the people who have this person as their manager, including suspended people."""
    return db.where(Person, manager_id=person.id)


def peers(db: Database, person: Person) -> list[Person]:
    """Return the other people of the company who have the same manager as this person. If the person has no manager,
    return the other people without a manager. Suspended people are omitted."""
    company = db.get_existing(Company, person.company_id)
    others = db.where(Person, manager_id=person.manager_id) if person.manager_id else of_company(db, company)
    return [
        other
        for other in others
        if (other.manager_id, other.company_id) == (person.manager_id, company.id)
        and other.id != person.id
        and not other.suspended
    ]


def has_open_invitation(db: Database, person: Person) -> bool:
    """Whether the person has an account that has never logged in."""
    account = db.get(Account, person.account_id)
    return account is not None and account.first_login_at is None


# --- managers --------------------------------------------------------------------------------------------------------


def possible_managers(db: Database, person: Person, query: str) -> list[Person]:
    """Return the people who can become the manager of a person, sorted by name. Suspended people and the given person
    are omitted, and so are people who report to this person, directly or indirectly. If `query` is not blank, only
    people whose name or title contains this text are returned."""
    report_ids = _all_reports(db, person)
    others = of_company(db, db.get_existing(Company, person.company_id))
    candidates = [item for item in others if not item.suspended and item.id != person.id and item.id not in report_ids]
    return by_name(matching(candidates, query.strip()))


def _all_reports(db: Database, person: Person) -> set[Id]:
    """Return the ids of all people who report to a person, directly or indirectly."""
    report_ids: set[Id] = set()
    waiting = [person]
    while waiting:
        for report in reports(db, waiting.pop()):
            if report.id not in report_ids:
                report_ids.add(report.id)
                waiting.append(report)
    return report_ids


def _check_manager(db: Database, person: Person, manager_id: Id) -> None:
    """Raise ServerCrash if the person with the id `manager_id` can't become the manager of `person`. The manager must
    exist, must not be `person`, and must not report to `person`, directly or indirectly."""
    manager = db.get(Person, manager_id)
    if manager is None:
        raise ServerCrash("`manager_id` is not the id of a person; the real server's database rejects it")
    while manager is not None:
        if manager.id == person.id:
            raise ServerCrash(
                "the manager is the person themselves or reports to them; the real server crashes in this case"
            )
        manager = db.get(Person, manager.manager_id)


# --- searching -------------------------------------------------------------------------------------------------------


def matches(person: Person, query: str) -> bool:
    """Whether the name or title of a person contains a text. Case is ignored, and `%` and `_` in the text are
    wildcards."""
    return collation.ilike(query, person.full_name) or collation.ilike(query, person.title)


def search(
    db: Database, company: Company, query: str, *, ignored: Collection[Id | None], ids: Collection[Id] | None
) -> list[Person]:
    """Return the people of a company whose name or title contains the text `query`, at most MAX_RESULTS people.
    Suspended people and the people with the ids in `ignored` are omitted. If `ids` is not None, only people with these
    ids are returned.

    People are sorted by the position of the text in their name, then by its position in their title, and then by name
    (see `_position`).
    """
    found = [
        person
        for person in of_company(db, company)
        if not person.suspended
        and person.id not in ignored
        and (ids is None or person.id in ids)
        and matches(person, query)
    ]

    def rank(person: Person) -> tuple[float, float, Any]:
        title = inf if person.title is None else _position(query, person.title)
        return _position(query, person.full_name), title, collation.collation_key(person.full_name)

    return sorted(found, key=rank)[:MAX_RESULTS]


def _position(query: str, name: str) -> int:
    """Return the position of a text in a name, counted from 1, or 0 if the name does not contain the text. In search
    results, 0 comes before all other positions. Therefore, people whose title contains the text, but whose name does
    not, come first, as on the real server."""
    return name.lower().find(query.lower()) + 1


# --- profiles --------------------------------------------------------------------------------------------------------


def update_profile(db: Database, person: Person, *, manager_id: Id | None, **given: Any) -> Person:
    """Change the manager of a person and the fields in `given`. If `manager_id` is None, the person has no manager
    afterwards. The fields can be full_name, title, timezone, description and notify_about_assignments. Fields that are
    not in `given` do not change. Raises ServerCrash if a value can't be stored."""
    fields: dict[str, Any] = {"manager_id": manager_id, **given}
    if manager_id is not None and manager_id != person.manager_id:
        _check_manager(db, person, manager_id)
    if "full_name" in given:
        fields["full_name"] = columns.required(given["full_name"], "full_name")
    for name in ("title", "timezone"):
        if name in given:
            fields[name] = columns.to_column(given[name], name)
    if "description" in given:
        fields["description"] = columns.document(given["description"], "description")
    return db.change(person, **fields)


def update_picture(db: Database, person: Person, *, blob_id: Id | None, **given: str | None) -> Person:
    """Set the blob that contains the picture of a person. If `blob_id` is None, the person has no such blob afterwards.
    `avatar_url` changes only if it is in `given`. Raises ServerCrash if there is no blob with this id."""
    if blob_id is not None:
        blob = db.get(Blob, blob_id)
        if blob is None:
            raise ServerCrash("there is no blob with the id in `avatar_blob_id`; the real server crashes in this case")
        db.change(blob, status="uploaded")
    fields = {name: columns.to_column(value, name, None) for name, value in given.items()}
    return db.change(person, avatar_blob_id=blob_id, **fields)
