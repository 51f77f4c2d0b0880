"""A database as plain data: the rows, the clock, the random source, and the orders that differ from the rows' order."""

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
"""By kind and index: the ids of each bucket whose order differs from the order of the rows."""


class WorldDump(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The complete state of a database. `tables` contains the rows of each kind, in their order."""

    now: datetime
    frozen: bool = True
    seed: int = 0
    drawn: int = 0
    tables: dict[str, list[Any]]
    orders: Orders = {}
    contents: dict[str, str] = {}
    """The bytes of uploaded files in base 64, by the ids of their records."""


def take(db: Database, exclude: Iterable[type[Record]] = ()) -> WorldDump:
    """A dump of a database, without the kinds in `exclude`."""
    excluded = set(exclude)
    return WorldDump(
        now=db.clock.now(),
        frozen=db.clock.frozen,
        seed=db.random_source.seed,
        drawn=db.random_source.drawn,
        tables={kind.__name__: list(table) for kind, table in db.tables.items() if kind not in excluded and len(table)},
        orders=orders(db),
        contents={id: b64encode(content).decode() for id, content in db.contents.items()},
    )


def orders(db: Database) -> Orders:
    """The ids of all buckets whose order differs from the order of the rows."""
    return {kind.__name__: odd for kind, table in db.tables.items() if (odd := orders_of(table))}


def orders_of(table: Table[Any], pause: Callable[[], None] = lambda: None) -> dict[str, list[list[str]]]:
    """The ids of the buckets of a table whose order differs from the order of the rows, by index."""
    return {index: [ids for _, ids in odd] for index, odd in table.orders(pause).items()}


def restore_orders(db: Database, given: Orders) -> None:
    """Apply the result of `orders` to a database with the same rows. Raises KeyError for an unknown kind or index."""
    named = {kind.__name__: table for kind, table in db.tables.items()}
    for name, indexes in given.items():
        for index, buckets in indexes.items():
            for ids in buckets:
                named[name].reorder(index, ids)


def load_dump(dumped: WorldDump, kinds: Iterable[type[Record]]) -> Database:
    """Create the database of a dump. Raises msgspec.ValidationError or KeyError for a dump of other kinds."""
    db = Database(kinds, Clock(dumped.now, dumped.frozen), RandomSource(dumped.seed, dumped.drawn))
    named = {kind.__name__: kind for kind in db.tables}
    for name, rows in dumped.tables.items():
        kind = named[name]
        table = db.tables[kind]
        table.fill([msgspec.convert(row, kind, str_keys=True) for row in rows])
    restore_orders(db, dumped.orders)
    db.contents = {id: b64decode(content) for id, content in dumped.contents.items()}
    return db
