"""Numbers as text, and the numbers that a database column of type float accepts (contract: goals 0.6)."""

from typing import Any

import pytest

from mockserver.domain import numbers
from mockserver.domain.errors import ServerCrash


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (100.0, "100.0"),
        (1000.0, "1.0e3"),
        (-1500.0, "-1.5e3"),
        (120000.0, "1.2e5"),
        (12345.0, "12345.0"),
        (0.001, "0.001"),
        (0.00012, "1.2e-4"),
        (33.333333333333336, "33.333333333333336"),
        (2.0**53, "9.007199254740992e15"),
        (0, "0"),
        (12, "12"),
    ],
)
def test_number_has_shortest_text(number: float, expected: str) -> None:
    assert numbers.number_text(number) == expected


@pytest.mark.parametrize(("given", "kept"), [(3, 3.0), (2.5, 2.5), ("75", 75.0), ("-1.5e3", -1500.0), ("+5", 5.0)])
def test_float_column_accepts_numbers_and_numeric_texts(given: Any, kept: float) -> None:
    assert numbers.stored_float(given, "value") == kept


@pytest.mark.parametrize("given", [None, True, "", "x", "5.", ".5", " 5", "1e999", 10**400, [], {}])
def test_float_column_rejects_other_values(given: Any) -> None:
    with pytest.raises(ServerCrash):
        numbers.stored_float(given, "value")
