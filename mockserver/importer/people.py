"""Reads the company and its people."""

from __future__ import annotations

from typing import Any

from mockserver.importer.client import CannotImport
from mockserver.importer.source import Source
from mockserver.model.company.access import ADMIN, FULL
from mockserver.seed.fixture_schema import Company, Entry, Person

Json = Any


def read_company(source: Source) -> tuple[Json, Company]:
    """Return the company to which the token gives access, as a pair: the record from the response of `get_companies`,
    and the fixture entry."""
    companies = source.require("get_companies", "companies")
    if not companies:
        raise CannotImport("the token gives access to no company")
    record = companies[0]
    return record, Company(
        name=record["name"],
        trusted_email_domains=record.get("trusted_email_domains") or [],
        experimental_features=record.get("enabled_experimental_features") or [],
    )


def read_people(source: Source, company: Json) -> list[Person]:
    """Return the fixture entries of all people except AI agents, the owners first."""
    records = source.require(
        "get_people",
        "people",
        include_suspended=True,
        include_manager=True,
        include_account=True,
        include_company_access_levels=True,
    )
    full = source.get("get_company", "company", id=company["id"], include_owners=True, include_admins=True) or {}
    owners = [person["id"] for person in full.get("owners") or []]
    admins = [person["id"] for person in full.get("admins") or []]
    agents = [record for record in records if record.get("type") == "ai"]
    source.add_loss("AI agents", len(agents))
    records = [record for record in records if record not in agents]
    records.sort(
        key=lambda record: (owners.index(record["id"]) if record["id"] in owners else len(owners), record["full_name"])
    )
    keys = {record["id"]: source.people.add(record["id"], record["full_name"]) for record in records}
    if not owners:
        source.add_loss(
            "the owners of the company, because the token gives no access to them; the fixture has the default "
            "owner instead"
        )
    return [_person(source, record, keys[record["id"]], owners, admins) for record in records]


def _person(source: Source, record: Json, key: str | None, owners: list[str], admins: list[str]) -> Person:
    level = record.get("access_level") or 0
    person = Person(
        name=record["full_name"],
        key=key,
        email=record.get("email") or None,
        title=record.get("title") or None,
        manager=source.person(record.get("manager")),
        about=source.text(record.get("description")),
        timezone=record.get("timezone") or None,
        avatar=bool(record.get("avatar_url")),
        logged_in=bool(record.get("suspended")) or not record.get("has_open_invitation"),
        suspended=Entry() if record.get("suspended") else None,
    )
    if record.get("type") == "guest":
        person.role = "guest"
    elif record["id"] in owners or level >= FULL:
        person.role = "owner"
    elif record["id"] in admins or level >= ADMIN:
        person.role = "admin"
    return person
