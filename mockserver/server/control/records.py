"""The routes that return the stored records of a world, and the route that returns their changes."""

from heapq import nlargest, nsmallest
from itertools import islice
from typing import Any, Final

import msgspec
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from mockserver.contract.names import suggestion
from mockserver.model import ids
from mockserver.model.kinds import ENTITIES, NAMES
from mockserver.model.record import Record
from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import route
from mockserver.server.control.snapshots import find_snapshot
from mockserver.server.http import plug_parser
from mockserver.server.journal import serialize
from mockserver.server.journal.verify import same_id
from mockserver.server.schemas.base import Json
from mockserver.server.schemas.records import Changes, DiffQuery, RecordCounts, RecordList, RecordsQuery
from mockserver.server.worlds.world import World
from mockserver.store.diff import between
from mockserver.store.table import Table
from mockserver.views.record_ids import api_id

CHUNK_RECORDS: Final = 1000
"""The number of records that are searched in one step, which takes about two milliseconds. Other threads can run
between two steps."""
MAX_PARTIAL_SORT: Final = 5000
"""The maximum number of records for a partial sort. If a page ends after at most this number of records, only the
records up to its end are sorted. Otherwise all records are sorted, which blocks other threads for longer."""


@route("GET", "/state", "Count the records of each entity")
async def count_records(world: World) -> RecordCounts:
    db = world.db
    return RecordCounts(version=db.version, entities={NAMES[kind]: len(db.table(kind)) for kind in NAMES})


@route("GET", "/state/{entity}", "List records", problems={404: "There is no entity of this name."})
async def list_records(world: World, http: Request, entity: str, query: RecordsQuery) -> RecordList:
    """Every field of the entity can be used as a filter, for example `name=Grow`. For a field that contains an id, the
    value can be an id or a UUID.
    """
    kind = _kind(entity)
    filters = {name: text for name, text in http.query_params.items() if name not in RecordsQuery.__struct_fields__}
    if "uuid" in filters:
        filters["id"] = filters.pop("uuid")
    for name in filters:
        if name not in kind.__struct_fields__:
            fields = (*RecordsQuery.__struct_fields__, *kind.__struct_fields__)
            known = ", ".join(f"`{field}`" for field in fields)
            raise ProblemError(400, f"unknown field `{name}`{suggestion(name, fields) or '.'} Known keys: {known}")
    _check_sort(kind, query.sort)
    table = world.db.table(kind)
    start, end = (query.page - 1) * query.per_page, query.page * query.per_page
    if filters or query.search or query.sort:
        fork = table.fork()  # the thread reads the fork, because requests can change the table meanwhile
        count, listed = await to_thread.run_sync(_select_page, fork, filters, query, start, end)
    else:
        count, listed = len(table), list(islice(table, start, end))
    return RecordList(count=count, page=query.page, per_page=query.per_page, records=[_record(row) for row in listed])


@route("GET", "/state/{entity}/{id}", "Get a record", problems={404: "The entity or the record does not exist."})
async def get_record(world: World, entity: str, id: str) -> Response:
    """In the response, `id` is the id as the API returns it, and `uuid` is the UUID. Fields that refer to other records
    contain UUIDs.
    """
    row = world.db.get(_kind(entity), ids.decode_or_none(id))
    if row is None:
        raise ProblemError(404, f"there is no {entity} with the id {id!r}")
    return Response(msgspec.json.encode(_record(row)), media_type=plug_parser.JSON)


def _record(row: Record) -> dict[str, Json]:
    """Return the stored fields of a record. `id` is the id as the API returns it, and `uuid` is the UUID."""
    fields = msgspec.to_builtins(row)
    return {"id": api_id(row), "uuid": fields.pop("id"), **fields}


def _check_sort(kind: type[Record], by: str | None) -> None:
    field = by.removeprefix("-") if by else "id"
    if field not in kind.__struct_fields__:
        known = ", ".join(f"`{name}`" for name in kind.__struct_fields__)
        raise ProblemError(400, f"`sort` must be the name of a field, but is {field!r}. The fields are {known}")


def _select_page(
    table: Table[Record], filters: dict[str, str], query: RecordsQuery, start: int, end: int
) -> tuple[int, list[Record]]:
    """Return the number of records that match the filters and the search text, and one page of the matching records.

    The page contains the records from index `start` to `end`, in the order of `query.sort`.

    This function runs in a thread. It works in short steps, so that other threads can run between the steps.
    """
    rows = list(table)
    if filters:
        rows = [row for row in rows if all(_equals(getattr(row, key), text) for key, text in filters.items())]
    if query.search:
        rows = _with_text(rows, query.search.casefold())
    return len(rows), _sorted(rows, query.sort, end)[start:end] if query.sort else rows[start:end]


def _with_text(rows: list[Record], text: str) -> list[Record]:
    """Return the records whose JSON contains `text`. Case is ignored; `text` must be in lower case."""
    encoder = msgspec.json.Encoder()
    found: list[Record] = []
    for start in range(0, len(rows), CHUNK_RECORDS):
        chunk = rows[start : start + CHUNK_RECORDS]
        lines = encoder.encode_lines(chunk).decode().casefold()
        if text in lines:
            found += [row for row, line in zip(chunk, lines.split("\n"), strict=False) if text in line]
    return found


def _sorted(rows: list[Record], by: str, count: int) -> list[Record]:
    """Return at least the first `count` records, sorted by a field. `by` is the name of the field, with the prefix `-`
    for descending order."""
    field, descending = by.removeprefix("-"), by.startswith("-")

    def key(row: Record) -> tuple[bool, bool, float, str]:
        return _sort_key(getattr(row, field))

    if count > MAX_PARTIAL_SORT:
        return sorted(rows, key=key, reverse=descending)
    return nlargest(count, rows, key) if descending else nsmallest(count, rows, key)


def _sort_key(value: Any) -> tuple[bool, bool, float, str]:
    """Return the sort key of a value: null comes first, then numbers by size, then all other values as text."""
    if isinstance(value, int | float):
        return True, False, float(value), ""
    plain = value if isinstance(value, str) else msgspec.to_builtins(value)
    text = plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()
    return value is not None, True, 0.0, text.casefold()


def _kind(entity: str) -> type[Record]:
    if entity not in ENTITIES:
        entities = ", ".join(ENTITIES)
        end = suggestion(entity, ENTITIES) or "."
        raise ProblemError(404, f"there is no entity {entity!r}{end} Entities: {entities}")
    return ENTITIES[entity]


def _equals(value: Any, text: str) -> bool:
    """Return whether the value of a field equals a text from a query string. If the value is a list, one of its items
    must be equal to the text."""
    if isinstance(value, tuple):
        return any(_equals(item, text) for item in value)
    if isinstance(value, str):
        return value == text or (ids.is_uuid(value) and same_id(text, value))
    plain = msgspec.to_builtins(value)
    return (plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()) == text


@route(
    "GET",
    "/diff",
    "List the changes since a snapshot, or since the world was opened",
    problems={404: "The world has no snapshot of this name."},
)
async def get_diff(world: World, query: DiffQuery) -> Changes:
    """The current state is compared with the earlier state. A record that was created and deleted since then is not
    listed.
    """
    before = world.initial_state if query.origin is None else find_snapshot(world, query.origin)
    return serialize.changes(between(before, world.db))
