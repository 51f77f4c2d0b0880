"""Conversion of a database to plain data, and back: the rows, the clock, the random source, and the order of index
entries if it differs from the order of the rows."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from mockserver.model.record import Record
from mockserver.store.clock import Clock
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource
from mockserver.store.table import Table

Orders = dict[str, dict[str, list[list[str]]]]
"""Maps the names of kinds to a dictionary that maps the names of indexes to lists of ids. Each list contains the ids of
the records under one index key. Keys whose records have the order of the rows are omitted."""


class WorldDump(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The complete state of a database. `tables` contains the rows of each kind, in their order."""

    now: datetime
    frozen: bool = True
    seed: int = 0
    drawn: int = 0
    tables: dict[str, list[Any]]
    orders: Orders = {}
    contents: dict[str, str] = {}
    """Maps the ids of records to the contents of their uploaded files in base 64."""


def create_dump(db: Database, exclude: Iterable[type[Record]] = ()) -> WorldDump:
    """Return the dump of a database. The kinds in `exclude` are omitted."""
    excluded = set(exclude)
    return WorldDump(
        now=db.clock.now(),
        frozen=db.clock.frozen,
        seed=db.random_source.seed,
        drawn=db.random_source.counter,
        tables={kind.__name__: list(table) for kind, table in db.tables.items() if kind not in excluded and len(table)},
        orders=orders(db),
        contents={id: b64encode(content).decode() for id, content in db.contents.items()},
    )


def orders(db: Database) -> Orders:
    """Return the orders of all tables. A table is omitted if all its index keys have the order of the rows."""
    return {kind.__name__: non_default for kind, table in db.tables.items() if (non_default := orders_of(table))}


def orders_of(table: Table[Any], pause: Callable[[], None] = lambda: None) -> dict[str, list[list[str]]]:
    """Return the orders of one table: the dictionary for its kind in `Orders`. `pause` is called after each millisecond
    of work."""
    return {index: [ids for _, ids in non_default] for index, non_default in table.orders(pause).items()}


def restore_orders(db: Database, given: Orders) -> None:
    """Apply the result of `orders` to a database with the same rows.

    Raises KeyError if a kind or index does not exist.
    """
    tables_by_name = {kind.__name__: table for kind, table in db.tables.items()}
    for name, indexes in given.items():
        for index, buckets in indexes.items():
            for ids in buckets:
                tables_by_name[name].reorder(index, ids)


def load_dump(dumped: WorldDump, kinds: Iterable[type[Record]]) -> Database:
    """Create a database from a dump. Raises msgspec.ValidationError or KeyError if the dump contains an unknown kind or
    field."""
    db = Database(kinds, Clock(dumped.now, dumped.frozen), RandomSource(dumped.seed, dumped.drawn))
    kinds_by_name = {kind.__name__: kind for kind in db.tables}
    for name, rows in dumped.tables.items():
        kind = kinds_by_name[name]
        table = db.tables[kind]
        table.fill([msgspec.convert(row, kind, str_keys=True) for row in rows])
    restore_orders(db, dumped.orders)
    db.contents = {id: b64decode(content) for id, content in dumped.contents.items()}
    return db
