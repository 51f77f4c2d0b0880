"""The records of a world as they are stored, and what changed in them."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mockserver.contract.names import suggestion
from mockserver.model import ids
from mockserver.model.kinds import ENTITIES, NAMES
from mockserver.model.record import Record
from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import Route, parse_query, route
from mockserver.server.control.snapshots import find_snapshot
from mockserver.server.http import plug_parser
from mockserver.server.journal import serialize
from mockserver.server.journal.verify import same_id
from mockserver.server.schemas.base import Json
from mockserver.server.schemas.records import Changes, DiffQuery, RecordCounts, RecordList, RecordsQuery
from mockserver.server.worlds.world import World
from mockserver.store.diff import between
from mockserver.views.record_ids import wire_id

PIECE: Final = 1000
"""How many records are filtered before other requests are served."""


@route("GET", "/state", "Count the records of each entity")
async def count_records(world: World) -> RecordCounts:
    db = world.db
    return RecordCounts(version=db.version, entities={NAMES[kind]: len(db.table(kind)) for kind in NAMES})


@route("GET", "/state/{entity}", "List records", problems={404: "There is no such entity."})
async def list_records(world: World, http: Request, entity: str) -> RecordList:
    """The stored records of an entity, oldest first. Every field of the entity is a filter, such as `name=Grow`; ids
    can have any form.
    """
    kind = _kind(entity)
    filters = {name: text for name, text in http.query_params.items() if name not in RecordsQuery.__struct_fields__}
    if "uuid" in filters:
        filters["id"] = filters.pop("uuid")
    for name in filters:
        if name not in kind.__struct_fields__:
            fields = (*RecordsQuery.__struct_fields__, *kind.__struct_fields__)
            known = ", ".join(f"`{field}`" for field in fields)
            raise ProblemError(400, f"unknown field `{name}`{suggestion(name, fields)} Known keys: {known}")
    query = parse_query(http, RecordsQuery)
    found = list(world.db.all(kind))
    if filters:
        found = await _kept(found, lambda row: all(_equals(getattr(row, key), text) for key, text in filters.items()))
    if query.search:
        wanted = query.search.casefold()
        found = await _kept(found, lambda row: wanted in msgspec.json.encode(row).decode().casefold())
    if query.sort:
        found = await _sorted(kind, found, query.sort)
    listed = found[(query.page - 1) * query.per_page : query.page * query.per_page]
    return RecordList(
        count=len(found), page=query.page, per_page=query.per_page, records=[_record(row) for row in listed]
    )


@route("GET", "/state/{entity}/{id}", "Get a record", problems={404: "There is no such entity or record."})
async def get_record(world: World, entity: str, id: str) -> Response:
    """`id` is as in the API, `uuid` as stored. Other fields refer to records by UUID."""
    row = world.db.get(_kind(entity), ids.decode_or_none(id))
    if row is None:
        raise ProblemError(404, f"there is no {entity} with the id {id!r}")
    return Response(msgspec.json.encode(_record(row)), media_type=plug_parser.JSON)


def _record(row: Record) -> dict[str, Json]:
    """The stored fields, with both forms of the id."""
    fields = msgspec.to_builtins(row)
    return {"id": wire_id(row), "uuid": fields.pop("id"), **fields}


async def _kept(rows: list[Record], keep: Callable[[Record], bool]) -> list[Record]:
    """The records to keep. Other requests are served between the pieces of a long list."""
    kept = []
    for piece in _pieces(rows):
        kept += [row for row in piece if keep(row)]
        await asyncio.sleep(0)
    return kept


async def _sorted(kind: type[Record], rows: list[Record], by: str) -> list[Record]:
    """The records in the order of a field."""
    field = by.removeprefix("-")
    if field not in kind.__struct_fields__:
        known = ", ".join(f"`{name}`" for name in kind.__struct_fields__)
        raise ProblemError(400, f"`sort` takes a field, not {field!r}. The fields are {known}")
    keys: list[Any] = []
    for piece in _pieces(rows):
        keys += [_sort_key(getattr(row, field)) for row in piece]
        await asyncio.sleep(0)
    order = sorted(range(len(rows)), key=keys.__getitem__, reverse=by.startswith("-"))
    return [rows[index] for index in order]


def _pieces(rows: list[Record]) -> Iterator[list[Record]]:
    """A list in pieces that take a few milliseconds each."""
    return (rows[start : start + PIECE] for start in range(0, len(rows), PIECE))


def _sort_key(value: Any) -> tuple[bool, bool, float, str]:
    """Null first, then numbers by size, then everything else as text."""
    if isinstance(value, int | float):
        return value is not None, False, float(value), ""
    plain = msgspec.to_builtins(value)
    text = plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()
    return value is not None, True, 0.0, text.casefold()


def _kind(entity: str) -> type[Record]:
    if entity not in ENTITIES:
        entities = ", ".join(ENTITIES)
        raise ProblemError(404, f"there is no entity {entity!r}{suggestion(entity, ENTITIES)} Entities: {entities}")
    return ENTITIES[entity]


def _equals(value: Any, text: str) -> bool:
    """Whether the value of a field equals a text of a query string; of a list, whether an item does."""
    if isinstance(value, tuple):
        return any(_equals(item, text) for item in value)
    if isinstance(value, str):
        return value == text or (ids.is_uuid(value) and same_id(text, value))
    plain = msgspec.to_builtins(value)
    return (plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()) == text


@route(
    "GET",
    "/diff",
    "List what changed since a snapshot, or since the world opened",
    problems={404: "The world has no such snapshot."},
)
async def get_diff(world: World, query: DiffQuery) -> Changes:
    """Only the difference between the two states: a record that was created and deleted in between is not listed."""
    before = world.initial_state if query.origin is None else find_snapshot(world, query.origin)
    return serialize.changes(between(before, world.db))


ROUTES: Final[tuple[Route, ...]] = (count_records, list_records, get_record, get_diff)
