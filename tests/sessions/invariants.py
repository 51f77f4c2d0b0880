"""The invariants of a session: conditions on each response, on lists, and on the copies of a world."""

from collections.abc import Iterable
from random import Random
from typing import Any, Final

from mockserver.model import ids
from mockserver.model.company.companies import Person as PersonRow
from mockserver.model.goals.goals import Goal
from mockserver.model.projects.projects import Project
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Space
from mockserver.server.worlds.world import World
from mockserver.store.database import Change, Database
from mockserver.store.diff import between
from tests.seed.query_cases import all_queries
from tests.support import Person, Response, Server

Json = Any

CHANGES_DESPITE_ERROR: Final = frozenset({"create_goal_discussion"})
"""Endpoints that can change data and then return 500. The real server commits the change, and then fails to create the
response."""

LISTS: Final[list[tuple[type[Record], str, str, str, dict[str, Json]]]] = [
    (Space, "get_spaces", "spaces", "get_space", {}),
    (Goal, "get_goals", "goals", "get_goal", {}),
    (Project, "get_projects", "projects", "get_project", {}),
    (PersonRow, "get_people", "people", "get_person", {"include_suspended": True}),
]
"""The queries that list all records of a type that the person can view. Each row contains the class of the records, the
name of the list query, the key of the list in the response, the name of the query for a single record, and the inputs
of the list query."""


def check_changes(world: World, before: Database, endpoint: str, kind: str, response: Response) -> None:
    """Check that the journal entry of a request lists exactly the records that the request changed.

    Queries and failed requests must not change any record, except for the endpoints in CHANGES_DESPITE_ERROR. `before`
    is the database before the request.
    """
    entry = world.journal.get(world.journal.last)
    assert entry is not None
    changed = between(before, world.db)
    assert _touched(entry.changes or []) == _touched(changed), f"{endpoint}: the entry lists other changes"
    if kind == "mutation" and (response.status == 200 or endpoint in CHANGES_DESPITE_ERROR):
        return
    assert not changed, f"{endpoint} returned {response.status} and changed {_touched(changed)}"
    assert (before.version, before.random_source.counter) == (world.db.version, world.db.random_source.counter), (
        endpoint
    )


def check_lists(world: World, person: Person) -> None:
    """Check that a person can read exactly the records that the list queries in LISTS return to this person.

    For each record of the company, the query for a single record must return 200 if the list contains the record, and
    otherwise 404.
    """
    own_company = world.db.get_existing(PersonRow, person.uuid).company_id
    for kind, endpoint, key, read, flags in LISTS:
        listed = {ids.decode(item["id"]) for item in person.call(endpoint, **flags)[key]}
        rows: Iterable[Any] = world.db.all(kind)
        for row in rows:
            if row.company_id == own_company and getattr(row, "deleted_at", None) is None:
                status = person.get(read, id=ids.short(row.id)).status
                expected = 200 if row.id in listed else 404
                assert status == expected, f"{read} of {row!r} returned {status}, {endpoint} expects {expected}"


def check_same_responses(random: Random, copies: list[tuple[Server, World]], count: int) -> None:
    """Check that copies of a world return byte-identical responses to `count` random queries of random people."""
    (_, first), *_ = copies
    asked = list(all_queries(first.db))
    people = list(first.db.all(PersonRow))
    for endpoint, inputs in random.sample(asked, min(count, len(asked))):
        person = random.choice(people)
        responses = [_person(server, world, person).get(endpoint, **inputs) for server, world in copies]
        assert len({(response.status, response.content) for response in responses}) == 1, (
            f"{endpoint} {inputs}: {responses}"
        )


def _person(server: Server, world: World, row: PersonRow) -> Person:
    return Person(server, ids.short(row.id), world.derived_token(row, read_only=False))


def _touched(changes: Iterable[Change]) -> set[tuple[str, str]]:
    return {(change.kind.__name__, change.id) for change in changes}
