"""Contextual dates and timeframes (contract: goals 3)."""

from datetime import date, datetime
from typing import Final, Literal

import msgspec

DateType = Literal["day", "month", "quarter", "year"]

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ContextualDate(msgspec.Struct, frozen=True):
    """A date and how it was meant: the day itself, or the month, quarter or year it stands for."""

    date_type: DateType
    value: str
    date: date


class Timeframe(msgspec.Struct, frozen=True):
    """Two sides, each of which may be open."""

    contextual_start_date: ContextualDate | None = None
    contextual_end_date: ContextualDate | None = None


def day(of: date, *, padded: bool = False) -> ContextualDate:
    """The day itself, written as the server writes one it made up (`Mar 5, 2026`, or `Mar 05, 2026` padded)."""
    number = f"{of.day:02}" if padded else str(of.day)
    return ContextualDate("day", f"{MONTHS[of.month - 1]} {number}, {of.year}", of)


def expected_value(date_type: DateType, of: date) -> str | None:
    """The only text that a month, quarter or year may carry; None for a day, which may carry any."""
    if date_type == "month":
        return f"{MONTHS[of.month - 1]} {of.year}"
    if date_type == "quarter":
        return f"Q{(of.month + 2) // 3} {of.year}"
    if date_type == "year":
        return str(of.year)
    return None


def start_of(timeframe: Timeframe | None) -> date | None:
    """The first day, None where that side is open."""
    side = timeframe.contextual_start_date if timeframe else None
    return side.date if side else None


def end_of(timeframe: Timeframe | None) -> date | None:
    """The last day, None where that side is open."""
    side = timeframe.contextual_end_date if timeframe else None
    return side.date if side else None


def at_midnight(of: date, like: datetime) -> datetime:
    """The first moment of a day, in the zone of another moment."""
    return datetime(of.year, of.month, of.day, tzinfo=like.tzinfo)
