"""The differences between two states of a database."""

from typing import Any

import msgspec

from mockserver.model.record import Record
from mockserver.store.database import Change, ChangeSet, Database


def between(before: Database, after: Database) -> ChangeSet:
    """Return the changes that lead from `before` to `after`. If both states share the records of a table, this table is
    not compared, because it has no differences."""
    changes = []
    for kind, table in after.tables.items():
        old = before.tables[kind]
        changes += [Change(kind, id, old.get(id), table.get(id)) for id in table.differing_ids(old)]
    return changes


def changed_fields(before: Record, after: Record) -> dict[str, tuple[Any, Any]]:
    """Return a dictionary that maps the name of each changed field to its JSON values before and after the change."""
    return {
        name: (msgspec.to_builtins(old), msgspec.to_builtins(new))
        for name in after.__struct_fields__
        if (old := getattr(before, name)) != (new := getattr(after, name))
    }
