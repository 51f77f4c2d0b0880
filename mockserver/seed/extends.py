"""Merges a fixture with the fixture that it extends, and copies entries."""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from mockserver.seed import fixture_schema
from mockserver.seed.fixture_schema import Fixture
from mockserver.seed.problems import Places

S = TypeVar("S", bound=msgspec.Struct)


def merged(base: Fixture, extension: Fixture, places: Places) -> Fixture:
    """Add the content of `extension` to `base`, and return `base`. `base` is the fixture that `extension` extends.

    If a person, space, goal or project in `extension` has the same key or name as one in `base`, the two are merged.
    """
    known = {(type(entry), name): entry for entry in _named_entries(base) for name in (entry.key, entry.name) if name}
    for section in ("people", "spaces", "goals", "projects"):
        new = []
        for entry in getattr(extension, section):
            target = known.get((type(entry), entry.key or entry.name))
            if target is None:
                new.append(entry)
            else:
                _merge(target, entry)
                places[id(target)] = places[id(entry)]
        setattr(extension, section, new)
    _merge(base, extension)
    base.extends = None
    return base


def _merge(target: msgspec.Struct, source: msgspec.Struct) -> None:
    """Merge `source` into `target`: append the lists of `source`, add its mappings to those of `target`, and replace
    the other fields that `source` sets."""
    for field in msgspec.structs.fields(source):
        old, new = getattr(target, field.name), getattr(source, field.name)
        if isinstance(new, list):
            setattr(target, field.name, [*old, *new])
        elif isinstance(new, dict):
            setattr(target, field.name, {**old, **new})
        elif isinstance(new, (fixture_schema.Company, fixture_schema.Space)) and old is not None:
            _merge(old, new)
        elif new != _default(field):
            setattr(target, field.name, new)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default_factory() if field.default is msgspec.NODEFAULT and not field.required else field.default


def _named_entries(fixture: Fixture) -> Iterator[Any]:
    """Yield all people, spaces, projects and goals, at any depth."""
    yield from fixture.people
    yield from fixture.spaces
    yield from fixture.projects
    waiting = list(fixture.goals)
    for goal in waiting:  # the body of the loop appends to this list
        yield goal
        yield from goal.projects
        waiting += goal.goals


def has_faker(entry: Any) -> bool:
    """Return true if a fixture, entry or list contains a `faker: N` entry."""
    if isinstance(entry, list):
        return any(map(has_faker, entry))
    if not isinstance(entry, msgspec.Struct):
        return False
    return getattr(entry, "faker", None) is not None or any(
        has_faker(getattr(entry, name)) for name in entry.__struct_fields__
    )


def copied(entry: S, places: Places) -> S:
    """Return a deep copy of an entry. In `places`, each entry of the copy gets the file and line of its original."""
    fields = {name: _copied(getattr(entry, name), places) for name in entry.__struct_fields__}
    copy = type(entry)(**fields)
    if id(entry) in places:
        places[id(copy)] = places[id(entry)]
    return copy


def _copied(value: Any, places: Places) -> Any:
    if isinstance(value, msgspec.Struct):
        return copied(value, places)
    if isinstance(value, list):
        return [_copied(item, places) for item in value]
    return dict(value) if isinstance(value, dict) else value
