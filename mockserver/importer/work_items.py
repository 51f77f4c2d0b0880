"""Reads the data that goals and projects have in common: fields, check-ins, closing and reopening."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from mockserver.importer.source import Source, access, date
from mockserver.seed.fixture_schema import CheckIn, Closure, Entry, Statement

Json = Any
AnyCheckIn = TypeVar("AnyCheckIn", bound=CheckIn)


def in_spaces(records: list[Json], spaces: set[str] | None) -> list[Json]:
    """Return those records that are in the spaces with the ids `spaces`, or all records if `spaces` is None. `records`
    are goals or projects."""
    return [record for record in records if spaces is None or (record.get("space") and record["space"]["id"] in spaces)]


def shared_fields(source: Source, record: Json, full: Json, events: list[Json], created: str) -> dict[str, Any]:
    """Return the fields that goals and projects have in common in a fixture. `record` is the goal or project from the
    response of a list query. `full` is the same goal or project from the query for one record.

    `created` is the action of the activity of the creation, for example `goal_created`. The author of this activity in
    `events` becomes the value of `by`.
    """
    timeframe = record.get("timeframe") or {}
    return {
        "at": record["inserted_at"],
        "by": next((source.person(event["author"]) for event in events if event["action"] == created), None),
        "name": record["name"],
        "space": source.spaces.get((record.get("space") or {}).get("id")),
        "champion": source.person(record.get("champion")),
        "reviewer": source.person(record.get("reviewer")),
        "text": source.text(record.get("description")),
        "starts": date(timeframe.get("contextual_start_date")),
        "due": date(timeframe.get("contextual_end_date")),
        "access": access(full.get("access_levels")),
    }


class CheckInFormat(msgspec.Struct, frozen=True):
    """Describes how the API returns the check-ins of goals or of projects."""

    endpoint: str
    key: str
    """The key of the check-in in the response."""
    text: str
    acknowledged_by: str
    entity_type: str
    """The `entity_type` in requests to `get_comments`."""


GOAL_CHECK_IN: Final = CheckInFormat(
    "get_goal_progress_update", "update", "message", "acknowledging_person", "goal_update"
)
PROJECT_CHECK_IN: Final = CheckInFormat(
    "get_project_check_in", "project_check_in", "description", "acknowledged_by", "project_check_in"
)


def read_check_in(source: Source, record: Json, format: CheckInFormat, kind: type[AnyCheckIn]) -> AnyCheckIn:
    """Return the fixture entry of a check-in, with its comments. `record` is the check-in from the response of a list
    query. The other fields of the check-in are requested from the server."""
    inputs: Any = {"include_reactions": True, "include_acknowledged_by": True, "include_subscriptions_list": True}
    full = source.get(format.endpoint, format.key, id=record["id"], **inputs) or record
    entry = kind(**source.statement_fields(record, full, format.text, format.entity_type), status=record["status"])
    if record.get("acknowledged_at"):
        entry.acknowledged = Entry(at=record["acknowledged_at"], by=source.person(full.get(format.acknowledged_by)))
    return entry


def closure(source: Source, at: str, closing: Json, status: Json, record: Json, text: str, entity_type: str) -> Closure:
    """Return the fixture entry of the closing of a goal or project. `closing` contains the author. `record` contains
    the text (the argument `text` is its key), the reactions, and the id with which the comments are requested."""
    return Closure(
        at=at,
        by=source.person(closing.get("author")),
        outcome=status if status in ("achieved", "missed") else "missed",
        text=source.text(record.get(text)),
        reactions=source.reactions(record),
        comments=source.comments(entity_type, record["id"]) if record.get("id") else [],
    )


def statement(source: Source, activity: Json) -> Statement:
    """Return the fixture entry for an activity that records the reopening of a goal or the resumption of a project."""
    text = source.text((activity.get("comment_thread") or {}).get("message"))
    return Statement(at=activity["inserted_at"], by=source.person(activity.get("author")), text=text)
