"""From a fixture document to a world."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from mockserver.model.company.companies import Account, Company, Person
from mockserver.model.feed.activities import Notification
from mockserver.model.kinds import KINDS
from mockserver.seed import dates, fixture_schema, well_known_tokens
from mockserver.seed.loaders import goals, people, projects, spaces
from mockserver.seed.timeline import BrokenFixture, History, Place, Places, Problem
from mockserver.seed.world_spec import NamedToken, Seeded, WorldSpec
from mockserver.store import dump
from mockserver.store.database import World

Step = Callable[[int, int], None]
"""Told now and then how many of how many events have happened."""


def load(
    world: World,
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
    history = History(world, fixture, now, spec.fixture, places)
    history.problems += problems
    people.found(history, spec)
    _plan(history)
    if not history.problems:
        history.happen(step)
    if history.problems:
        raise BrokenFixture(history.problems)
    world.clock.set(now, True)
    if fixture.read_until is not None:
        _read(world, dates.moment(fixture.read_until, now))
    return Seeded(
        owner_id=history.owner_id,
        tokens=(*well_known_tokens.of_owner(history.owner_id), *_tokens(history)),
        faults=(*well_known_tokens.FAULTS, *fixture.faults),
    )


def restore(fixture: fixture_schema.Fixture, spec: WorldSpec, problems: list[Problem]) -> tuple[World, Seeded]:
    """The world that an export wrote down. Its clock stands where it stood, unless the spec or `now` says another."""
    records = fixture.records
    assert records is not None
    try:
        world = dump.world_of(records, KINDS)
        owner = world.known(Person, records.owner_id)
    except (msgspec.ValidationError, ValueError, KeyError) as error:
        problems.append(Problem(Place(spec.fixture), f"`records` are none of this mockserver: {error}"))
    if problems:
        raise BrokenFixture(problems)
    with world.transaction():
        _rename(world, owner, spec)
    if spec.now or fixture.now:
        world.clock.set(spec.now or dates.moment(fixture.now or "now", records.now), records.frozen)
    if not spec.frozen:
        world.clock.set(world.clock.now(), False)
    tokens = (*well_known_tokens.of_owner(owner.id), *records.tokens)
    return world, Seeded(owner_id=owner.id, tokens=tokens, faults=(*well_known_tokens.FAULTS, *fixture.faults))


def _rename(world: World, owner: Person, spec: WorldSpec) -> None:
    """Gives the company and its owner the names that the spec asks for."""
    company, account = world.known(Company, owner.company_id), world.get(Account, owner.account_id)
    world.change(company, name=spec.company.name or company.name)
    given = {name: value for name, value in msgspec.structs.asdict(spec.owner).items() if value is not None}
    world.change(owner, **given)
    if account is not None:
        world.change(account, **{name: value for name, value in given.items() if name != "title"})


def _plan(history: History) -> None:
    fixture = history.fixture
    if fixture.read_until is not None:
        try:
            dates.moment(fixture.read_until, history.now)
        except dates.NoMoment as error:
            history.problem(fixture, f"`read_until`: {error}")
    for space in fixture.spaces:
        history.name(space, space.key, space.name)
    for goal in fixture.goals:
        goals.name(history, goal)
    for project in fixture.projects:
        history.name(project, project.key, project.name)
    for space in ([fixture.general] if fixture.general else []) + fixture.spaces:
        spaces.tell(history, space)
    for goal in fixture.goals:
        goals.tell(history, goal, history.began)
    for project in fixture.projects:
        projects.tell(history, project, history.began)


def _tokens(history: History) -> list[NamedToken]:
    tokens = []
    for entry in history.fixture.people:
        id = history.made(Person, entry).id
        if entry.token:
            tokens.append(NamedToken(entry.token, id))
        if entry.read_only_token:
            tokens.append(NamedToken(entry.read_only_token, id, read_only=True))
    return tokens


def _read(world: World, until: datetime) -> None:
    """Marks the notifications from before a moment as read."""
    with world.transaction():
        for one in list(world.all(Notification)):
            if one.inserted_at < until:
                world.change(one, read=True, read_at=one.inserted_at, updated_at=one.inserted_at)
