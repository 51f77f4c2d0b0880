"""The data that all modules of the generator use: teams and the times of events.

All times are relative to the `now` of the world, so the company looks the same at any date.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from mockserver.seed.fixture_schema import Space
from mockserver.seed.generator.fake_data import FakeData
from mockserver.seed.generator.sample_texts import Area

NOW_WEEKDAY: Final = 3
"""Thursday, the weekday of the default `now`. If `now` is another weekday, some events take place on a weekend."""

DAY: Final = 24 * 60
"""The number of minutes in a day."""

CLOCK: Final = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(DAY))
"""The time of each minute of a day, as text."""


class TeamPlan(NamedTuple):
    """A space to generate, with its area and the names of its members."""

    area: Area
    space: Space
    people: list[str]


class RelativeTime(NamedTuple):
    """A number of days before `now`, and a minute of that day."""

    days_ago: int
    minute: int

    def __str__(self) -> str:
        return f"-{self.days_ago}d {CLOCK[self.minute]}"

    @property
    def minutes(self) -> int:
        """Return the number of minutes since the last midnight before `now`. The number is negative for past days."""
        return self.minute - self.days_ago * DAY

    @classmethod
    def from_minutes(cls, minutes: int) -> RelativeTime:
        return cls(-(minutes // DAY), minutes % DAY)

    @classmethod
    def parse(cls, text: str | None) -> RelativeTime:
        """Parse the text of a relative time, as `str()` returns it. None stands for yesterday at 8:00."""
        days, _, clock = (text or "-1d 08:00").partition("d ")
        hours, _, minutes = clock.partition(":")
        return cls(-int(days), int(hours) * 60 + int(minutes))


class Schedule:
    """Chooses random times during working hours."""

    def __init__(self, fake: FakeData) -> None:
        self.fake = fake

    def days_ago(self, days: int) -> RelativeTime:
        """Return a time on a working day about `days` days ago, but not later than yesterday."""
        days = max(days, 1)
        weekday = (NOW_WEEKDAY - days) % 7
        if weekday in (5, 6):
            days = max(days + (1 if weekday == 5 else -1), 3)
        return RelativeTime(days, self.fake.randint(8 * 60, 17 * 60 + 59))

    def later(self, start: RelativeTime, least: int, most: int) -> RelativeTime:
        """Return a time `least` to `most` days after `start`, but not later than yesterday and not before `start`."""
        found = self.days_ago(start.days_ago - self.fake.randint(least, most))
        if found.minutes > start.minutes:
            return found
        return RelativeTime(start.days_ago, min(start.minute + 25, DAY - 1))

    def later_than_all(self, start: RelativeTime, entries: list[str | None], least: int, most: int) -> RelativeTime:
        """Return a time `least` to `most` days after the latest of `start` and the times in `entries`."""
        last = max([start.minutes, *(RelativeTime.parse(text).minutes for text in entries)])
        return self.later(RelativeTime.from_minutes(last), least, most)
