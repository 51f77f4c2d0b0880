"""Executes the events of a fixture in chronological order, with the operations of the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple, TypeVar

import msgspec

from mockserver.domain.company import companies
from mockserver.domain.context import Context
from mockserver.domain.dates import DateInput
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
from mockserver.seed.problems import Place, Places, Problem, suggestion
from mockserver.store.database import Database

R = TypeVar("R", bound=Record)
Action = Callable[[Context], Record | None]
"""A function that executes an event. If the function returns a record, this record belongs to the entry of the
event."""

Progress = Callable[[int, int], None]
"""A function that is called before the first event and after every 500 events, with the number of executed events and
the number of all events."""

NOUNS: Final[dict[type[msgspec.Struct], str]] = {
    fixture_schema.Person: "person",
    fixture_schema.Space: "space",
    fixture_schema.Goal: "goal",
    fixture_schema.Project: "project",
    fixture_schema.Milestone: "milestone",
}
PLURALS: Final = {"person": "people"}
GENERAL: Final = companies.GENERAL_NAME


class MissingDependency(LookupError):
    """Raised if a record that an event needs does not exist.

    If the exception has no message, the reason has already been reported as a problem.
    """


class Event(NamedTuple):
    at: datetime
    entry: msgspec.Struct
    actor: str | None
    """The name of the person who performs the action, or None for the owner."""
    action: Action


class Timeline:
    """The events of a fixture. First, `plan` adds all events, and the checks of the loaders find most errors. Then,
    `run` executes the events."""

    def __init__(self, db: Database, fixture: fixture_schema.Fixture, now: datetime, name: str, places: Places) -> None:
        self.db = db
        self.fixture = fixture
        self.now = now
        self._fixture_place = Place(name)
        self._places = places
        self.problems: list[Problem] = []
        self.owner_id: Id = ""
        self.read_until: datetime | None = None
        """Notifications of events before `read_until` are marked as read."""
        self._events: list[Event] = []
        self._children: list[Entry] = []  # keeps the entries alive, because their places are looked up by `id()`
        self._names: dict[type[msgspec.Struct], dict[str, msgspec.Struct]] = {entry_type: {} for entry_type in NOUNS}
        self._records: dict[int, Id] = {}
        self._documents: dict[str, Json] = {}  # caches documents without mentions, because generated texts repeat
        self.start = self._founding_time()

    # --- planning ------------------------------------------------------------------------------------------------

    def problem(self, entry: msgspec.Struct, text: str) -> None:
        self.problems.append(Problem(self._places.get(id(entry), self._fixture_place), text))

    def register_names(self, entry: msgspec.Struct, *names: str | None) -> None:
        """Register the names with which other entries can refer to an entry. Reports an error if the `key` of the entry
        is already registered for another entry. If the entry has no `key`, reports an error for each name that is
        already registered."""
        known, key = self._names[type(entry)], getattr(entry, "key", None)
        for name in names:
            if name and known.setdefault(name, entry) is not entry and (key is None or name == key):
                first = self._places.get(id(known[name]), self._fixture_place)
                noun = NOUNS[type(entry)]
                hint = f"Give each {noun} its own `key`" if name != key else "A `key` must be unique"
                self.problem(entry, f"duplicate {noun} {name!r}, first used at {first}. {hint}")

    def resolve_time(self, entry: Entry, parent_time: datetime) -> datetime:
        """Return the time of an entry: its `at` or, without `at`, the time of its parent entry. If `at` is invalid,
        before the parent entry or after `now`, report an error and return the time of the parent entry."""
        if entry.at is None:
            return parent_time
        try:
            found = dates.parse_time(entry.at, self.now)
        except dates.InvalidDate as error:
            self.problem(entry, f"`at`: {error}")
            return parent_time
        if found < parent_time:
            parent = f"before the parent entry ({_minute(parent_time)})"
            self.problem(entry, f"`at: {entry.at}` ({_minute(found)}) is {parent}")
        elif found > self.now:
            now = f"after the `now` of the fixture ({_minute(self.now)})"
            self.problem(entry, f"`at: {entry.at}` ({_minute(found)}) is {now}")
        else:
            return found
        return parent_time

    def plan(self, entry: Entry, parent_time: datetime, action: Action, *actors: str | None) -> datetime:
        """Add an event with this action to the timeline, and return the time of the event.

        The action is performed by `entry.by`, otherwise by the first of `actors` that is not None, otherwise by the
        owner.
        """
        at = self.resolve_time(entry, parent_time)
        if entry.by is not None:
            self.check_name(entry, fixture_schema.Person, entry.by, "by")
        actor = next((name for name in (entry.by, *actors) if name is not None), None)
        self._events.append(Event(at, entry, actor, action))
        return at

    def child_entry(self, entry: msgspec.Struct, by: str | None = None) -> Entry:
        """Return a new entry for an event that has no entry in the fixture, for example setting the picture of a person
        with `avatar: true`. `entry` is the entry that causes the event. `entry` itself can't be used for the event,
        because its `at` and `by` belong to another event.

        Errors of the event are reported at the place of `entry`.
        """
        child = Entry(by=by)
        self._children.append(child)
        if id(entry) in self._places:
            self._places[id(child)] = self._places[id(entry)]
        return child

    def check_name(self, entry: msgspec.Struct, entry_type: type[msgspec.Struct], name: str | None, field: str) -> None:
        """Report an error if the name is not None and no entry of this type has this name. `field` is the field that
        contains the name."""
        known = self._names[entry_type]
        if name is None or name in known or (entry_type is fixture_schema.Space and name == GENERAL):
            return
        noun = NOUNS[entry_type]
        hint = suggestion(name, known, PLURALS.get(noun, f"{noun}s"))
        self.problem(entry, f"unknown {noun} in `{field}`: {name!r}. {hint}")

    def check_people(self, entry: msgspec.Struct, field: str, names: Iterable[str | None]) -> None:
        for name in names:
            self.check_name(entry, fixture_schema.Person, name, field)

    def check_date(self, entry: msgspec.Struct, field: str, text: str | None) -> None:
        try:
            self.date(text, end=True)
        except dates.InvalidDate as error:
            self.problem(entry, f"`{field}`: {error}")

    def check_text(self, entry: msgspec.Struct, text: str | None) -> None:
        """Report an error if a text contains too many `[`, is nested too deeply or mentions an unknown person."""
        limit = rich_text_markup.MAX_BRACKETS
        if text is not None and text.count("[") > limit:
            self.problem(
                entry, f"`text` must contain `[` at most {limit} times, but contains it {text.count('[')} times"
            )
            return
        try:
            self.check_people(entry, "text", rich_text_markup.names(text or ""))
        except rich_text_markup.NestedTooDeeply as error:
            self.problem(entry, f"`text`: {error}")

    def _founding_time(self) -> datetime:
        """Return the time at which the company was founded: `began` or, without `began`, the earliest `at` in the
        fixture. If there is no `at` before `now`, return `now`."""
        found = []
        for text in [self.fixture.began] if self.fixture.began else _times(self.fixture):
            try:
                found.append(dates.parse_time(text, self.now))
            except dates.InvalidDate as error:
                if self.fixture.began:
                    self.problem(self.fixture, f"`began`: {error}")
        return min([*found, self.now])

    # --- running -------------------------------------------------------------------------------------------------

    def run(self, progress: Progress | None = None) -> None:
        """Execute the events, oldest first.

        Errors of the domain layer are recorded as problems. Events that depend on a failed event are skipped.
        """
        total = len(self._events)
        for number, event in enumerate(self._in_order()):
            if progress is not None and number % 500 == 0:
                progress(number, total)
            try:
                self._execute(event)
            except ApiError as error:
                self.problem(event.entry, error.message or error.hint or "the API rejects this entry")
            except MissingDependency as missing:
                if str(missing):
                    self.problem(event.entry, str(missing))

    def _in_order(self) -> Iterator[Event]:
        """Yield the events, oldest first, and remove them from the timeline. The events are sorted and freed day by
        day, because sorting or freeing all events at once would block other threads."""
        days: dict[date, list[Event]] = {}
        for event in self._events:
            days.setdefault(event.at.date(), []).append(event)
        self._events.clear()
        for day in sorted(days):
            yield from sorted(days.pop(day), key=lambda event: event.at)

    def _execute(self, event: Event) -> None:
        db = self.db
        db.clock.set(event.at, True)
        with db.transaction(list_changes=False):
            ctx = self.context(event.actor)
            record = event.action(ctx)
            if self.fixture.notify:
                read = self.read_until is not None and event.at < self.read_until
                for activity in ctx.recorded:
                    notifications.deliver(ctx, activity, read=read)
        if record is not None:
            self._records[id(event.entry)] = record.id

    def context(self, actor: str | None) -> Context:
        """Return a context whose acting person is the person with the name `actor`, or the owner if `actor` is None."""
        person = self.db.get_existing(model.Person, self.owner_id) if actor is None else self.person(actor)
        return Context(self.db, person, self.db.get_existing(model.Company, person.company_id))

    def record_of(self, kind: type[R], entry: msgspec.Struct) -> R:
        """Return the current record of an entry. Raises MissingDependency if the record was not created."""
        record = self.db.get(kind, self._records.get(id(entry)))
        if record is None:
            raise MissingDependency
        return record

    def register(self, entry: msgspec.Struct, id_: Id) -> None:
        """Set the record of an entry. Call this method only for a record that no event creates."""
        self._records[id(entry)] = id_

    def resolve(self, kind: type[R], entry_type: type[msgspec.Struct], name: str) -> R:
        """Return the record of the entry with this name. Raises MissingDependency if the record does not exist at the
        time of the event."""
        entry = self._names[entry_type].get(name)
        if entry is None:
            raise MissingDependency
        record = self.db.get(kind, self._records.get(id(entry)))
        if record is None:
            at = _minute(self.db.clock.now())
            raise MissingDependency(f"{NOUNS[entry_type]} {name!r} does not exist at the time of this entry ({at})")
        return record

    def person(self, name: str) -> model.Person:
        return self.resolve(model.Person, fixture_schema.Person, name)

    def person_id(self, name: str | None) -> Id | None:
        return None if name is None else self.person(name).id

    def people_ids(self, names: Iterable[str]) -> list[Id]:
        return [self.person(name).id for name in names]

    def date(self, text: str | None, *, end: bool) -> ContextualDate | None:
        return None if text is None else dates.parse_date(text, self.now, end=end)

    def to_rich_text(self, text: str | None) -> Json:
        """Convert a text in Markdown to rich text. `@[name]` mentions a person."""
        text = text or ""
        found = self._documents.get(text)
        if found is None:
            found = rich_text_markup.document(text, self._mention)
            if "@[" not in text:
                self._documents[text] = found
        return found

    def _mention(self, name: str) -> tuple[str, str]:
        person = self.person(name)
        return ids.slugged(person.full_name, person.id), person.full_name


def level(word: Level) -> int:
    """Return the number of the access level that has this name in fixtures."""
    return LEVELS["no_access" if word == "none" else f"{word}_access"]


def as_input(date: ContextualDate | None) -> DateInput | None:
    """Convert a date to the object that a client sends."""
    return None if date is None else msgspec.structs.asdict(date)


def _times(entry: object) -> Iterable[str]:
    """Yield the `at` of an entry and of all entries below it."""
    if isinstance(entry, msgspec.Struct):
        if isinstance(entry, Entry) and entry.at is not None:
            yield entry.at
        for name in entry.__struct_fields__:
            yield from _times(getattr(entry, name))
    elif isinstance(entry, list):
        for item in entry:
            yield from _times(item)


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"
