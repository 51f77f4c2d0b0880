"""Entries that ask for more of their kind: `faker: 12` stands for twelve entries like that one, the rest made up."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from mockserver.seed import extends, fixture_schema, sample_texts, samples
from mockserver.seed.fake_data import FakeData
from mockserver.seed.fixture_schema import Fixture
from mockserver.seed.timeline import Places


def expand(fixture: Fixture, fake: FakeData, places: Places) -> None:
    """Puts the entries in the place of those that ask for them, wherever they stand."""
    fake.taken(*(entry.name for entry in fixture.people))
    Expansion(fixture, fake, places).expand()


class Expansion:
    def __init__(self, fixture: Fixture, fake: FakeData, places: Places) -> None:
        self.fixture = fixture
        self.fake = fake
        self.places = places

    def expand(self) -> None:
        """People first: the others name some of them."""
        self.fixture.people = self._more(self.fixture.people)
        self._below(self.fixture)

    def _below(self, entry: Any) -> None:
        for name in entry.__struct_fields__:
            value = getattr(entry, name)
            if isinstance(value, list):
                grown = self._more(value)
                setattr(entry, name, grown)
                for one in grown:
                    if isinstance(one, msgspec.Struct):
                        self._below(one)
            elif isinstance(value, fixture_schema.Entry):
                self._below(value)

    def _more(self, entries: list[Any]) -> list[Any]:
        grown: list[Any] = []
        for entry in entries:
            count = getattr(entry, "faker", None)
            grown += [entry] if count is None else [self._like(entry) for _ in range(count)]
        return grown

    def _like(self, entry: Any) -> Any:
        """One like the entry: what it does not say is made up."""
        made = extends.copied(entry, self.places)
        made.faker = None
        for name, invent in INVENTED[type(entry)].items():
            if not getattr(made, name):
                setattr(made, name, invent(self))
        return made

    # --- what is made up ---------------------------------------------------------------------------------------------

    def somebody(self) -> str | None:
        """One of those who have been there from the beginning."""
        early = [one for one in self.fixture.people if one.suspended is None and one.at in (None, self.fixture.began)]
        names = [person.key or person.name for person in early]
        return self.fake.pick(names) if names else None

    def area(self) -> sample_texts.Area:
        return self.fake.pick(sample_texts.AREAS)

    def title(self) -> str:
        return self.fake.pick(self.area().titles)


Invent = Callable[[Expansion], Any]


def _saying(these: Sequence[str]) -> Invent:
    return lambda made: made.fake.pick(these)


INVENTED: dict[type[msgspec.Struct], dict[str, Invent]] = {
    fixture_schema.Person: {"name": lambda made: made.fake.person(), "title": Expansion.title},
    fixture_schema.Space: {
        "name": lambda made: samples.space_name(made.fake, made.area()),
        "mission": lambda made: made.area().mission,
    },
    fixture_schema.Goal: {
        "name": lambda made: samples.goal(made.fake, made.area()).name,
        "champion": Expansion.somebody,
        "targets": lambda made: samples.goal(made.fake, made.area()).targets,
    },
    fixture_schema.Project: {
        "name": lambda made: samples.project_name(made.fake, made.area()),
        "champion": Expansion.somebody,
    },
    fixture_schema.Task: {"name": lambda made: samples.task_name(made.fake, made.area())},
    fixture_schema.Comment: {"by": Expansion.somebody, "text": _saying(sample_texts.SAYINGS)},
    fixture_schema.Discussion: {
        "by": Expansion.somebody,
        "title": lambda made: samples.discussion(made.fake).title,
        "text": lambda made: samples.discussion(made.fake).text,
    },
    fixture_schema.Document: {
        "by": Expansion.somebody,
        "name": lambda made: samples.document(made.fake).name,
        "text": lambda made: samples.document(made.fake).text,
    },
}
