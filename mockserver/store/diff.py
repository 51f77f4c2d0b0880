"""What differs between two states."""

from typing import Any

import msgspec

from mockserver.model.record import Record
from mockserver.store.database import Change, ChangeSet, Database


def between(before: Database, after: Database) -> ChangeSet:
    """What would have to happen to the first state to make it the second; kinds that nobody wrote to cost nothing."""
    changes = []
    for kind, table in after.tables.items():
        old, new = before.tables[kind].rows, table.rows
        if old is not new:
            gone = (id for id in old if new.get(id) is None)
            touched = (id for id, row in new.items() if row is not None and old.get(id) != row)
            changes += [Change(kind, id, old.get(id), new.get(id)) for id in (*touched, *gone)]
    return changes


def changed_fields(before: Record, after: Record) -> dict[str, tuple[Any, Any]]:
    """The fields that differ, each with what it was and what it is, as plain values."""
    return {
        name: (msgspec.to_builtins(old), msgspec.to_builtins(new))
        for name in after.__struct_fields__
        if (old := getattr(before, name)) != (new := getattr(after, name))
    }
