"""Conversion of numbers as the real server stores and writes them (contract: goals 0.6)."""

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from mockserver.domain.errors import ServerCrash
from mockserver.model.rich_text import Json

LARGEST_BIGINT: Final = 2**63 - 1

_FLOAT: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# for numbers of this size or larger, floats can't represent all integers, and `float_text` uses scientific notation
_EXACT: Final = 2.0**53
_LARGEST: Final = 2.0**1023
_ROUNDING: Final = Context(prec=400, rounding=ROUND_HALF_UP)


def stored_float(value: Json, name: str) -> float:
    """Convert an input to the value of a float column. The input can be a number, or a string such as "1.5". Raises
    ServerCrash for all other inputs, and for numbers that are too large for a float."""
    number = math.inf
    if isinstance(value, str):
        number = float(value) if _FLOAT.fullmatch(value) else math.inf
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST:
        number = float(value)
    if math.isinf(number):
        raise ServerCrash(f"`{name}` is not a number, or is too large for a float; the real server fails to store it")
    return number


def stored_int(value: int, name: str) -> int:
    """Return the given integer. Raises ServerCrash if it does not fit into a column of 32 bits."""
    if not -(2**31) <= value < 2**31:
        raise ServerCrash(f"`{name}` exceeds 32 bits; the real server's database rejects it")
    return value


def bigint(value: int, name: str) -> int:
    """Return the given integer. Raises ServerCrash if it exceeds 64 bits, because the real server compares it with a
    column of 64 bits."""
    if abs(value) > LARGEST_BIGINT:
        raise ServerCrash(f"`{name}` exceeds 64 bits; the real server's database rejects it")
    return value


def rounded(number: float, places: int) -> float:
    """Round the exact binary value of a number to `places` decimal places. A half is rounded away from zero."""
    return float(_ROUNDING.quantize(Decimal(number), Decimal(1).scaleb(-places)))


def float_text(number: float) -> str:
    """Return the shortest text that parses to this number. The text is in scientific notation, such as `1.0e3`, if this
    is shorter, or if the absolute value is 2**53 or larger."""
    negative, figures, last = Decimal(repr(number)).normalize().as_tuple()
    digits = "".join(map(str, figures))
    power = len(digits) + int(last) - 1  # the power of ten of the first digit
    scientific = f"{digits[0]}.{digits[1:] or '0'}e{power}"
    if power < 0:
        plain = "0." + "0" * (-power - 1) + digits
    else:
        plain = f"{digits[: power + 1].ljust(power + 1, '0')}.{digits[power + 1 :] or '0'}"
    shorter = abs(number) >= _EXACT or len(scientific) < len(plain)
    return "-" * negative + (scientific if shorter else plain)


def number_text(number: float) -> str:
    """Return the decimal digits of an integer, or the result of `float_text` for a float."""
    return str(number) if isinstance(number, int) else float_text(number)
