"""The day on which the next check-in of a project is due, always a Friday (contract: projects 1.3)."""

from datetime import date

import pytest

from mockserver.domain.projects.project_schedule import friday_after, next_due

DUE = date(2026, 3, 13)  # a Friday


@pytest.mark.parametrize(
    ("today", "friday"),
    [
        (date(2026, 3, 9), date(2026, 3, 13)),
        (date(2026, 3, 12), date(2026, 3, 13)),
        (date(2026, 3, 13), date(2026, 3, 20)),
        (date(2026, 3, 14), date(2026, 3, 20)),
        (date(2026, 3, 15), date(2026, 3, 20)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_first_check_in_is_due_next_friday(today: date, friday: date) -> None:
    assert friday_after(today) == friday


@pytest.mark.parametrize(
    ("due", "today", "expected"),
    [
        (DUE, date(2026, 3, 11), DUE),
        (DUE, date(2026, 3, 12), date(2026, 3, 20)),
        (DUE, DUE, date(2026, 3, 20)),
        (DUE, date(2026, 3, 14), date(2026, 3, 20)),
        (DUE, date(2026, 3, 19), date(2026, 3, 20)),
        (DUE, date(2026, 3, 20), date(2026, 3, 27)),
        (date(2020, 1, 3), date(2020, 1, 20), date(2020, 1, 24)),
        (None, date(2026, 3, 12), date(2026, 3, 13)),
    ],
)
def test_check_in_from_thursday_on_moves_due_date_to_next_week(due: date | None, today: date, expected: date) -> None:
    assert next_due(due, today) == expected
