"""What every record of a world has in common: an id, immutability and the indexes it is found by."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, ClassVar

import msgspec

Keys = Callable[[Any], tuple[Hashable, ...]]
"""The keys under which an index lists a record: none, one or several."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a world. A change is a new record with the same id, put in its place."""

    INDEXES: ClassVar[Mapping[str, Keys]] = {}

    id: str


def by(*fields: str, **composed: Keys) -> dict[str, Keys]:
    """Indexes of a record: each field by its value (null is a value too), each composed one by its keys."""
    return {**{field: _value_of(field) for field in fields}, **composed}


def _value_of(field: str) -> Keys:
    def keys(record: Any) -> tuple[Hashable, ...]:
        return (getattr(record, field),)

    return keys
