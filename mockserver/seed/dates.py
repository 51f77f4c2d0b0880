"""Parses the times and dates in fixtures, which are absolute or relative to the `now` of the world."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from mockserver.model.dates import MONTHS, ContextualDate, day

RELATIVE: Final = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<count>\d+)\s*"
    r"(?P<unit>m|min|minutes?|h|hours?|d|days?|w|weeks?)(?P<ago>\s+ago)?(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d{2}))?"
)
DAYS_AGO: Final = re.compile(r"-(\d{1,4})d ([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
MONTH: Final = re.compile(rf"({'|'.join(MONTHS)})\w* (\d{{4}})")
QUARTER: Final = re.compile(r"Q([1-4]) (\d{4})")
YEAR: Final = re.compile(r"\d{4}")
UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

TIME: Final = "an ISO time (2026-03-02T14:30) or a relative time (`-3 weeks`, `-10d 14:30`)"
DATE: Final = "a day (2026-06-30, +20d), a month (Jun 2026), a quarter (Q2 2026) or a year (2026)"


class InvalidDate(ValueError):
    """Raised if a text is not a valid time or date. The message explains the expected format."""


def parse_time(text: str, now: datetime) -> datetime:
    """Parse a time. The result is in UTC, in whole seconds.

    >>> parse_time("-2 days 14:30", datetime(2026, 3, 12, 9, tzinfo=UTC)).isoformat()
    '2026-03-10T14:30:00+00:00'
    """
    if text == "now":
        return now
    if past := DAYS_AGO.fullmatch(text):  # a fast path for the times of generated fixtures
        days, hour, minute = map(int, past.groups())
        return now.replace(hour=hour, minute=minute, second=0) - timedelta(days)
    if relative := RELATIVE.fullmatch(text.strip()):
        try:
            found = now + _span(relative)
        except OverflowError:
            raise InvalidDate(f"time {text!r} is out of range. Expected {TIME}") from None
        if relative["hour"]:
            try:
                found = found.replace(hour=int(relative["hour"]), minute=int(relative["minute"]), second=0)
            except ValueError:
                raise InvalidDate(f"invalid time of day in {text!r}. Expected {TIME}") from None
        return found
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidDate(f"invalid time {text!r}. Expected {TIME}") from None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.replace(microsecond=0)


@lru_cache(maxsize=1024)
def parse_date(text: str, now: datetime, *, end: bool) -> ContextualDate:
    """Parse a date. The `date` of a month, quarter or year is its last day, or its first day if `end` is False.

    >>> parse_date("Q2 2026", datetime(2026, 3, 12, tzinfo=UTC), end=True).date.isoformat()
    '2026-06-30'
    """
    try:
        return _period(text, end) or day(parse_time(text, now).date())
    except ValueError:
        raise InvalidDate(f"invalid date {text!r}. Expected {DATE}") from None


def _period(text: str, end: bool) -> ContextualDate | None:
    """Parse a month, quarter or year. Returns None for other texts. Raises ValueError for a year out of range."""
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
