"""A history in the making: what a fixture says that happened, done in the order of time by the API's operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import Final, NamedTuple, TypeVar

import msgspec

from mockserver.domain.company import companies
from mockserver.domain.context import Context
from mockserver.domain.dates import Given
from mockserver.domain.errors import ApiError
from mockserver.domain.feed import notifications
from mockserver.model import ids
from mockserver.model.company import companies as model
from mockserver.model.company.access import LEVELS
from mockserver.model.dates import ContextualDate
from mockserver.model.ids import Id
from mockserver.model.record import Record
from mockserver.model.rich_text import Json
from mockserver.seed import dates, fixture_schema, rich_text_markup
from mockserver.seed.fixture_schema import Entry, Level
from mockserver.seed.world_spec import BadFixture
from mockserver.store.database import Database

R = TypeVar("R", bound=Record)
Act = Callable[[Context], Record | None]
"""What an event does; the record it makes is known by the event's entry from then on."""

NAMED: Final[dict[type[msgspec.Struct], str]] = {
    fixture_schema.Person: "person",
    fixture_schema.Space: "space",
    fixture_schema.Goal: "goal",
    fixture_schema.Project: "project",
    fixture_schema.Milestone: "milestone",
}
GENERAL: Final = companies.GENERAL_NAME


class Place(NamedTuple):
    """Where in a fixture something stands; line 0 is the fixture as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


Places = dict[int, Place]
"""Where the entries of a document stand, by the `id()` of each."""


class Problem(NamedTuple):
    """A mistake in a fixture."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class BrokenFixture(BadFixture):
    """A fixture that can't be loaded, with everything that is wrong with it, each on a line of its own."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        count = "a mistake" if len(self.problems) == 1 else f"{len(self.problems)} mistakes"
        super().__init__("\n".join([f"the fixture has {count}:", *map(str, self.problems)]))


class MissingDependency(LookupError):
    """What an event needs was not made; the reason is among the problems already."""


class Event(NamedTuple):
    when: datetime
    entry: msgspec.Struct
    actors: tuple[str | None, ...]
    act: Act


class Timeline:
    """Planned first, so that all that is wrong is found at once; then `happen` does what was planned."""

    def __init__(self, db: Database, fixture: fixture_schema.Fixture, now: datetime, name: str, places: Places) -> None:
        self.db = db
        self.fixture = fixture
        self.now = now
        self._whole = Place(name)
        self._places = places
        self.problems: list[Problem] = []
        self.owner_id: Id = ""
        self._events: list[Event] = []
        self._parts: list[Entry] = []  # kept, for their places are known by their `id()`
        self._names: dict[type[msgspec.Struct], dict[str, msgspec.Struct]] = {kind: {} for kind in NAMED}
        self._made: dict[int, Id] = {}
        self.began = self._beginning()

    # --- planning ------------------------------------------------------------------------------------------------

    def problem(self, entry: msgspec.Struct, text: str) -> None:
        self.problems.append(Problem(self._places.get(id(entry), self._whole), text))

    def name(self, entry: msgspec.Struct, *names: str | None) -> None:
        """Makes an entry known under its names; of two with the same one the first keeps it."""
        known = self._names[type(entry)]
        for name in names:
            if name:
                known.setdefault(name, entry)

    def when(self, entry: Entry, within: datetime) -> datetime:
        """When an entry happens; `within` is when that happened in which it stands."""
        if entry.at is None:
            return within
        try:
            found = dates.moment(entry.at, self.now)
        except dates.InvalidDate as error:
            self.problem(entry, str(error))
            return within
        if found < within:
            self.problem(entry, f"`at: {entry.at}` ({_shown(found)}) is before what it belongs to ({_shown(within)})")
        elif found > self.now:
            self.problem(entry, f"`at: {entry.at}` ({_shown(found)}) is after the fixture's now ({_shown(self.now)})")
        else:
            return found
        return within

    def plan(self, entry: Entry, within: datetime, act: Act, *actors: str | None) -> datetime:
        """Has something done at its time, by `entry.by` or the first of the actors that is given, or the owner."""
        when = self.when(entry, within)
        by = tuple(one for one in (entry.by, *actors) if one is not None)[:1]
        if entry.by is not None:
            self.check(entry, fixture_schema.Person, entry.by, "by")
        self._events.append(Event(when, entry, by, act))
        return when

    def part(self, entry: msgspec.Struct, by: str | None = None) -> Entry:
        """An entry for something that another one says in passing: it stands where that one does."""
        made = Entry(by=by)
        self._parts.append(made)
        if id(entry) in self._places:
            self._places[id(made)] = self._places[id(entry)]
        return made

    def check(self, entry: msgspec.Struct, kind: type[msgspec.Struct], name: str | None, field: str) -> None:
        """Whether what a field names is in the fixture."""
        known = self._names[kind]
        if name is None or name in known or (kind is fixture_schema.Space and name == GENERAL):
            return
        close = get_close_matches(name, known, 1, 0.5)
        expected = f"did you mean {close[0]!r}?" if close else f"there {_are(sorted(known))}"
        self.problem(entry, f"`{field}` names no {NAMED[kind]}: {name!r}; {expected}")

    def check_people(self, entry: msgspec.Struct, field: str, names: Iterable[str | None]) -> None:
        for name in names:
            self.check(entry, fixture_schema.Person, name, field)

    def check_date(self, entry: msgspec.Struct, field: str, text: str | None) -> None:
        try:
            self.date(text, end=True)
        except dates.InvalidDate as error:
            self.problem(entry, f"`{field}`: {error}")

    def check_text(self, entry: msgspec.Struct, text: str | None) -> None:
        """Whether the people whom a text mentions are in the fixture."""
        self.check_people(entry, "text", rich_text_markup.names(text or ""))

    def _beginning(self) -> datetime:
        """When the company was founded: when the fixture says, else when the first thing happened."""
        found = []
        for text in [self.fixture.began] if self.fixture.began else _moments(self.fixture):
            try:
                found.append(dates.moment(text, self.now))
            except dates.InvalidDate as error:
                if self.fixture.began:
                    self.problem(self.fixture, f"`began`: {error}")
        return min([*found, self.now])

    # --- doing ---------------------------------------------------------------------------------------------------

    def happen(self, step: Callable[[int, int], None] | None = None) -> None:
        """Does everything planned, the oldest first. `step` is told how many of how many events are done.

        What the domain refuses becomes a problem; what needs it is then left out.
        """
        events = sorted(self._events, key=lambda event: event.when)
        for number, event in enumerate(events):
            try:
                self._do(event)
            except ApiError as error:
                said = error.message or error.hint or "it is refused"
                self.problem(event.entry, said)
            except MissingDependency as gone:
                if str(gone):
                    self.problem(event.entry, str(gone))
            if step is not None and number % 500 == 0:
                step(number, len(events))

    def _do(self, event: Event) -> None:
        db = self.db
        db.clock.set(event.when, True)
        with db.transaction():
            ctx = self.context(event.actors[0] if event.actors else None)
            record = event.act(ctx)
            if self.fixture.notify:
                for activity in ctx.recorded:
                    notifications.deliver(ctx, activity)
        if record is not None:
            self._made[id(event.entry)] = record.id

    def context(self, actor: str | None) -> Context:
        """Somebody at work: the person of this name, or the owner."""
        person = self.db.known(model.Person, self.owner_id) if actor is None else self.person(actor)
        return Context(self.db, person, self.db.known(model.Company, person.company_id))

    def made(self, kind: type[R], entry: msgspec.Struct) -> R:
        """The record of an entry as it is now."""
        record = self.db.get(kind, self._made.get(id(entry)))
        if record is None:
            raise MissingDependency
        return record

    def is_made(self, entry: msgspec.Struct, id_: Id) -> None:
        """Tells which record an entry made, where it is not the one that its event gives back."""
        self._made[id(entry)] = id_

    def named(self, kind: type[R], spoken: type[msgspec.Struct], name: str) -> R:
        """The record of the entry that has a name."""
        entry = self._names[spoken].get(name)
        if entry is None:
            raise MissingDependency
        record = self.db.get(kind, self._made.get(id(entry)))
        if record is None:
            raise MissingDependency(
                f"the {NAMED[spoken]} {name!r} is not there at that time ({_shown(self.db.clock.now())})"
            )
        return record

    def person(self, name: str) -> model.Person:
        return self.named(model.Person, fixture_schema.Person, name)

    def person_id(self, name: str | None) -> Id | None:
        return None if name is None else self.person(name).id

    def people_ids(self, names: Iterable[str]) -> list[Id]:
        return [self.person(name).id for name in names]

    def date(self, text: str | None, *, end: bool) -> ContextualDate | None:
        return None if text is None else dates.contextual(text, self.now, end=end)

    def rich(self, text: str | None) -> Json:
        """A rich text; people are mentioned by `@[name]`."""
        return rich_text_markup.document(text or "", self._mentioned)

    def _mentioned(self, name: str) -> tuple[str, str]:
        person = self.person(name)
        return ids.slugged(person.full_name, person.id), person.full_name


def level(word: Level) -> int:
    """The level that a fixture's word stands for."""
    return LEVELS["no_access" if word == "none" else f"{word}_access"]


def sent(date: ContextualDate | None) -> Given | None:
    """A date as operations take it that get theirs as a client sent it."""
    return None if date is None else msgspec.structs.asdict(date)


def _moments(entry: object) -> Iterable[str]:
    """Every `at` below an entry."""
    if isinstance(entry, msgspec.Struct):
        if isinstance(entry, Entry) and entry.at is not None:
            yield entry.at
        for name in entry.__struct_fields__:
            yield from _moments(getattr(entry, name))
    elif isinstance(entry, list):
        for one in entry:
            yield from _moments(one)


def _are(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:8])) + (", …" if len(names) > 8 else "")
    return f"are {shown}" if names else "are none"


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
