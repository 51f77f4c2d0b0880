"""Creates the structs of the control API for journal entries and for changes to records."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from mockserver.domain.context import AccessCheck
from mockserver.model import ids
from mockserver.model.company.companies import Person
from mockserver.model.kinds import NAMES
from mockserver.server.http.exchange import Exchange
from mockserver.server.schemas.journal import AccessCheckInfo, Entry, EntryDetail, WireRequest, WireResponse
from mockserver.server.schemas.records import Change, Changes
from mockserver.server.schemas.worlds import PersonRef
from mockserver.store.database import Change as RecordChange
from mockserver.store.database import Database
from mockserver.store.diff import changed_fields
from mockserver.views.company import people
from mockserver.views.record_ids import api_id

MASKED: Final = {
    b"authorization": "Bearer ***",
    **dict.fromkeys((b"cookie", b"set-cookie", b"proxy-authorization", b"x-mock-control"), "***"),
}
"""Maps the names of headers that contain secrets to the text that replaces their values."""


def changes(change_set: Iterable[RecordChange]) -> Changes:
    """Divide changes to records into three lists: created, changed and deleted records. Each list has the order of
    `change_set`."""
    created: list[Change] = []
    changed: list[Change] = []
    deleted: list[Change] = []
    for change in change_set:
        if change.before is None:
            created.append(_change(change, msgspec.to_builtins(change.after)))
        elif change.after is None:
            deleted.append(_change(change, msgspec.to_builtins(change.before)))
        else:
            differing = changed_fields(change.before, change.after).items()
            changed.append(
                _change(change, {name: {"from": before, "to": after} for name, (before, after) in differing})
            )
    return Changes(created=created, changed=changed, deleted=deleted)


def _change(change: RecordChange, fields: dict[str, Any]) -> Change:
    record = change.after or change.before
    id = api_id(record) if record else ids.short(change.id)
    return Change(entity=NAMES[change.kind], id=id, uuid=change.id, fields=fields)


def summary(db: Database, entry: Exchange) -> Entry:
    """Convert a journal entry to an `Entry`, which contains neither headers nor bodies. `db` is the database of the
    world to which the journal belongs."""
    return Entry(**_fields(db, entry))


def detail(db: Database, entry: Exchange) -> EntryDetail:
    """Convert a journal entry to an `EntryDetail`, which contains the headers and bodies. `db` is the database of the
    world to which the journal belongs."""
    request = WireRequest(
        path=entry.path,
        query=entry.query.decode("latin-1"),
        headers=header_pairs(entry.headers.pairs),
        body=text(entry.body),
    )
    response = None
    if entry.response is not None:
        response = WireResponse(headers=header_pairs(entry.response_headers), body=text(entry.response.body))
    return EntryDetail(**_fields(db, entry), request=request, response=response)


def _fields(db: Database, entry: Exchange) -> dict[str, Any]:
    response = entry.response
    return {
        "id": entry.number,
        "at": started_at(entry),
        "world_time": entry.world_time,
        "person": _person(db, entry),
        "method": entry.method,
        "endpoint": entry.endpoint_name,
        "inputs": entry.inputs,
        "status": response.status if response else None,
        "duration_ms": round(entry.duration * 1000, 3),
        "fault": entry.fault or None,
        "hint": response.hint if response else None,
        "checks": [_check(check) for check in entry.checks],
        "changes": changes(entry.changes),
    }


def started_at(entry: Exchange) -> datetime:
    """Return the real time at which the request arrived."""
    return datetime.fromtimestamp(entry.started_at, UTC)


def _check(check: AccessCheck) -> AccessCheckInfo:
    return AccessCheckInfo(
        entity=NAMES[check.kind],
        id=check.id,
        permission=check.permission,
        level=check.needed,
        person_level=check.level,
        granted=check.granted,
    )


def _person(db: Database, entry: Exchange) -> PersonRef | None:
    person = db.get(Person, entry.person_id)
    return PersonRef(id=people.person_id(person), full_name=person.full_name) if person else None


def header_pairs(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Return the names and values of headers. The values of headers that contain secrets are masked."""
    return [(name.decode("latin-1"), MASKED.get(name) or value.decode("latin-1")) for name, value in headers]


def text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
