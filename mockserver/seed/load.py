"""Builds a world from a fixture."""

from datetime import datetime

import msgspec

from mockserver.model.company.companies import Account, Company, Person
from mockserver.model.kinds import KINDS
from mockserver.seed import dates, fixture_schema, well_known_tokens
from mockserver.seed.loaders import goals, people, projects, spaces
from mockserver.seed.problems import BrokenFixture, Place, Places, Problem
from mockserver.seed.timeline import Progress, Timeline
from mockserver.seed.world_spec import NamedToken, Seeded, WorldSpec
from mockserver.store import dump
from mockserver.store.database import Database


def load(
    db: Database,
    fixture: fixture_schema.Fixture,
    spec: WorldSpec,
    now: datetime,
    places: Places,
    problems: list[Problem],
    progress: Progress | None = None,
) -> Seeded:
    """Build the content of a fixture in an empty database, and set the clock of the database to `now`.

    `problems` contains the errors that the parser found. Raises BrokenFixture with these and all further errors of the
    fixture. If an error is found before the first event is executed, no event is executed.
    """
    timeline = Timeline(db, fixture, now, spec.fixture, places)
    timeline.problems += problems
    with db.deferred_indexes():
        people.create_company(timeline, spec)
        _plan(timeline)
        if not timeline.problems:
            timeline.run(progress)
    if timeline.problems:
        raise BrokenFixture(timeline.problems)
    db.clock.set(now, True)
    return Seeded(
        owner_id=timeline.owner_id,
        tokens=(*well_known_tokens.of_owner(timeline.owner_id), *_tokens(timeline)),
        faults=(*well_known_tokens.FAULTS, *fixture.faults),
    )


def restore(fixture: fixture_schema.Fixture, spec: WorldSpec, problems: list[Problem]) -> tuple[Database, Seeded]:
    """Restore an exported world. The clock has the exported time, unless the spec or the fixture sets `now`. Raises
    BrokenFixture."""
    records = fixture.records
    assert records is not None
    try:
        db = dump.load_dump(records, KINDS)
        owner = db.get_existing(Person, records.owner_id)
    except (msgspec.ValidationError, ValueError, KeyError) as error:
        problems.append(Problem(Place(spec.fixture), f"`records` can't be read by this version of mockserver: {error}"))
    if problems:
        raise BrokenFixture(problems)
    with db.transaction():
        _rename(db, owner, spec)
    if spec.now or fixture.now:
        db.clock.set(spec.now or dates.parse_time(fixture.now or "now", records.now), records.frozen)
    if not spec.frozen:
        db.clock.set(db.clock.now(), False)
    tokens = (*well_known_tokens.of_owner(owner.id), *records.tokens)
    return db, Seeded(owner_id=owner.id, tokens=tokens, faults=(*well_known_tokens.FAULTS, *fixture.faults))


def _rename(db: Database, owner: Person, spec: WorldSpec) -> None:
    """Set the company name and the owner data that the spec contains."""
    company, account = db.get_existing(Company, owner.company_id), db.get(Account, owner.account_id)
    db.change(company, name=spec.company.name or company.name)
    given = {name: value for name, value in msgspec.structs.asdict(spec.owner).items() if value is not None}
    db.change(owner, **given)
    if account is not None:
        db.change(account, **{name: value for name, value in given.items() if name != "title"})


def _plan(timeline: Timeline) -> None:
    fixture = timeline.fixture
    if fixture.read_until is not None:
        try:
            timeline.read_until = dates.parse_time(fixture.read_until, timeline.now)
        except dates.InvalidDate as error:
            timeline.problem(fixture, f"`read_until`: {error}")
    for space in fixture.spaces:
        timeline.register_names(space, space.key, space.name)
    for goal in fixture.goals:
        goals.register_goal(timeline, goal)
    for project in fixture.projects:
        timeline.register_names(project, project.key, project.name)
    for space in ([fixture.general] if fixture.general else []) + fixture.spaces:
        spaces.load_space(timeline, space)
    for goal in fixture.goals:
        goals.load_goal(timeline, goal, timeline.start)
    for project in fixture.projects:
        projects.load_project(timeline, project, timeline.start)


def _tokens(timeline: Timeline) -> list[NamedToken]:
    tokens = []
    for entry in timeline.fixture.people:
        id = timeline.record_of(Person, entry).id
        if entry.token:
            tokens.append(NamedToken(entry.token, id))
        if entry.read_only_token:
            tokens.append(NamedToken(entry.read_only_token, id, read_only=True))
    return tokens
