"""Converts arguments of `MockWorld`'s methods, such as times and people, to values that the control API accepts."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from mockserver.server.schemas.worlds import Person
from mockserver.testing.errors import MockError
from mockserver.testing.options import PersonLike, RecordLike


def time_text(value: datetime | date | str) -> str:
    """Return a time in ISO 8601 with an offset. A time without a time zone is in UTC. A date becomes 00:00 UTC of this
    day. Raises MockError if the value is not a time."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise MockError(f"{value!r} is not a time; use ISO 8601, such as 2026-03-12T09:00Z") from None
    elif not isinstance(value, date):
        raise MockError(f"{value!r} is not a time; use a datetime, or text in ISO 8601 such as 2026-03-12T09:00Z")
    elif not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()


def record_id(value: RecordLike | Person) -> str:
    """Return the id of a record. `value` is a `Person`, a dictionary with an `id`, or the id itself. Raises MockError
    if the value has no id."""
    if isinstance(value, Person):
        return value.id
    if isinstance(value, str):
        return value
    if not hasattr(value, "get"):
        raise MockError(f"{value!r} is not a record; use an id, or a dictionary with the key `id`")
    id = value.get("id")
    if isinstance(id, str):
        return id
    raise MockError(f"{value!r} has no `id`; use an id, or a dictionary with the key `id`")


def person_text(value: PersonLike) -> str:
    """Return the text by which the control API finds a person: `value` itself, or the id in `value`. Raises MockError
    if `value` has no id."""
    return record_id(value)


def without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the items whose value is not None."""
    return {name: value for name, value in values.items() if value is not None}
