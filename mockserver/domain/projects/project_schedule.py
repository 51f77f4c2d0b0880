"""The schedule of project check-ins, which are due on Fridays (contract: projects 1.3)."""

from datetime import date, timedelta
from typing import Final

FRIDAY: Final = 4
WEEK: Final = 7
DAY: Final = timedelta(days=1)


def friday_after(day: date) -> date:
    """The next Friday strictly after a day."""
    return day + timedelta(days=(FRIDAY - day.weekday() - 1) % WEEK + 1)


def next_due(due: date | None, today: date) -> date:
    """The day on which the next check-in is due, after one that is posted (or a project that is resumed) today."""
    if due is None or today >= due:
        return friday_after(today)
    if today == due - DAY:  # a check-in posted the day before counts as the one that was due
        return friday_after(due)
    return due
