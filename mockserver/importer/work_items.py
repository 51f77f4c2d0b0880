"""Reads what goals and projects have in common: their own fields, and check-ins."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from mockserver.importer.source import Source, access, date
from mockserver.importer.spaces import sends_to_everyone
from mockserver.seed.fixture_schema import CheckIn, Entry

Json = Any
AnyCheckIn = TypeVar("AnyCheckIn", bound=CheckIn)


def in_spaces(records: list[Json], spaces: set[str] | None) -> list[Json]:
    """The goals or projects that are in one of the spaces; all if `spaces` is None."""
    return [one for one in records if spaces is None or (one.get("space") and one["space"]["id"] in spaces)]


def shared_fields(source: Source, record: Json, full: Json, events: list[Json], created: str) -> dict[str, Any]:
    """The fields of `WorkItem`, from the record of a list and that of the detail view.

    `created` is the action of the event whose author created the goal or project.
    """
    frame = record.get("timeframe") or {}
    return {
        "at": record["inserted_at"],
        "by": next((source.person(one["author"]) for one in events if one["action"] == created), None),
        "name": record["name"],
        "space": source.spaces.get((record.get("space") or {}).get("id")),
        "champion": source.person(record.get("champion")),
        "reviewer": source.person(record.get("reviewer")),
        "text": source.text(record.get("description")),
        "starts": date(frame.get("contextual_start_date")),
        "due": date(frame.get("contextual_end_date")),
        "access": access(full.get("access_levels")),
    }


class CheckInView(msgspec.Struct, frozen=True):
    """How the API returns check-ins of one kind."""

    endpoint: str
    key: str
    """The key of the record in the response."""
    text: str
    acknowledged_by: str
    commented: str
    """The type for `get_comments`."""


GOAL_CHECK_IN: Final = CheckInView(
    "get_goal_progress_update", "update", "message", "acknowledging_person", "goal_update"
)
PROJECT_CHECK_IN: Final = CheckInView(
    "get_project_check_in", "project_check_in", "description", "acknowledged_by", "project_check_in"
)


def read_check_in(source: Source, record: Json, view: CheckInView, kind: type[AnyCheckIn]) -> AnyCheckIn:
    """A check-in with its comments, from its record in a list."""
    inputs: Any = {"include_reactions": True, "include_acknowledged_by": True, "include_subscriptions_list": True}
    full = source.get(view.endpoint, view.key, id=record["id"], **inputs) or record
    entry = kind(
        at=record["inserted_at"],
        by=source.person(record.get("author")),
        status=record["status"],
        text=source.text(record.get(view.text)),
        everyone=sends_to_everyone(full),
        reactions=source.reactions(full),
        comments=source.comments(view.commented, record["id"], record.get("comments_count")),
    )
    if record.get("acknowledged_at"):
        entry.acknowledged = Entry(at=record["acknowledged_at"], by=source.person(full.get(view.acknowledged_by)))
    return entry
