"""A world written down: its rows, its clock, its chance, and the orders that the rows alone do not tell."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from mockserver.model.record import Record
from mockserver.store.clock import Clock
from mockserver.store.database import World
from mockserver.store.random_source import Chance

Orders = dict[str, dict[str, list[list[str]]]]
"""By kind and index: the ids of each bucket whose order is not that of the rows."""


class Image(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Everything of a world that a request can see. `tables` are the rows of each kind, in their order."""

    now: datetime
    frozen: bool = True
    seed: int = 0
    drawn: int = 0
    tables: dict[str, list[Any]]
    orders: Orders = {}
    contents: dict[str, str] = {}
    """What is kept beside records, in base 64, by their ids."""


def take(world: World, but: Iterable[type[Record]] = ()) -> Image:
    """The image of a world, without the kinds in `but`."""
    left_out = set(but)
    return Image(
        now=world.clock.now(),
        frozen=world.clock.frozen,
        seed=world.chance.seed,
        drawn=world.chance.drawn,
        tables={
            kind.__name__: list(table) for kind, table in world.tables.items() if kind not in left_out and len(table)
        },
        orders=orders(world),
        contents={id: b64encode(content).decode() for id, content in world.contents.items()},
    )


def orders(world: World) -> Orders:
    """The orders of a world that are not those of its rows."""
    return {
        kind.__name__: {index: [ids for _, ids in odd] for index, odd in found.items()}
        for kind, table in world.tables.items()
        if (found := table.orders())
    }


def restore_orders(world: World, given: Orders) -> None:
    """Puts the orders back after the rows. Raises KeyError for a kind or an index that there is none of."""
    named = {kind.__name__: table for kind, table in world.tables.items()}
    for name, indexes in given.items():
        for index, buckets in indexes.items():
            for ids in buckets:
                named[name].reorder(index, ids)


def world_of(image: Image, kinds: Iterable[type[Record]]) -> World:
    """The world again. Raises msgspec.ValidationError or KeyError where the image is none of these kinds."""
    world = World(kinds, Clock(image.now, image.frozen), Chance(image.seed, image.drawn))
    named = {kind.__name__: kind for kind in world.tables}
    for name, rows in image.tables.items():
        kind = named[name]
        table = world.tables[kind]
        table.fill([msgspec.convert(row, kind, str_keys=True) for row in rows])
    restore_orders(world, image.orders)
    world.contents = {id: b64decode(content) for id, content in image.contents.items()}
    return world
