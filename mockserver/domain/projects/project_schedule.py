"""The schedule of project check-ins, which are due on Fridays (contract: projects 1.3)."""

from datetime import date, timedelta
from typing import Final

FRIDAY: Final = 4
WEEK: Final = 7
DAY: Final = timedelta(days=1)


def friday_after(day: date) -> date:
    """Return the first Friday after a day. If the day itself is a Friday, this is the Friday one week later."""
    return day + timedelta(days=(FRIDAY - day.weekday() - 1) % WEEK + 1)


def next_due(due: date | None, today: date) -> date:
    """Return the day on which the next check-in of a project is due, after a check-in was posted on the day `today`.
    `due` is the previous due date, or None. The function is also used when a project is resumed."""
    if due is None or today >= due:
        return friday_after(today)
    if today == due - DAY:  # a check-in on the day before the due date counts as the due check-in
        return friday_after(due)
    return due
