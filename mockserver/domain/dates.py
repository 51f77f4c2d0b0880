"""Contextual dates as clients send them, and the sides of a timeframe (contract: goals 3.2)."""

from collections.abc import Mapping
from typing import Any

from mockserver.domain.errors import Crash
from mockserver.model.dates import ContextualDate, Timeframe, expected_value

PARTS = ("date_type", "value", "date")


def contextual(sent: Mapping[str, Any] | None, name: str) -> ContextualDate | None:
    """The date that an input of type `contextual_date` stands for; one that does not fit together is a crash."""
    if sent is None:
        return None
    for part in PARTS:
        if part not in sent:
            raise Crash(f"`{name}` has no `{part}`; the real server fails to store it")
    date_type, value, date = (sent[part] for part in PARTS)
    expected = expected_value(date_type, date)
    if not value.strip() or "\0" in value or expected not in (None, value):
        wanted = "any text that is not blank" if expected is None else f"`{expected}`"
        raise Crash(f"the value of `{name}` must be {wanted} for this {date_type}; the real server fails to store it")
    return ContextualDate(date_type, value, date)


def with_start(timeframe: Timeframe | None, start: ContextualDate | None) -> Timeframe | None:
    """The timeframe with another start; without a timeframe, clearing a side makes none."""
    if timeframe is None:
        return None if start is None else Timeframe(start, None)
    return Timeframe(start, timeframe.contextual_end_date)


def with_end(timeframe: Timeframe | None, end: ContextualDate | None) -> Timeframe | None:
    """The timeframe with another end; without a timeframe, clearing a side makes none."""
    if timeframe is None:
        return None if end is None else Timeframe(None, end)
    return Timeframe(timeframe.contextual_start_date, end)
