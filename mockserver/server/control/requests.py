"""The journal of a world: list, export, verify and follow the requests."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec
from anyio import sleep
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from mockserver.conformance.record import NotRecordable
from mockserver.conformance.trace import dump
from mockserver.model.ids import Id
from mockserver.server.control import contract
from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import ControlContext, route
from mockserver.server.http import plug_parser
from mockserver.server.http.exchange import CLOSE, Exchange
from mockserver.server.journal import serialize
from mockserver.server.journal.har import har
from mockserver.server.journal.verify import verify
from mockserver.server.schemas.journal import (
    Entry,
    EntryDetail,
    EntryList,
    Expectation,
    NearMiss,
    RequestsQuery,
    StreamQuery,
    VerifyProblem,
    VerifyResult,
)
from mockserver.server.worlds.registry import WorldRegistry
from mockserver.server.worlds.world import World
from mockserver.store.database import Database

NUMBER: Final = re.compile("[0-9]{1,15}")
KEEP_ALIVE_SECONDS: Final = 15
"""After this time without an event, a stream sends a comment, because proxies close idle connections."""


@route("GET", "/requests", "List the requests of the world with their changes", example={"changed": True, "limit": 20})
async def list_requests(world: World, query: RequestsQuery) -> EntryList:
    """The journal contains the latest 1000 requests. Requests without a valid token are in the journal of the default
    world.
    """
    serialized: Callable[[Database, Exchange], Entry] = serialize.detail if query.details else serialize.summary
    entries: list[Entry] = []
    for exchange in list(_filtered(world, query)):
        entries.append(serialized(world.db, exchange))
        if query.details:
            await sleep(0)  # lets other requests run meanwhile, because the bodies can be large
    return EntryList(requests=entries, last=world.journal.last)


@route("DELETE", "/requests", "Delete the requests of the journal")
async def clear_requests(world: World) -> None:
    world.journal.clear()


@route("GET", "/requests.har", "Export the requests and responses as an HTTP archive (HAR 1.2)")
async def get_archive(world: World, query: RequestsQuery) -> Response:
    """The archive can be opened in the developer tools of a browser."""
    return StreamingResponse(har(list(_filtered(world, query))), media_type=plug_parser.JSON)


@route(
    "GET",
    "/requests/contract",
    "Export the requests as a session for `mockserver contract verify`",
    media_type=plug_parser.JSON,
    problems={
        409: "The world cannot be recorded, because it was not opened from the fixture `empty`, or its first "
        "requests are no longer in the journal."
    },
)
async def get_contract(world: World, context: ControlContext) -> Response:
    """Placeholders replace ids and times, so that the responses of another server can be compared with the session."""

    def read_only(token: str | None) -> bool:
        grant = context.worlds.tokens.get(token)
        return grant is not None and grant.read_only

    try:
        recorded = contract.trace(world, read_only)
    except NotRecordable as error:
        raise ProblemError(409, str(error)) from None
    return Response(dump(recorded), media_type=plug_parser.JSON)


@route(
    "POST",
    "/requests/verify",
    "Verify that requests were sent",
    problems={409: "The number of matching requests differs from `count`. `closest` lists the most similar requests."},
    problem=VerifyProblem,
    example={"endpoint": "close_goal", "inputs": {"success": "yes"}, "count": 0},
)
async def verify_requests(world: World, body: Expectation) -> VerifyResult:
    person = world.require_person(body.person) if body.person else None
    result = verify(world.journal.with_waiting(body.since), body, person.id if person else None)
    count, times = len(result.matching), body.times
    if times.min <= count and (times.max is None or count <= times.max):
        return VerifyResult(count=count)
    raise ProblemError(
        409,
        f"expected {times} matching {'request' if times.ends_with_one else 'requests'}, found {count}",
        count=count,
        matching=[serialize.summary(world.db, exchange) for exchange in result.matching],
        closest=[
            NearMiss(request=serialize.summary(world.db, exchange), differences=differences)
            for exchange, differences in result.others
        ],
    )


@route(
    "GET",
    "/requests/stream",
    "Follow the requests as server-sent events",
    media_type="text/event-stream",
    problems={501: "The server runs in the process of the client. Such a server cannot send a stream."},
)
async def stream_requests(world: World, http: Request, query: StreamQuery, context: ControlContext) -> Response:
    """When the server responds to a request, the stream sends an event. The data of the event is the entry of the
    request, as in `GET /requests`. With the parameter `since`, or with the id of an entry in the header
    `Last-Event-ID`, the stream starts with the existing entries after this point.
    """
    if CLOSE not in http.scope.get("extensions", {}):
        raise ProblemError(501, "an in-process server cannot send a stream; use GET /__mock__/requests?since=… instead")
    since = query.since or http.headers.get("last-event-id") or str(world.journal.last)
    # checks the query now, because no error can be sent after the stream has started
    _filtered(world, msgspec.structs.replace(query, since=since))
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    if http.method == "HEAD":
        return Response(headers=headers, media_type="text/event-stream")
    return StreamingResponse(
        _events(context.worlds, world, query, since), media_type="text/event-stream", headers=headers
    )


async def _events(worlds: WorldRegistry, world: World, query: StreamQuery, since: str) -> AsyncIterator[bytes]:
    """Yield the encoded events of a stream until the client disconnects or the world is closed."""
    yield b": one event for each request of this world\n\n"
    version = worlds.version
    worlds.watched.append(world.journal)
    try:
        while True:
            last = world.journal.last
            for exchange in _filtered(world, msgspec.structs.replace(query, since=since)):
                data = msgspec.json.encode(serialize.summary(world.db, exchange))
                yield b"id: %d\nevent: request\ndata: %s\n\n" % (exchange.number, data)
            since = str(last)
            if query.worlds and worlds.version != version:
                yield b"event: worlds\ndata: {}\n\n"
            version = worlds.version
            if world.journal.closed:
                return
            if world.journal.last == last:
                await world.journal.wait_for_entry(KEEP_ALIVE_SECONDS)
                if world.journal.last == last and worlds.version == version and not world.journal.closed:
                    yield b": keep-alive\n\n"
    finally:
        worlds.watched.remove(world.journal)


@route(
    "GET",
    "/requests/{id}",
    "Get a request with headers and bodies",
    problems={404: "The journal has no entry with this id."},
)
async def get_request(world: World, id: str) -> EntryDetail:
    exchange = world.journal.get(int(id)) if NUMBER.fullmatch(id) else None
    if exchange is None:
        first, last = world.journal.first, world.journal.last
        entries = f"contains the entries {first} to {last}" if first <= last else "is empty"
        raise ProblemError(404, f"there is no entry {id!r}; the journal {entries}")
    return serialize.detail(world.db, exchange)


def _filtered(world: World, query: RequestsQuery) -> list[Exchange]:
    """Return the entries that match the filters, oldest first."""
    person_id = world.require_person(query.person).id if query.person is not None else None
    found = [exchange for exchange in _after(world, query.since) if _matches(query, person_id, exchange)]
    return found[-query.limit :]


def _after(world: World, since: str | None) -> Iterator[Exchange]:
    if since is None:
        return iter(world.journal)
    if NUMBER.fullmatch(since):
        return world.journal.since(int(since))
    try:
        time = datetime.fromisoformat(since)
    except ValueError:
        raise ProblemError(400, f"`since` must be the id of an entry or a time in ISO 8601, but is {since!r}") from None
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time
    return (exchange for exchange in world.journal if exchange.started_at > time.timestamp())


def _matches(query: RequestsQuery, person_id: Id | None, exchange: Exchange) -> bool:
    return (
        (query.person is None or exchange.person_id == person_id)
        and (query.endpoint is None or fnmatchcase(exchange.endpoint_name, query.endpoint))
        and (query.method is None or exchange.method == query.method)
        and (query.token is None or exchange.headers.token == query.token)
        and (query.text is None or _has_text(exchange, query.text.casefold()))
        and (query.status is None or _has_status(exchange, query.status))
        and (query.fault is None or bool(exchange.fault) == query.fault)
        and (query.changed is None or bool(exchange.changes) == query.changed)
    )


def _has_text(exchange: Exchange, text: str) -> bool:
    """Return whether the query string or a body contains `text`. Case is ignored; `text` must be in lower case."""
    bodies = (unquote_to_bytes(exchange.query), exchange.body, exchange.response.body if exchange.response else b"")
    return any(text in body.decode("utf-8", "replace").casefold() for body in bodies)


def _has_status(exchange: Exchange, pattern: str) -> bool:
    status = str(exchange.response.status) if exchange.response else ""
    return status == pattern or (pattern.endswith("xx") and status[:1] == pattern[0])
