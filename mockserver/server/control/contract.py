"""Converts the journal of a world to a trace: a recorded session for another server (docs/conformance.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from mockserver.conformance.record import Blob, NotRecordable, RecordedRequest, Recorder
from mockserver.conformance.trace import Trace
from mockserver.model import ids
from mockserver.model.company import companies as model
from mockserver.model.company.companies import Company, Person
from mockserver.server.http import forms
from mockserver.server.http.exchange import Exchange
from mockserver.server.worlds.world import World
from mockserver.store.database import Database

Json = Any

LITERAL: Final = (b"accept", b"content-type")
"""The headers that determine how the real server parses a request. If a trace contains a request without decoded
inputs, it contains these headers, but no other headers of the request."""


def trace(world: World, is_read_only: Callable[[str | None], bool]) -> Trace:
    """Return a trace of the requests of a world since its latest reset. Placeholders replace ids and times.

    Requests to which a fault was applied are left out, because a real server has no faults. `is_read_only` returns
    whether a token is read-only. Raises NotRecordable, for example if the world was not opened from the fixture
    `empty`.
    """
    start = world.initial_state
    people = list(start.all(Person))
    if len(people) != 1 or world.db.contents.keys() - {blob.id for blob in world.db.all(model.Blob)}:
        raise NotRecordable(
            "a world can be recorded only if it was opened from the fixture `empty`; this world has other data"
        )
    if world.journal.first > world.journal.last_before_reset + 1:
        raise NotRecordable("the journal no longer contains the first requests of this world; record a shorter session")
    company, owner = next(start.all(Company)), people[0]
    known = {record.id for database in (start, world.db) for kind in database.tables for record in database.all(kind)}
    known |= {change.id for entry in world.journal for change in entry.changes}
    recorder = Recorder(
        start.clock.now(),
        ids.company_code(company.short_id),
        owner.id,
        known.__contains__,
        [Blob(row.id, row.filename, row.size, row.content_type) for row in world.db.all(model.Blob)],
    )
    for entry in world.journal:
        if entry.response is not None and not entry.fault:
            recorder.add(_recorded(entry, read_only=is_read_only(entry.headers.token)))
    return recorder.trace(company.name, _settings(start, company, owner))


def _settings(start: Database, company: Company, owner: Person) -> dict[str, dict[str, str | None]]:
    return {
        "company": {"name": company.name},
        "owner": {"full_name": owner.full_name, "email": owner.email, "title": owner.title},
    }


def _recorded(entry: Exchange, *, read_only: bool) -> RecordedRequest:
    response = entry.response
    assert response is not None
    inputs = _inputs(entry)
    query = entry.query.decode("latin-1")
    return RecordedRequest(
        person_id=entry.person_id,
        read_only=read_only,
        time=entry.world_time,
        method=entry.method,
        path=entry.path + (f"?{query}" if query else ""),
        endpoint=entry.endpoint.name if entry.endpoint is not None and inputs is not None else None,
        inputs=inputs or {},
        headers={
            name.decode("latin-1"): value.decode("latin-1") for name, value in entry.headers.pairs if name in LITERAL
        },
        content=entry.body.decode("utf-8", "replace"),
        status=response.status,
        content_type=response.content_type.decode("latin-1") if response.content_type else None,
        body="" if entry.method == "HEAD" else _parsed(response.body),
    )


def _inputs(entry: Exchange) -> dict[str, Json] | None:
    """Return the inputs of a GET request without a body, or of a POST request with a JSON object and without a query
    string. Return None for all other requests, whose undecoded path, headers and body are in the trace."""
    try:
        if entry.method == "GET" and not entry.body:
            return forms.decode_query(entry.query)
        if entry.method == "POST" and not entry.query:
            sent = msgspec.json.decode(entry.body)
            return sent if isinstance(sent, dict) else None
    except (msgspec.DecodeError, forms.Malformed):
        pass
    return None


def _parsed(body: bytes) -> Json:
    """Return the JSON value of a response body, or the body as text if it is not JSON."""
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body.decode("utf-8", "replace")
