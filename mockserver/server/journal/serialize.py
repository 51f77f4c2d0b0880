"""Journal entries and change sets as JSON."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from mockserver.domain.context import AccessCheck
from mockserver.model.company.companies import Person
from mockserver.model.kinds import NAMES
from mockserver.server.http.exchange import Exchange
from mockserver.store.database import ChangeSet, Database
from mockserver.store.diff import changed_fields
from mockserver.views.company import people

Json = Any

MASKED: Final = "Bearer ***"


def changes(listed: ChangeSet) -> Json:
    """The created, changed and deleted records, in the order in which they were first written."""
    result: dict[str, list[Json]] = {"created": [], "changed": [], "deleted": []}
    for change in listed:
        row = {"entity": NAMES[change.kind], "id": change.id}
        if change.before is None:
            result["created"].append(row | {"fields": msgspec.to_builtins(change.after)})
        elif change.after is None:
            result["deleted"].append(row | {"fields": msgspec.to_builtins(change.before)})
        else:
            differing = changed_fields(change.before, change.after).items()
            fields = {name: {"from": before, "to": after} for name, (before, after) in differing}
            result["changed"].append(row | {"fields": fields})
    return result


def summary(db: Database, entry: Exchange) -> Json:
    """An entry without headers and bodies."""
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
        "checks": [_check(one) for one in entry.checks],
        "changes": changes(entry.changes),
    }


def detail(db: Database, entry: Exchange) -> Json:
    """An entry with the headers and bodies of its request and response."""
    request = {
        "path": entry.path,
        "query": entry.query.decode("latin-1"),
        "headers": header_pairs(entry.headers),
        "body": text(entry.body),
    }
    response = None
    if entry.response is not None:
        response = {"headers": header_pairs(entry.response_headers), "body": text(entry.response.body)}
    return summary(db, entry) | {"request": request, "response": response}


def started_at(entry: Exchange) -> datetime:
    """When the request was received, in real time."""
    return datetime.fromtimestamp(entry.started_at, UTC)


def _check(check: AccessCheck) -> Json:
    return {
        "entity": NAMES[check.kind],
        "id": check.id,
        "permission": check.permission,
        "level": check.needed,
        "person_level": check.level,
        "granted": check.granted,
    }


def _person(db: Database, entry: Exchange) -> Json:
    person = db.get(Person, entry.person_id)
    return {"id": people.person_id(person), "full_name": person.full_name} if person else None


def header_pairs(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Names and values of headers, with tokens masked."""
    return [
        (name.decode("latin-1"), MASKED if name == b"authorization" else value.decode("latin-1"))
        for name, value in headers
    ]


def text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
