"""Reads or generates the fixture of a world spec, and builds a world from the fixture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from errno import EFBIG, EINVAL
from pathlib import Path
from stat import S_ISREG
from typing import Final, NamedTuple

import msgspec

from mockserver.contract.strict_json import NotJson, check_unique_keys
from mockserver.model.kinds import KINDS
from mockserver.seed import dates, extends, load
from mockserver.seed.fixture_names import FOLDERS, UnknownFixture, path_of
from mockserver.seed.fixture_schema import Fixture
from mockserver.seed.generator import presets
from mockserver.seed.problems import BrokenFixture, Place, Places, Problem
from mockserver.seed.timeline import Progress
from mockserver.seed.world_spec import DEFAULT_NOW, Seeded, WorldSpec, digest_of
from mockserver.store.clock import Clock
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource

MAX_FILE_BYTES: Final = 100_000_000


def resolve_and_build(spec: WorldSpec, progress: Progress | None) -> tuple[Database, Seeded]:
    """Build the world of a spec. Raises UnknownFixture, or BrokenFixture with all errors of the fixture."""
    resolver = FixtureResolver(spec)
    try:
        db, seeded = _build(resolver, progress)
    except BrokenFixture:
        if not resolver.places_missing:
            raise
        # this second build also fails, but its errors contain the places of the entries
        db, seeded = _build(FixtureResolver(spec, with_places=True), progress)
    return db, msgspec.structs.replace(seeded, sources=resolver.sources)


def _build(resolver: FixtureResolver, progress: Progress | None) -> tuple[Database, Seeded]:
    spec = resolver.spec
    fixture = resolver.root()
    now = resolver.now(fixture)
    if fixture.records is not None:
        return load.restore(fixture, spec, resolver.problems)
    db = Database(KINDS, Clock(now, frozen=True), RandomSource(spec.seed))
    resolver.expand_faker(fixture)
    seeded = load.load(db, fixture, spec, now, resolver.places, resolver.problems, progress)
    db.clock.set(now, spec.frozen)
    return db, seeded


@dataclass
class FixtureResolver:
    """Reads or generates a fixture, merges it with the fixtures that it extends, and replaces its `faker: N` entries by
    generated entries."""

    spec: WorldSpec
    with_places: bool = False
    """If true, the places of the entries in JSON texts are recorded, for error messages.

    Recording the places is slow, so this is done only after an error.
    """
    places_missing: bool = False
    """True if a JSON text was read without recording the places of its entries."""
    places: Places = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    """Maps the paths of the files that were read to the digests of their contents."""
    _open: list[str] = field(default_factory=list)
    """The names of the fixtures that are being read, to detect a circular `extends`."""
    _from_file: bool = False

    def root(self) -> Fixture:
        """Return the fixture of the spec, merged with the fixtures that it extends."""
        if self.spec.content is None:
            return self._resolve(self.spec.fixture)
        return self._parse(self.spec.content, self.spec.fixture, is_json=True, folder=Path())

    def _resolve(self, name: str, folder: Path | None = None) -> Fixture:
        """Return the fixture with this name or path. A relative path is relative to `folder`."""
        path = path_of(name, folder)
        if path is None:
            return self._preset(name)
        try:
            content = self._read_bytes(path)
        except (OSError, ValueError) as error:  # ValueError is raised if the name contains a null character
            reason = (error.strerror if isinstance(error, OSError) else None) or error
            raise UnknownFixture(f"cannot read the fixture {str(path)[:200]!r}: {reason}") from None
        return self._parse(content, str(path), is_json=path.suffix == ".json", folder=path.parent)

    def _parse(self, content: bytes, name: str, *, is_json: bool, folder: Path) -> Fixture:
        """Parse the text of a fixture, and merge it with the fixtures that it extends. Raises BrokenFixture."""
        self._from_file = True
        fixture, places, problems = self._parse_alone(content, name, is_json=is_json)
        self.places |= places
        self.problems += problems
        if fixture.extends is None:
            return fixture
        if name in self._open:
            raise BrokenFixture([Problem(Place(name), f"`extends` is circular: {' -> '.join(self._open)}")])
        self._open.append(name)
        try:
            base = self._resolve(fixture.extends, folder)
        except UnknownFixture as unknown:
            self.problems.append(Problem(places.get(id(fixture), Place(name)), f"`extends`: {unknown}"))
            return fixture
        return extends.merged(base, fixture, self.places)

    def _parse_alone(self, content: bytes, name: str, *, is_json: bool) -> ParsedFixture:
        if is_json and not self.with_places:
            try:
                fixture = msgspec.json.decode(content, type=Fixture)
                if fixture.records is None:
                    check_unique_keys(content)
                self.places_missing = True
                return ParsedFixture(fixture, {})
            except (msgspec.DecodeError, NotJson, RecursionError):
                pass  # the parser below reads the text again, and reports the error and its place

        from mockserver.seed import parser  # imports PyYAML, which built-in fixtures do not need

        text = content.decode("utf-8", "replace")
        return ParsedFixture(*parser.parse(text, name, is_json=is_json, by_path=content is self.spec.content))

    def _preset(self, name: str) -> Fixture:
        """Generate a fixture. With the default seed and locale, read it from a file instead, because importing Faker is
        slow."""
        if self.spec.seed == 0 and self.spec.locale is None:
            for folder in FOLDERS:
                if (stored := folder / f"{name}.json").is_file():
                    return msgspec.json.decode(self._read_bytes(stored), type=Fixture)
        return presets.generate(name, self.spec.seed, self.spec.locale)

    def _read_bytes(self, path: Path) -> bytes:
        content = read_file(path)
        self.sources[str(path.absolute())] = digest_of(content)
        return content

    def now(self, fixture: Fixture) -> datetime:
        """Return the initial time of the world, in UTC."""
        now = self.spec.now or DEFAULT_NOW
        if self.spec.now is None and fixture.now is not None:
            try:
                now = dates.parse_time(fixture.now, now)
            except dates.InvalidDate as error:
                self.problems.append(Problem(self.places.get(id(fixture), Place(self.spec.fixture)), f"`now`: {error}"))
        return now.replace(tzinfo=UTC) if now.tzinfo is None else now.astimezone(UTC)

    def expand_faker(self, fixture: Fixture) -> None:
        """Replace each `faker: N` entry by N generated entries."""
        if self._from_file and extends.has_faker(fixture):
            from mockserver.seed import expand  # imports Faker, which is not needed without `faker` entries

            locale = self.spec.locale or fixture.locale
            expand.expand(fixture, presets.fake_data(self.spec.seed, locale), self.places)


class ParsedFixture(NamedTuple):
    """The valid part of a fixture file, the places of its entries, and its errors."""

    fixture: Fixture
    places: Places
    problems: Sequence[Problem] = ()


def read_file(path: Path) -> bytes:
    """Return the content of a fixture file.

    Raises OSError if the file can't be read or is too large. Devices and pipes also raise OSError, because reading them
    might never end.
    """
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise OSError(EINVAL, "it is not a regular file")
    if status.st_size > MAX_FILE_BYTES:
        raise OSError(EFBIG, f"it is larger than {MAX_FILE_BYTES} bytes")
    return path.read_bytes()
