"""Expands `faker: N` entries into N generated entries."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from mockserver.seed import extends, fixture_schema
from mockserver.seed.fixture_schema import Fixture
from mockserver.seed.generator import samples
from mockserver.seed.generator.fake_data import FakeData
from mockserver.seed.generator.sample_texts import TEXTS, Area
from mockserver.seed.problems import Places


def expand(fixture: Fixture, fake: FakeData, places: Places) -> None:
    """Replace each `faker: N` entry of a fixture by N generated entries."""
    fake.reserve(*(entry.name for entry in fixture.people), *_names(fixture))
    FakerExpander(fixture, fake, places).expand()


def _names(entry: Any) -> Iterator[str | None]:
    """Yield the names of the spaces, goals and projects in an entry. Such names must be unique in a fixture."""
    for field in entry.__struct_fields__:
        value = getattr(entry, field)
        for child in value if isinstance(value, list) else ():
            if isinstance(child, fixture_schema.Space | fixture_schema.Goal | fixture_schema.Project):
                yield child.name
                yield from _names(child)


class FakerExpander:
    def __init__(self, fixture: Fixture, fake: FakeData, places: Places) -> None:
        self.fixture = fixture
        self.fake = fake
        self.places = places

    def expand(self) -> None:
        """Expand all entries. People are expanded first, because generated fields of other entries refer to people."""
        self.fixture.people = self._expanded(self.fixture.people)
        self._expand_children(self.fixture)

    def _expand_children(self, entry: Any) -> None:
        for name in entry.__struct_fields__:
            value = getattr(entry, name)
            if isinstance(value, list):
                entries = self._expanded(value)
                setattr(entry, name, entries)
                for child in entries:
                    if isinstance(child, msgspec.Struct):
                        self._expand_children(child)
            elif isinstance(value, fixture_schema.Entry):
                self._expand_children(value)

    def _expanded(self, entries: list[Any]) -> list[Any]:
        expanded: list[Any] = []
        for entry in entries:
            count = getattr(entry, "faker", None)
            expanded += [entry] if count is None else [self._generate(entry) for _ in range(count)]
        return expanded

    def _generate(self, entry: Any) -> Any:
        """Return a copy of an entry in which the missing fields are generated."""
        copy = extends.copied(entry, self.places)
        copy.faker = None
        for name, generate in FIELD_GENERATORS[type(entry)].items():
            if not getattr(copy, name):
                setattr(copy, name, generate(self))
        return copy

    # --- generated fields ----------------------------------------------------------------------------------------

    def person(self) -> str | None:
        """Return the key or name of a random person who has been in the company since its founding and is never
        suspended. Return None if there is no such person."""
        early = [
            person
            for person in self.fixture.people
            if person.suspended is None and person.at in (None, self.fixture.began)
        ]
        names = [person.key or person.name for person in early]
        return self.fake.choice(names) if names else None

    def area(self) -> Area:
        return self.fake.choice(TEXTS.areas)

    def title(self) -> str:
        return self.fake.choice(self.area().titles)


FieldGenerator = Callable[[FakerExpander], Any]

FIELD_GENERATORS: Final[dict[type[msgspec.Struct], dict[str, FieldGenerator]]] = {
    fixture_schema.Person: {"name": lambda self: self.fake.person(), "title": FakerExpander.title},
    fixture_schema.Space: {
        "name": lambda self: samples.space_name(self.fake, self.area()),
        "mission": lambda self: self.area().mission,
    },
    fixture_schema.Goal: {
        "name": lambda self: samples.goal(self.fake, self.area()).name,
        "champion": FakerExpander.person,
        "targets": lambda self: samples.goal(self.fake, self.area()).targets,
    },
    fixture_schema.Project: {
        "name": lambda self: samples.project_name(self.fake, self.area()),
        "champion": FakerExpander.person,
    },
    fixture_schema.Task: {"name": lambda self: samples.task_name(self.fake, self.area())},
    fixture_schema.Comment: {"by": FakerExpander.person, "text": lambda self: self.fake.choice(TEXTS.comments)},
    fixture_schema.Discussion: {
        "by": FakerExpander.person,
        "title": lambda self: samples.discussion(self.fake).title,
        "text": lambda self: samples.discussion(self.fake).text,
    },
    fixture_schema.Document: {
        "by": FakerExpander.person,
        "name": lambda self: samples.document(self.fake).name,
        "text": lambda self: samples.document(self.fake).text,
    },
}
