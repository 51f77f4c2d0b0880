"""The journal of a world: what was called, whether it was, and what it changed."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from mockserver.conformance.trace import dump
from mockserver.server.control import contract
from mockserver.server.control.helpers import Calls, ControlContext, Json, Problem, answer, body, done, query
from mockserver.server.http.exchange import CLOSE, Exchange
from mockserver.server.journal import serialize
from mockserver.server.journal.har import har
from mockserver.server.journal.journal import MAX_ENTRIES
from mockserver.server.journal.verify import Expectation, VerifyResult, verify
from mockserver.server.worlds.world import World

NUMBER: Final = re.compile("[0-9]{1,15}")
BEAT_SECONDS: Final = 15
"""How long a stream is silent at most: whoever sits in between closes connections that say nothing."""


class RequestsQuery(msgspec.Struct, forbid_unknown_fields=True):
    endpoint: str | None = None
    """A name or a pattern."""
    method: str | None = None
    person: str | None = None
    status: Annotated[str, Meta(pattern="^[1-5]([0-9]{2}|xx)$")] | None = None
    """A status, or a class of them: `4xx`."""
    fault: bool | None = None
    """Only calls that met a fault, or only the others."""
    changed: bool | None = None
    """Only calls that changed something, or only the others."""
    since: str | None = None
    """The id of a call, or a moment: only what came after it."""
    limit: Annotated[int, Meta(ge=1, le=MAX_ENTRIES)] = MAX_ENTRIES
    """The latest so many."""


async def list_requests(request: Request, context: ControlContext) -> Response:
    world = context.world(request)
    found = _filtered(world, query(request, RequestsQuery))
    return answer(200, {"requests": [serialize.summary(world.db, call) for call in found], "last": world.journal.last})


async def archive(request: Request, context: ControlContext) -> Response:
    return answer(200, har(_filtered(context.world(request), query(request, RequestsQuery))))


async def record_contract(request: Request, context: ControlContext) -> Response:
    """The requests of a world that was opened from the fixture `empty`, as a trace for `mockserver contract verify`."""

    def read_only(token: str | None) -> bool:
        grant = context.worlds.tokens.get(token)
        return grant is not None and grant.read_only

    try:
        recorded = contract.trace(context.world(request), read_only)
    except contract.NotRecordable as error:
        raise Problem(409, str(error)) from None
    return Response(dump(recorded), media_type="application/json")


async def show(request: Request, context: ControlContext) -> Response:
    world, id = context.world(request), request.path_params["id"]
    call = world.journal.get(int(id)) if NUMBER.fullmatch(id) else None
    if call is None:
        raise Problem(404, f"there is no request {id!r}; the latest {MAX_ENTRIES} are kept, up to {world.journal.last}")
    return answer(200, serialize.detail(world.db, call))


async def clear(request: Request, context: ControlContext) -> Response:
    context.world(request).journal.clear()
    return done()


async def check(request: Request, context: ControlContext) -> Response:
    """200 if there are as many calls as expected, else 409 with those that came closest."""
    world, expected = context.world(request), await body(request, Expectation)
    person = world.person(expected.person) if expected.person else None
    verdict = verify(world.journal.since(expected.since), expected, person.id if person else None)
    count, times = len(verdict.matching), expected.times
    if times.min <= count and (times.max is None or count <= times.max):
        return answer(200, {"count": count})
    raise Problem(
        409,
        f"expected {times} of these calls, there {'is' if count == 1 else 'are'} {count}",
        count=count,
        matching=[serialize.summary(world.db, call) for call in verdict.matching],
        closest=list(_closest(world, verdict)),
    )


def _closest(world: World, verdict: VerifyResult) -> Iterator[Json]:
    for call, differences in verdict.others:
        yield {"request": serialize.summary(world.db, call), "differences": differences}


def _filtered(world: World, asked: RequestsQuery) -> list[Exchange]:
    """The calls that were asked for, oldest first."""
    found = [call for call in _after(world, asked.since) if _wanted(world, asked, call)]
    return found[-asked.limit :]


def _after(world: World, since: str | None) -> Iterator[Exchange]:
    if since is None:
        return iter(world.journal)
    if NUMBER.fullmatch(since):
        return world.journal.since(int(since))
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise Problem(400, f"`since` is the id of a request or a moment in ISO 8601, not {since!r}") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return (call for call in world.journal if call.started_at > moment.timestamp())


def _wanted(world: World, asked: RequestsQuery, call: Exchange) -> bool:
    if asked.person is not None:
        person = world.person(asked.person)
        if person is None or call.person_id != person.id:
            return False
    return (
        (asked.endpoint is None or fnmatchcase(call.endpoint_name, asked.endpoint))
        and (asked.method is None or call.method == asked.method)
        and (asked.status is None or _has_status(call, asked.status))
        and (asked.fault is None or bool(call.fault) == asked.fault)
        and (asked.changed is None or bool(call.changes) == asked.changed)
    )


def _has_status(call: Exchange, wanted: str) -> bool:
    status = str(call.response.status) if call.response else ""
    return status == wanted or (wanted.endswith("xx") and status[:1] == wanted[0])


async def stream(request: Request, context: ControlContext) -> Response:
    """Server-sent events, one for each call as it is answered; `since` or `Last-Event-ID` begins in the past."""
    if CLOSE not in request.scope.get("extensions", {}):
        raise Problem(501, "calls are streamed by a server behind a socket only; ask for /__mock__/requests?since=…")
    world, asked = context.world(request), query(request, RequestsQuery)
    since = asked.since or request.headers.get("last-event-id") or str(world.journal.last)
    asked = msgspec.structs.replace(asked, since=since)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_events(world, asked), media_type="text/event-stream", headers=headers)


async def _events(world: World, asked: RequestsQuery) -> AsyncIterator[bytes]:
    yield b": the calls of this world, as they are answered\n\n"
    while True:
        last = world.journal.last
        for call in _filtered(world, asked):
            yield b"id: %d\nevent: request\ndata: %s\n\n" % (
                call.number,
                msgspec.json.encode(serialize.summary(world.db, call)),
            )
        asked.since = str(last)
        if world.journal.closed:
            return
        if world.journal.last == last:
            await world.journal.wait_for_entry(BEAT_SECONDS)
            if world.journal.last == last and not world.journal.closed:
                yield b": still here\n\n"


CALLS: Final[Calls] = [
    ("GET", "/requests", list_requests),
    ("DELETE", "/requests", clear),
    ("GET", "/requests.har", archive),
    ("GET", "/requests/contract", record_contract),
    ("POST", "/requests/verify", check),
    ("GET", "/requests/stream", stream),
    ("GET", "/requests/{id}", show),
]
