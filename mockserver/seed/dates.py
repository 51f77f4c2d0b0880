"""Moments and dates as a fixture writes them: fixed ones, and ones relative to the world's `now`."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Final

from mockserver.model.dates import MONTHS, ContextualDate, day

RELATIVE: Final = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<count>\d+)\s*"
    r"(?P<unit>m|min|minutes?|h|hours?|d|days?|w|weeks?)(?P<ago>\s+ago)?(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d{2}))?"
)
MONTH: Final = re.compile(rf"({'|'.join(MONTHS)})\w* (\d{{4}})")
QUARTER: Final = re.compile(r"Q([1-4]) (\d{4})")
YEAR: Final = re.compile(r"\d{4}")
UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

MOMENT: Final = "an ISO time (2026-03-02T14:30) or one like `-3 weeks`, `-10d 14:30`"
DATE: Final = "a day (2026-06-30, +20d), a month (Jun 2026), a quarter (Q2 2026) or a year (2026)"


class InvalidDate(ValueError):
    """A text that is no moment or no date; its own text says what was expected."""


def moment(text: str, now: datetime) -> datetime:
    """The moment that a text stands for, in UTC, whole seconds.

    >>> moment("-2 days 14:30", datetime(2026, 3, 12, 9, tzinfo=UTC)).isoformat()
    '2026-03-10T14:30:00+00:00'
    """
    if text == "now":
        return now
    if relative := RELATIVE.fullmatch(text.strip()):
        try:
            found = now + _span(relative)
        except OverflowError:
            raise InvalidDate(f"{text!r} is further away than time goes, expected {MOMENT}") from None
        if relative["hour"]:
            try:
                found = found.replace(hour=int(relative["hour"]), minute=int(relative["minute"]), second=0)
            except ValueError:
                raise InvalidDate(f"{text!r} is no time of a day, expected {MOMENT}") from None
        return found
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidDate(f"{text!r} is no moment, expected {MOMENT}") from None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.replace(microsecond=0)


def contextual(text: str, now: datetime, *, end: bool) -> ContextualDate:
    """The date that a text stands for: of a month, quarter or year its last day, or its first if it is no `end`.

    >>> contextual("Q2 2026", datetime(2026, 3, 12, tzinfo=UTC), end=True).date.isoformat()
    '2026-06-30'
    """
    try:
        return _period(text, end) or day(moment(text, now).date())
    except ValueError:
        raise InvalidDate(f"{text!r} is no date, expected {DATE}") from None


def _period(text: str, end: bool) -> ContextualDate | None:
    """The month, quarter or year that a text stands for. Raises ValueError for a year that there is not."""
    if found := MONTH.fullmatch(text):
        year, month = int(found[2]), MONTHS.index(found[1]) + 1
        return ContextualDate("month", f"{found[1]} {year}", _edge(year, month, month, end))
    if found := QUARTER.fullmatch(text):
        quarter, year = int(found[1]), int(found[2])
        return ContextualDate("quarter", text, _edge(year, quarter * 3 - 2, quarter * 3, end))
    if YEAR.fullmatch(text):
        return ContextualDate("year", text, _edge(int(text), 1, 12, end))
    return None


def _edge(year: int, first: int, last: int, end: bool) -> date:
    return date(year, last, monthrange(year, last)[1]) if end else date(year, first, 1)


def _span(relative: re.Match[str]) -> timedelta:
    span = timedelta(**{UNITS[relative["unit"][0]]: int(relative["count"])})
    return -span if relative["sign"] == "-" or relative["ago"] else span
