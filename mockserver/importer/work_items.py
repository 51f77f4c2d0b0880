"""Reads the fields and the check-ins that goals and projects have in common."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from mockserver.importer.source import Source, access, date
from mockserver.importer.spaces import sends_to_everyone
from mockserver.seed.fixture_schema import CheckIn, Entry

Json = Any
AnyCheckIn = TypeVar("AnyCheckIn", bound=CheckIn)


def in_spaces(records: list[Json], spaces: set[str] | None) -> list[Json]:
    """Return the goals or projects in the spaces, or all of them if `spaces` is None."""
    return [one for one in records if spaces is None or (one.get("space") and one["space"]["id"] in spaces)]


def shared_fields(source: Source, record: Json, full: Json, events: list[Json], created: str) -> dict[str, Any]:
    """Return the fields of `WorkItem`, from the record in a list and the record of the detail view.

    `created` is the action of an activity. The author of this activity is the creator of the goal or project.
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
    """Describes how the API returns the check-ins of goals or of projects."""

    endpoint: str
    key: str
    """The key of the record in the response."""
    text: str
    acknowledged_by: str
    commented: str
    """The `entity_type` in requests to `get_comments`."""


GOAL_CHECK_IN: Final = CheckInView(
    "get_goal_progress_update", "update", "message", "acknowledging_person", "goal_update"
)
PROJECT_CHECK_IN: Final = CheckInView(
    "get_project_check_in", "project_check_in", "description", "acknowledged_by", "project_check_in"
)


def read_check_in(source: Source, record: Json, view: CheckInView, kind: type[AnyCheckIn]) -> AnyCheckIn:
    """Convert the record of a check-in in a list to an entry with its comments."""
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
