"""Reads a whole company from a server."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count

import msgspec

from mockserver.importer.anonymize import anonymize
from mockserver.importer.cache import Cache, OtherImport
from mockserver.importer.chronology import correct_times, entries
from mockserver.importer.client import CannotImport, Client, NotVisible
from mockserver.importer.goals import drop_impossible_acknowledgements, list_goals, read_goal
from mockserver.importer.people import read_company, read_people
from mockserver.importer.projects import list_projects, read_project
from mockserver.importer.source import Source
from mockserver.importer.spaces import list_spaces, read_space
from mockserver.seed.fixture_schema import Entry, Fixture

ALWAYS_LOST = (
    "notifications, assignments and who has read what",
    "the history of edits, and deleted entries",
    "subscriptions, the order of tasks on boards, and the colours and names of statuses",
)


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """The options of an import. `seed` is the seed of the anonymization. If `space` is not None, only this space is
    imported. If `limit` is not None, at most the `limit` newest records of each list are imported. The limit does not
    apply to the lists of people and spaces."""

    anonymize: bool = True
    seed: int = 0
    space: str | None = None
    limit: int | None = None


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    fixture: Fixture
    requests: int
    lost: list[str]
    """Descriptions of the data that could not be imported."""


def import_company(client: Client, cache: Cache, options: Options, progress: Callable[[str], None]) -> Imported:
    """Read a company and return it as a fixture. Raises CannotImport. The cache stores the responses. After writing the
    fixture, the caller must call `cache.remove`."""
    try:
        me = client.fetch("get_me").get("me")
    except NotVisible as error:
        raise CannotImport(
            f"{error}: {client.url} is not an Operately server, or the token is not valid on this server"
        ) from None
    if not isinstance(me, dict) or "id" not in me:
        raise CannotImport(f"{client.url} is not an Operately server: get_me returned no person")
    try:
        cache.start({"url": client.url, "person": me["id"]})
    except OtherImport as error:
        raise CannotImport(str(error)) from None
    if cache.size:
        progress(f"continuing the interrupted import, with {cache.size} stored responses")
    source = Source(client, limit=options.limit, progress=progress)
    try:
        fixture = _read(source, options)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        cause = f"{type(error).__name__}: {error}"
        raise CannotImport(f"a response of {client.url} does not have the expected form ({cause})") from error
    correct_times(fixture, source, client.server_time)
    if options.anonymize:
        anonymize(fixture, options.seed)
    _add_keys(fixture)
    counted = [f"{what}: {count}" for what, count in sorted(source.lost.items())]
    return Imported(fixture=fixture, requests=client.requests, lost=[*ALWAYS_LOST, *counted])


def _add_keys(fixture: Fixture) -> None:
    """Set the `key` of each entry whose name an earlier entry of the same type has, so that references are unique."""
    used: dict[type[Entry], set[str]] = {}
    for entry in entries(fixture):
        name = getattr(entry, "name", None)
        if not isinstance(name, str) or not hasattr(entry, "key"):
            continue
        names = used.setdefault(type(entry), set())
        if name in names and entry.key is None:
            entry.key = next(key for number in count(2) if (key := f"{name} ({number})") not in names)
        names.add(entry.key or name)


def _read(source: Source, options: Options) -> Fixture:
    company_record, company = read_company(source)
    fixture = Fixture(company=company, people=read_people(source, company_record))
    source.progress(f"{len(fixture.people)} people")
    spaces = list_spaces(source, options.space)
    space_ids = {record["id"] for record in spaces} if options.space is not None else None
    goals = list_goals(source, space_ids)
    projects = list_projects(source, space_ids)
    for record, space in zip(spaces, source.each("spaces", partial(read_space, source), spaces), strict=True):
        if record.get("is_company_space"):
            fixture.general = space
        else:
            fixture.spaces.append(space)
    fixture.goals = source.each("goals", partial(read_goal, source), goals)
    for goal in fixture.goals:
        drop_impossible_acknowledgements(source, goal)
    fixture.projects = source.each("projects", partial(read_project, source), projects)
    return fixture
