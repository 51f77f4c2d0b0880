"""Calls and changes, told to a person or a tool: as JSON, and as HAR 1.2."""

from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from mockserver import __version__
from mockserver.model.company.companies import Person
from mockserver.model.kinds import NAMES
from mockserver.server.http.exchange import Exchange
from mockserver.server.worlds.worlds import World
from mockserver.store.database import ChangeSet
from mockserver.store.diff import changed_fields
from mockserver.views.company import people

Json = Any

MASKED: Final = "Bearer ***"


def changes(listed: ChangeSet) -> Json:
    """What was created, changed and deleted, in the order in which it was first touched."""
    told: dict[str, list[Json]] = {"created": [], "changed": [], "deleted": []}
    for change in listed:
        row = {"entity": NAMES[change.kind], "id": change.id}
        if change.before is None:
            told["created"].append(row | {"fields": msgspec.to_builtins(change.after)})
        elif change.after is None:
            told["deleted"].append(row | {"fields": msgspec.to_builtins(change.before)})
        else:
            differing = changed_fields(change.before, change.after).items()
            fields = {name: {"from": before, "to": after} for name, (before, after) in differing}
            told["changed"].append(row | {"fields": fields})
    return told


def line(world: World, call: Exchange) -> Json:
    """A call in short."""
    return {
        "id": call.number,
        "at": moment(call),
        "world_time": call.now,
        "person": _person(world, call),
        "method": call.method,
        "endpoint": call.name,
        "inputs": call.inputs,
        "status": call.answer.status if call.answer else None,
        "duration_ms": round(call.took * 1000, 3),
        "fault": call.fault or None,
        "hint": call.answer.hint if call.answer else None,
        "changes": changes(call.changes),
    }


def whole(world: World, call: Exchange) -> Json:
    """A call with all that went over the wire."""
    request = {
        "path": call.path,
        "query": call.query.decode("latin-1"),
        "headers": _headers(call.headers),
        "body": _text(call.body),
    }
    response = {"headers": _headers(call.sent), "body": _text(call.answer.body)} if call.answer else None
    return line(world, call) | {"request": request, "response": response}


def moment(call: Exchange) -> datetime:
    """When a call came in, by the calendar."""
    return datetime.fromtimestamp(call.at, UTC)


def _person(world: World, call: Exchange) -> Json:
    person = world.db.get(Person, call.access.person_id) if call.access else None
    return {"id": people.person_id(person), "full_name": person.full_name} if person else None


def _headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), MASKED if name == b"authorization" else value.decode("latin-1"))
        for name, value in headers
    ]


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


# --- HTTP archive 1.2 ------------------------------------------------------------------------------------------------


def har(calls: Iterable[Exchange]) -> Json:
    """The calls as browser developer tools open them."""
    creator = {"name": "mockserver", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "pages": [], "entries": [_har_entry(one) for one in calls]}}


def _har_entry(call: Exchange) -> Json:
    spent = call.took * 1000
    return {
        "startedDateTime": moment(call),
        "time": spent,
        "request": _har_request(call),
        "response": _har_response(call),
        "cache": {},
        "timings": {"send": 0, "wait": spent, "receive": 0},
        "comment": call.fault,
    }


def _har_request(call: Exchange) -> Json:
    query = call.query.decode("latin-1")
    host = call.header(b"host") or "localhost"
    request = {
        "method": call.method,
        "url": f"http://{host}{call.path}" + (f"?{query}" if query else ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _har_pairs(_headers(call.headers)),
        "queryString": _har_pairs(parse_qsl(query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": len(call.body),
    }
    if call.body:
        request["postData"] = {"mimeType": call.header(b"content-type") or "", "text": _text(call.body)}
    return request


def _har_response(call: Exchange) -> Json:
    answer = call.answer
    status = answer.status if answer else 0
    body = answer.body if answer else b""
    type = answer.content_type.decode("latin-1") if answer and answer.content_type else ""
    return {
        "status": status,
        "statusText": REASONS.get(status, ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _har_pairs(_headers(call.sent if answer else ())),
        "content": {"size": len(body), "mimeType": type, "text": _text(body)},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": len(body),
    }


REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


def _har_pairs(pairs: Iterable[tuple[str, str]]) -> Json:
    return [{"name": name, "value": value} for name, value in pairs]
