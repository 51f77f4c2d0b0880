"""Contextual dates and timeframes (contract: goals 3)."""

from datetime import date, datetime
from typing import Final, Literal

import msgspec

DateType = Literal["day", "month", "quarter", "year"]

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ContextualDate(msgspec.Struct, frozen=True):
    """A date and its precision: a day, or the month, quarter or year that it stands for."""

    date_type: DateType
    value: str
    date: date


class Timeframe(msgspec.Struct, frozen=True):
    """A start and an end, each of which can be open."""

    contextual_start_date: ContextualDate | None = None
    contextual_end_date: ContextualDate | None = None


def day(of: date, *, padded: bool = False) -> ContextualDate:
    """A date of type `day`, with the text of the real server for it (`Mar 5, 2026`, or `Mar 05, 2026` if padded)."""
    number = f"{of.day:02}" if padded else str(of.day)
    return ContextualDate("day", f"{MONTHS[of.month - 1]} {number}, {of.year}", of)


def expected_value(date_type: DateType, of: date) -> str | None:
    """The only valid `value` of a month, quarter or year; None for a day, which can have any."""
    if date_type == "month":
        return f"{MONTHS[of.month - 1]} {of.year}"
    if date_type == "quarter":
        return f"Q{(of.month + 2) // 3} {of.year}"
    if date_type == "year":
        return str(of.year)
    return None


def start_of(timeframe: Timeframe | None) -> date | None:
    """The first day, None if that side is open."""
    side = timeframe.contextual_start_date if timeframe else None
    return side.date if side else None


def end_of(timeframe: Timeframe | None) -> date | None:
    """The last day, None if that side is open."""
    side = timeframe.contextual_end_date if timeframe else None
    return side.date if side else None


def at_midnight(of: date, like: datetime) -> datetime:
    """The start of a day, in the time zone of a given time."""
    return datetime(of.year, of.month, of.day, tzinfo=like.tzinfo)
