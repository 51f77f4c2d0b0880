"""A world written down: its rows, its clock, its chance, and the orders that the rows alone do not tell."""

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
"""By kind and index: the ids of each bucket whose order is not that of the rows."""


class WorldDump(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Everything of a world that a request can see. `tables` are the rows of each kind, in their order."""

    now: datetime
    frozen: bool = True
    seed: int = 0
    drawn: int = 0
    tables: dict[str, list[Any]]
    orders: Orders = {}
    contents: dict[str, str] = {}
    """What is kept beside records, in base 64, by their ids."""


def take(db: Database, but: Iterable[type[Record]] = ()) -> WorldDump:
    """The image of a world, without the kinds in `but`."""
    left_out = set(but)
    return WorldDump(
        now=db.clock.now(),
        frozen=db.clock.frozen,
        seed=db.chance.seed,
        drawn=db.chance.drawn,
        tables={kind.__name__: list(table) for kind, table in db.tables.items() if kind not in left_out and len(table)},
        orders=orders(db),
        contents={id: b64encode(content).decode() for id, content in db.contents.items()},
    )


def orders(db: Database) -> Orders:
    """The orders of a database that are not those of its rows."""
    return {kind.__name__: odd for kind, table in db.tables.items() if (odd := orders_of(table))}


def orders_of(table: Table[Any], pause: Callable[[], None] = lambda: None) -> dict[str, list[list[str]]]:
    """The orders of a table's index buckets that are not those of its rows, by index."""
    return {index: [ids for _, ids in odd] for index, odd in table.orders(pause).items()}


def restore_orders(db: Database, given: Orders) -> None:
    """Puts the orders back after the rows. Raises KeyError for a kind or an index that there is none of."""
    named = {kind.__name__: table for kind, table in db.tables.items()}
    for name, indexes in given.items():
        for index, buckets in indexes.items():
            for ids in buckets:
                named[name].reorder(index, ids)


def load_dump(image: WorldDump, kinds: Iterable[type[Record]]) -> Database:
    """The world again. Raises msgspec.ValidationError or KeyError where the image is none of these kinds."""
    db = Database(kinds, Clock(image.now, image.frozen), RandomSource(image.seed, image.drawn))
    named = {kind.__name__: kind for kind in db.tables}
    for name, rows in image.tables.items():
        kind = named[name]
        table = db.tables[kind]
        table.fill([msgspec.convert(row, kind, str_keys=True) for row in rows])
    restore_orders(db, image.orders)
    db.contents = {id: b64decode(content) for id, content in image.contents.items()}
    return db
