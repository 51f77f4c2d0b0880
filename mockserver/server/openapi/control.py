"""The control API's part of the OpenAPI document."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec

from mockserver.fault_spec import FaultSpec
from mockserver.server.control.blobs import BlobSpec
from mockserver.server.control.clock import AdvanceSpec, ClockSpec
from mockserver.server.control.helpers import Calls
from mockserver.server.control.records import DiffQuery, ExplainQuery, PageQuery
from mockserver.server.control.requests import RequestsQuery
from mockserver.server.control.snapshots import SnapshotSpec
from mockserver.server.control.tokens import TokenSpec
from mockserver.server.control.worlds import OpenSpec, PeopleQuery
from mockserver.server.journal.verify import Expectation

Json = Any

TAG: Final = "Control API"
ABOUT: Final = (
    "What a test does to the mock itself. A bearer token picks the world; without one it is the default world."
)
REF: Final = "#/components/schemas/{name}"


class Described(NamedTuple):
    """A call: what it does, what it takes, and the status when it is done."""

    summary: str
    body: type[msgspec.Struct] | None = None
    query: type[msgspec.Struct] | None = None
    done: int = 200
    example: Json = None


DESCRIBED: Final[Mapping[tuple[str, str], Described]] = {
    ("GET", "/worlds"): Described("List the open worlds"),
    ("POST", "/worlds"): Described(
        "Open a world, or fork one", OpenSpec, done=201, example={"fixture": "demo", "seed": 7}
    ),
    ("GET", "/worlds/{id}"): Described("Show a world with its people and their tokens"),
    ("DELETE", "/worlds/{id}"): Described("Close a world", done=204),
    ("POST", "/reset"): Described("Set the world back to the state it opened with", done=204),
    ("GET", "/people"): Described("List the people of the world with their tokens", query=PeopleQuery),
    ("POST", "/tokens"): Described(
        "Make a token for a person",
        TokenSpec,
        done=201,
        example={"person_id": "owner@example.com", "access": "read_only"},
    ),
    ("DELETE", "/tokens/{token}"): Described("Revoke a token", done=204),
    ("POST", "/blobs"): Described(
        "Describe a blob, or upload one: with a `filename` parameter the body is the file",
        BlobSpec,
        done=201,
        example={"filename": "plan.pdf", "size": 1024, "content_type": "application/pdf"},
    ),
    ("GET", "/clock"): Described("Read the world's clock"),
    ("PUT", "/clock"): Described(
        "Set the clock, stop it or let it run", ClockSpec, example={"now": "2026-04-01T09:00:00Z"}
    ),
    ("POST", "/clock/advance"): Described("Move the clock on", AdvanceSpec, example={"days": 7}),
    ("GET", "/faults"): Described("List the rules by which calls fail"),
    ("POST", "/faults"): Described(
        "Make calls fail",
        FaultSpec,
        done=201,
        example={"match": {"endpoint": "get_goals"}, "action": {"status": 503}, "times": 2},
    ),
    ("DELETE", "/faults"): Described("Remove every rule", done=204),
    ("DELETE", "/faults/{id}"): Described("Remove a rule", done=204),
    ("GET", "/fixture"): Described("Export the world as a fixture file"),
    ("GET", "/requests"): Described("List the calls of the world and what each one changed", query=RequestsQuery),
    ("DELETE", "/requests"): Described("Forget the calls", done=204),
    ("GET", "/requests/contract"): Described("Export the requests as a session for `mockserver contract verify`"),
    ("GET", "/requests.har"): Described("Export the calls as an HTTP archive", query=RequestsQuery),
    ("POST", "/requests/verify"): Described(
        "Verify that a call was made; 409 shows the ones that came closest",
        Expectation,
        example={"endpoint": "close_goal", "inputs": {"success": "yes"}, "count": 0},
    ),
    ("GET", "/requests/stream"): Described("Follow the calls as server-sent events", query=RequestsQuery),
    ("GET", "/requests/{id}"): Described("Show a call whole"),
    ("GET", "/snapshots"): Described("List the snapshots of the world"),
    ("POST", "/snapshots"): Described(
        "Keep the state as it is now", SnapshotSpec, done=201, example={"name": "before"}
    ),
    ("POST", "/snapshots/{name}/restore"): Described("Go back to a snapshot", done=204),
    ("DELETE", "/snapshots/{name}"): Described("Forget a snapshot", done=204),
    ("GET", "/state"): Described("Count the records of each entity"),
    ("GET", "/state/{entity}"): Described("List records; every field is a filter", query=PageQuery),
    ("GET", "/state/{entity}/{id}"): Described("Show a record"),
    ("GET", "/diff"): Described("What changed since a snapshot, or since the world was opened", query=DiffQuery),
    ("GET", "/explain"): Described(
        "Why a person may or may not do something",
        query=ExplainQuery,
        example={"endpoint": "goals/update_name"},
    ),
    ("GET", "/"): Described("The console, a page for people"),
    ("GET", "/docs"): Described("This document as a page to try calls from"),
    ("GET", "/openapi.json"): Described("This document, with examples from the world"),
}

UNLISTED: Final = frozenset({("GET", ""), ("GET", "/docs/{name}")})
"""Another spelling of the console, and the files that the reference page is made of."""

PROBLEM: Final[Json] = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
}


def add_control(document: dict[str, Json], calls: Calls, root: str) -> None:
    """Adds the calls and their types to a document of the external API."""
    specs = {spec for one in DESCRIBED.values() for spec in (one.body, one.query) if spec is not None}
    _, types = msgspec.json.schema_components(sorted(specs, key=lambda spec: spec.__name__), ref_template=REF)
    document["components"]["schemas"] |= {**types, "Problem": PROBLEM}
    document["components"]["responses"]["Problem"] = {
        "description": "A refusal with a text that says what to do (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}},
    }
    document["tags"].append({"name": TAG, "description": ABOUT})
    for method, path, _ in calls:
        if (method, path) in UNLISTED:
            continue
        described = DESCRIBED[method, path]
        document["paths"].setdefault(root + path, {})[method.lower()] = _operation(method, path, described, types)


def _operation(method: str, path: str, described: Described, types: Mapping[str, Json]) -> Json:
    words = re.findall(r"\w+", path.replace("{", "by {"))
    operation: dict[str, Json] = {
        "operationId": "_".join(["mock", method.lower(), *words]),
        "summary": described.summary,
        "tags": [TAG],
        "security": [{"token": []}, {}],
        "parameters": _parameters(path, described, types),
        "responses": {
            str(described.done): {"description": "Done."},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }
    if described.body is not None:
        media: dict[str, Json] = {"schema": {"$ref": REF.format(name=described.body.__name__)}}
        if described.example is not None:
            media["example"] = described.example
        operation["requestBody"] = {"content": {"application/json": media}}
    return operation


def _parameters(path: str, described: Described, types: Mapping[str, Json]) -> list[Json]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    if described.query is None:
        return in_path
    members = types[described.query.__name__]["properties"]
    shown = described.example or {}
    return in_path + [
        {"name": name, "in": "query", "schema": schema} | ({"example": shown[name]} if name in shown else {})
        for name, schema in members.items()
    ]
