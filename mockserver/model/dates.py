"""Contextual dates and timeframes (contract: goals 3)."""

from datetime import date, datetime
from typing import Final, Literal

import msgspec

DateType = Literal["day", "month", "quarter", "year"]

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ContextualDate(msgspec.Struct, frozen=True):
    """A day, month, quarter or year. `value` is the period as text, such as `Q2 2026`, and `date` is a day in the
    period."""

    date_type: DateType
    value: str
    date: date


class Timeframe(msgspec.Struct, frozen=True):
    """A period whose start and end can be null."""

    contextual_start_date: ContextualDate | None = None
    contextual_end_date: ContextualDate | None = None


def day(of: date, *, padded: bool = False) -> ContextualDate:
    """Return a contextual date of the type `day`. Its `value` is a text such as `Mar 5, 2026`. If `padded` is true, the
    number of the day always has two digits: `Mar 05, 2026`."""
    number = f"{of.day:02}" if padded else str(of.day)
    return ContextualDate("day", f"{MONTHS[of.month - 1]} {number}, {of.year}", of)


def expected_value(date_type: DateType, of: date) -> str | None:
    """Return the only valid `value`, such as `Q2 2026`, of a month, quarter or year whose `date` is `of`. Return None
    for the type `day`, because the `value` of a day can be any text."""
    if date_type == "month":
        return f"{MONTHS[of.month - 1]} {of.year}"
    if date_type == "quarter":
        return f"Q{(of.month + 2) // 3} {of.year}"
    if date_type == "year":
        return str(of.year)
    return None


def start_of(timeframe: Timeframe | None) -> date | None:
    """Return the `date` of the start of a timeframe, or None if the timeframe or its start is None."""
    start = timeframe.contextual_start_date if timeframe else None
    return start.date if start else None


def end_of(timeframe: Timeframe | None) -> date | None:
    """Return the `date` of the end of a timeframe, or None if the timeframe or its end is None."""
    end = timeframe.contextual_end_date if timeframe else None
    return end.date if end else None


def at_midnight(of: date, like: datetime) -> datetime:
    """Return the time 00:00 of a day, in the time zone of `like`."""
    return datetime(of.year, of.month, of.day, tzinfo=like.tzinfo)
