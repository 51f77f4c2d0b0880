"""Decoding contextual dates and timeframes in inputs, and storing timeframes in goals and projects (contract: goals 3).
A contextual date is a day, month, quarter or year. A timeframe consists of a start and an end, which are contextual
dates or null."""

from datetime import date
from typing import Any, TypeVar

from mockserver.domain import columns
from mockserver.domain.errors import ServerCrash
from mockserver.model.dates import ContextualDate, Timeframe, end_of, expected_value, start_of
from mockserver.model.goals.goals import Goal
from mockserver.model.projects.projects import Project
from mockserver.store.database import Database

Timed = TypeVar("Timed", Goal, Project)

DateInput = dict[str, Any]
"""A contextual date in an input. The keys of the dict are `date_type`, `value` and `date`. The value of `date` is a
`datetime.date`. A key that the client did not send is absent."""


def contextual_date(given: DateInput | None) -> ContextualDate | None:
    """Return the contextual date in an input, or None for null. Raises ServerCrash if a key is absent, or if the
    `value` of a month, quarter or year does not match the `date`."""
    if given is None:
        return None
    keys = ("date_type", "value", "date")
    date_type, value, of = (columns.required_key(given, key, "a contextual date") for key in keys)
    value = columns.required(value, "value", limit=None)
    expected = expected_value(date_type, of)
    if expected is not None and value != expected:
        raise ServerCrash(
            f"the `value` of a contextual date with the type {date_type} and the date {of} must be {expected!a}, not "
            f"{value!a}; the real server rejects other values"
        )
    return ContextualDate(date_type, value, of)


def timeframe(given: DateInput | None) -> Timeframe | None:
    """Return the timeframe in an input, or None for null. A start or end that the client did not send becomes null."""
    if given is None:
        return None
    return Timeframe(
        contextual_date(given.get("contextual_start_date")), contextual_date(given.get("contextual_end_date"))
    )


def with_start(before: Timeframe | None, start: ContextualDate | None) -> Timeframe | None:
    """Return a timeframe with the start `start` and the end of `before`. If both `before` and `start` are None, return
    None."""
    if before is None and start is None:
        return None
    return Timeframe(start, before.contextual_end_date if before else None)


def with_end(before: Timeframe | None, end: ContextualDate | None) -> Timeframe | None:
    """Return a timeframe with the start of `before` and the end `end`. If both `before` and `end` are None, return
    None."""
    if before is None and end is None:
        return None
    return Timeframe(before.contextual_start_date if before else None, end)


def set_timeframe(db: Database, row: Timed, timeframe: Timeframe | None, **fields: object) -> Timed:
    """Store a timeframe, and the values in `fields`, in a goal or project. `updated_at` changes even if the new
    timeframe is equal to the old one, because the real server stores equal timeframes again. If both timeframes are
    None, `updated_at` changes only if a value in `fields` differs from the stored one."""
    if timeframe is not None or row.timeframe is not None:
        fields["updated_at"] = db.clock.now()
    return db.change(row, timeframe=timeframe, **fields)


def set_start(db: Database, row: Timed, start: ContextualDate | None) -> dict[str, Any]:
    """Set the start of a goal or project, or remove the start if `start` is None. Returns the old and the new date for
    the content of the activity."""
    changed = set_timeframe(db, row, with_start(row.timeframe, start))
    old, new = start_of(row.timeframe), start_of(changed.timeframe)
    return {"old_start_date": _iso_text(old), "new_start_date": _iso_text(new)}


def set_due(db: Database, row: Timed, due: ContextualDate | None) -> dict[str, Any]:
    """Set the end of a goal or project, or remove the end if `due` is None. Returns the old and the new date for the
    content of the activity."""
    changed = set_timeframe(db, row, with_end(row.timeframe, due))
    old, new = end_of(row.timeframe), end_of(changed.timeframe)
    return {"old_due_date": _iso_text(old), "new_due_date": _iso_text(new)}


def _iso_text(day: date | None) -> str | None:
    """Return a date as ISO 8601 text, as in the content of activities. Return None for None."""
    return day.isoformat() if day else None
