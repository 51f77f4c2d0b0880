"""The base class of all records, which have an id and indexes and are immutable."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, ClassVar

import msgspec

Keys = Callable[[Any], tuple[Hashable, ...]]
"""A function that returns the keys of a record in an index. There can be no key, one, or several."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a database. A record is immutable. A change replaces it by a new record with the same id."""

    INDEXES: ClassVar[Mapping[str, Keys]] = {}

    id: str


def by(*fields: str, **composed: Keys) -> dict[str, Keys]:
    """Return the indexes of a kind of record. An index contains the values of a field (including null), or computed
    keys."""
    return {**{field: _value_of(field) for field in fields}, **composed}


def _value_of(field: str) -> Keys:
    keys: Keys = eval(f"lambda record: (record.{field},)")  # this is twice as fast as `getattr`
    return keys
