"""Convert a database to a structure that can be written as JSON, and back. The structure contains the rows, the clock
and the random source. It also contains the order of the records in each index, if this order differs from the order of
the rows."""

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
"""The order of the records in indexes: `{"Goal": {"space_id": [[id, id, …], …]}}`. Each inner list contains the ids of
the records that have the same key, in the order of the index. A key is omitted if its records have the same order in
the table."""


class WorldDump(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The complete state of a database. `tables` maps the name of each kind of record to its rows, the oldest first.
    `seed` and `drawn` are the seed and the counter of the random source."""

    now: datetime
    frozen: bool = True
    seed: int = 0
    drawn: int = 0
    tables: dict[str, list[Any]]
    orders: Orders = {}
    contents: dict[str, str] = {}
    """Maps the ids of records to the contents of their uploaded files, in base 64."""


def create_dump(db: Database, exclude: Iterable[type[Record]] = ()) -> WorldDump:
    """Return the dump of a database. The records of the kinds in `exclude` are omitted."""
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
    """Return the order of the records in all indexes. A key is omitted if its records have the order of the rows."""
    return {kind.__name__: non_default for kind, table in db.tables.items() if (non_default := orders_of(table))}


def orders_of(table: Table[Any], pause: Callable[[], None] = lambda: None) -> dict[str, list[list[str]]]:
    """Return the order of the records in the indexes of one table: a value of the outer dictionary of `Orders`. `pause`
    is called about once per millisecond, so that other threads can run."""
    return {index: [ids for _, ids in non_default] for index, non_default in table.orders(pause).items()}


def restore_orders(db: Database, given: Orders) -> None:
    """Sort the records in the indexes of a database as in `given`. `given` is the result of `orders` for a database
    with the same rows.

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
