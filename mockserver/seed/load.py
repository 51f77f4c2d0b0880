"""From a fixture document to a world."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from mockserver.model.company.companies import Account, Company, Person
from mockserver.model.feed.activities import Notification
from mockserver.model.kinds import KINDS
from mockserver.seed import dates, fixture_schema, well_known_tokens
from mockserver.seed.loaders import goals, people, projects, spaces
from mockserver.seed.timeline import BrokenFixture, Place, Places, Problem, Timeline
from mockserver.seed.world_spec import NamedToken, Seeded, WorldSpec
from mockserver.store import dump
from mockserver.store.database import Database

Step = Callable[[int, int], None]
"""Told now and then how many of how many events have happened."""


def load(
    db: Database,
    fixture: fixture_schema.Fixture,
    spec: WorldSpec,
    now: datetime,
    places: Places,
    problems: list[Problem],
    step: Step | None = None,
) -> Seeded:
    """Builds what a fixture says in an empty world, whose clock stands at `now` afterwards.

    Raises BrokenFixture with `problems`, which were found before, and everything else that is wrong; before anything
    happens where that can be seen.
    """
    timeline = Timeline(db, fixture, now, spec.fixture, places)
    timeline.problems += problems
    people.found(timeline, spec)
    _plan(timeline)
    if not timeline.problems:
        timeline.happen(step)
    if timeline.problems:
        raise BrokenFixture(timeline.problems)
    db.clock.set(now, True)
    if fixture.read_until is not None:
        _read(db, dates.moment(fixture.read_until, now))
    return Seeded(
        owner_id=timeline.owner_id,
        tokens=(*well_known_tokens.of_owner(timeline.owner_id), *_tokens(timeline)),
        faults=(*well_known_tokens.FAULTS, *fixture.faults),
    )


def restore(fixture: fixture_schema.Fixture, spec: WorldSpec, problems: list[Problem]) -> tuple[Database, Seeded]:
    """The world that an export wrote down. Its clock stands where it stood, unless the spec or `now` says another."""
    records = fixture.records
    assert records is not None
    try:
        db = dump.load_dump(records, KINDS)
        owner = db.known(Person, records.owner_id)
    except (msgspec.ValidationError, ValueError, KeyError) as error:
        problems.append(Problem(Place(spec.fixture), f"`records` are none of this mockserver: {error}"))
    if problems:
        raise BrokenFixture(problems)
    with db.transaction():
        _rename(db, owner, spec)
    if spec.now or fixture.now:
        db.clock.set(spec.now or dates.moment(fixture.now or "now", records.now), records.frozen)
    if not spec.frozen:
        db.clock.set(db.clock.now(), False)
    tokens = (*well_known_tokens.of_owner(owner.id), *records.tokens)
    return db, Seeded(owner_id=owner.id, tokens=tokens, faults=(*well_known_tokens.FAULTS, *fixture.faults))


def _rename(db: Database, owner: Person, spec: WorldSpec) -> None:
    """Gives the company and its owner the names that the spec asks for."""
    company, account = db.known(Company, owner.company_id), db.get(Account, owner.account_id)
    db.change(company, name=spec.company.name or company.name)
    given = {name: value for name, value in msgspec.structs.asdict(spec.owner).items() if value is not None}
    db.change(owner, **given)
    if account is not None:
        db.change(account, **{name: value for name, value in given.items() if name != "title"})


def _plan(timeline: Timeline) -> None:
    fixture = timeline.fixture
    if fixture.read_until is not None:
        try:
            dates.moment(fixture.read_until, timeline.now)
        except dates.InvalidDate as error:
            timeline.problem(fixture, f"`read_until`: {error}")
    for space in fixture.spaces:
        timeline.name(space, space.key, space.name)
    for goal in fixture.goals:
        goals.name(timeline, goal)
    for project in fixture.projects:
        timeline.name(project, project.key, project.name)
    for space in ([fixture.general] if fixture.general else []) + fixture.spaces:
        spaces.tell(timeline, space)
    for goal in fixture.goals:
        goals.tell(timeline, goal, timeline.began)
    for project in fixture.projects:
        projects.tell(timeline, project, timeline.began)


def _tokens(timeline: Timeline) -> list[NamedToken]:
    tokens = []
    for entry in timeline.fixture.people:
        id = timeline.made(Person, entry).id
        if entry.token:
            tokens.append(NamedToken(entry.token, id))
        if entry.read_only_token:
            tokens.append(NamedToken(entry.read_only_token, id, read_only=True))
    return tokens


def _read(db: Database, until: datetime) -> None:
    """Marks the notifications from before a moment as read."""
    with db.transaction():
        for one in list(db.all(Notification)):
            if one.inserted_at < until:
                db.change(one, read=True, read_at=one.inserted_at, updated_at=one.inserted_at)
