"""Fixtures on top of others: what an entry adds to one of the same name, and copies of entries."""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from mockserver.seed import fixture_schema
from mockserver.seed.fixture_schema import Fixture
from mockserver.seed.timeline import Places

S = TypeVar("S", bound=msgspec.Struct)


def merged(base: Fixture, upper: Fixture, places: Places) -> Fixture:
    """The base with all that the upper one says: a person, space, goal or project that the base has is added to."""
    known = {(type(entry), name): entry for entry in _named(base) for name in (entry.key, entry.name) if name}
    for section in ("people", "spaces", "goals", "projects"):
        mine = []
        for entry in getattr(upper, section):
            below = known.get((type(entry), entry.key or entry.name))
            if below is None:
                mine.append(entry)
            else:
                _add(below, entry)
                places[id(below)] = places[id(entry)]
        setattr(upper, section, mine)
    _add(base, upper)
    base.extends = None
    return base


def _add(below: msgspec.Struct, above: msgspec.Struct) -> None:
    """Lists grow, mappings are overlaid, anything else that is given takes the other's place."""
    for field in msgspec.structs.fields(above):
        old, new = getattr(below, field.name), getattr(above, field.name)
        if isinstance(new, list):
            setattr(below, field.name, [*old, *new])
        elif isinstance(new, dict):
            setattr(below, field.name, {**old, **new})
        elif isinstance(new, (fixture_schema.Company, fixture_schema.Space)) and old is not None:
            _add(old, new)
        elif new != _default(field):
            setattr(below, field.name, new)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default_factory() if field.default is msgspec.NODEFAULT and not field.required else field.default


def _named(fixture: Fixture) -> Iterator[Any]:
    """What can be added to: wherever it stands."""
    yield from fixture.people
    yield from fixture.spaces
    yield from fixture.projects
    waiting = list(fixture.goals)
    for goal in waiting:  # grows while it is walked
        yield goal
        yield from goal.projects
        waiting += goal.goals


def asks_for_more(entry: Any) -> bool:
    """Whether something in a document is to be made up."""
    if isinstance(entry, list):
        return any(map(asks_for_more, entry))
    if not isinstance(entry, msgspec.Struct):
        return False
    return getattr(entry, "faker", None) is not None or any(
        asks_for_more(getattr(entry, name)) for name in entry.__struct_fields__
    )


def copied(entry: S, places: Places) -> S:
    """An entry that is another one with the same content, at the same place."""
    fields = {name: _copied(getattr(entry, name), places) for name in entry.__struct_fields__}
    copy = type(entry)(**fields)
    if id(entry) in places:
        places[id(copy)] = places[id(entry)]
    return copy


def _copied(value: Any, places: Places) -> Any:
    if isinstance(value, msgspec.Struct):
        return copied(value, places)
    if isinstance(value, list):
        return [_copied(one, places) for one in value]
    return dict(value) if isinstance(value, dict) else value
