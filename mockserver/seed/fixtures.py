"""The fixtures: by name or by file, and a world made from one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from mockserver.model.kinds import KINDS
from mockserver.seed import dates, extends, load, presets
from mockserver.seed.fixture_schema import Fixture
from mockserver.seed.timeline import BrokenFixture, Place, Places, Problem
from mockserver.seed.world_spec import DEFAULT_NOW, BadFixture, Seeded, WorldSpec
from mockserver.store.clock import Clock
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource

HOMES: Final = (Path(__file__).parents[1] / "fixtures", Path(__file__).parents[2] / "fixtures")
"""Where the files lie that are found by name: in the installed package, or in the repository."""

ENDINGS: Final = (".yaml", ".yml", ".json")


class UnknownFixture(BadFixture):
    """There is no fixture of this name; the text says which there are."""


def names() -> list[str]:
    """The fixtures that are found by name."""
    files = {path.stem for home in HOMES if home.is_dir() for path in home.iterdir() if path.suffix in ENDINGS}
    return sorted(files | set(presets.NAMES))


def stamp(name: str) -> tuple[int, int] | None:
    """Which state of its file a fixture is read from: another one, another fixture. None for a recipe's."""
    path = _path(name)
    if path is None or not path.is_file():
        return None
    about = path.stat()
    return about.st_mtime_ns, about.st_size


def build(spec: WorldSpec, step: load.Step | None = None) -> tuple[Database, Seeded]:
    """A new world as the spec says; `step` is told how far it is.

    Raises UnknownFixture for a name that leads nowhere, BrokenFixture with all that is wrong in a document.
    """
    source = Source(spec)
    try:
        return _build(source, step)
    except BrokenFixture:
        if not source.lines_missed:
            raise
    return _build(Source(spec, with_lines=True), step)  # once more, to say where the mistakes are


def _build(source: Source, step: load.Step | None) -> tuple[Database, Seeded]:
    spec = source.spec
    fixture = source.document(spec.fixture)
    now = source.now(fixture)
    if fixture.records is not None:
        return load.restore(fixture, spec, source.problems)
    db = Database(KINDS, Clock(now, frozen=True), RandomSource(spec.seed))
    source.make_up(fixture)
    seeded = load.load(db, fixture, spec, now, source.places, source.problems, step)
    db.clock.set(now, spec.frozen)
    return db, seeded


@dataclass
class Source:
    """A document being put together: from its file or recipe, what it extends, and what is made up for it."""

    spec: WorldSpec
    with_lines: bool = False
    """Whether it counts where the entries of JSON stand: finding out takes long, and only mistakes need it."""
    lines_missed: bool = False
    places: Places = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _from_file: bool = False

    def document(self, name: str, beside: Path | None = None) -> Fixture:
        """The document of a fixture together with those it extends. `beside` is where a relative path begins."""
        path = _path(name, beside)
        if path is None:
            return self._recipe(name)
        try:
            fixture, places, problems = self._read(path)
        except OSError as error:
            raise UnknownFixture(f"the fixture {str(path)!r} can't be read: {error.strerror or error}") from None
        self.places |= places
        self.problems += problems
        if fixture.extends is None:
            return fixture
        if str(path) in self._open:
            raise BrokenFixture([Problem(Place(str(path)), f"it extends itself, by way of {' and '.join(self._open)}")])
        self._open.append(str(path))
        try:
            base = self.document(fixture.extends, path.parent)
        except UnknownFixture as unknown:
            self.problems.append(Problem(places.get(id(fixture), Place(str(path))), f"`extends`: {unknown}"))
            return fixture
        return extends.merged(base, fixture, self.places)

    def _read(self, path: Path) -> Read:
        """The document in a file. Raises BrokenFixture for what is neither YAML nor JSON, OSError."""
        self._from_file = True
        text = path.read_bytes()
        if path.suffix == ".json" and not self.with_lines:
            try:
                fixture = msgspec.json.decode(text, type=Fixture)
            except msgspec.DecodeError:
                pass
            else:
                self.lines_missed = True
                return Read(fixture, {})
        from mockserver.seed import parser  # YAML is not needed otherwise

        return Read(*parser.parse(text.decode("utf-8", "replace"), str(path)))

    def _recipe(self, name: str) -> Fixture:
        """What a recipe writes, from the file where that is kept if it was written before: Faker takes its time."""
        if self.spec.seed == 0 and self.spec.locale is None:
            for home in HOMES:
                if (kept := home / f"{name}.json").is_file():
                    return msgspec.json.decode(kept.read_bytes(), type=Fixture)
        return presets.write(name, self.spec.seed, self.spec.locale)

    def now(self, fixture: Fixture) -> datetime:
        """When the world opens."""
        now = self.spec.now or DEFAULT_NOW
        if self.spec.now is None and fixture.now is not None:
            try:
                now = dates.moment(fixture.now, now)
            except dates.InvalidDate as error:
                self.problems.append(Problem(self.places.get(id(fixture), Place(self.spec.fixture)), f"`now`: {error}"))
        return now.replace(tzinfo=UTC) if now.tzinfo is None else now.astimezone(UTC)

    def make_up(self, fixture: Fixture) -> None:
        """Puts entries in the place of those that ask for so many of their kind."""
        if self._from_file and extends.asks_for_more(fixture):
            from mockserver.seed import expand  # Faker is not needed otherwise

            locale = self.spec.locale or fixture.locale
            expand.expand(fixture, presets.fake(self.spec.seed, locale), self.places)


class Read(NamedTuple):
    """A document, where its entries stand, and what is wrong with it: what could be read is there all the same."""

    fixture: Fixture
    places: Places
    problems: Sequence[Problem] = ()


def _path(name: str, beside: Path | None = None) -> Path | None:
    """The file of a fixture, None for one that a recipe writes. Raises UnknownFixture for neither."""
    if name.endswith(ENDINGS) or os.sep in name:
        return (beside or Path()) / Path(name).expanduser()
    if name in presets.NAMES:
        return None
    for home in HOMES:
        for ending in ENDINGS:
            if (path := home / f"{name}{ending}").is_file():
                return path
    raise UnknownFixture(
        f"there is no fixture {name!r}; there are {', '.join(names())}, or give the path of a file that ends in .yaml"
    )
