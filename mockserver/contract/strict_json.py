"""JSON decoding like the real server's: strict, and the first of two equal keys counts (contract: wire 3)."""

import re
from json import JSONDecoder, scanner
from math import isinf
from typing import Never, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MAX_DEPTH = 200
"""The maximum nesting. The real server has no limit; deeper text is rejected to protect our stack."""


LARGE = 1_000_000
"""From this length on a text is read by Python code. It is slower, but other threads run in the meantime."""


class NotJson(ValueError):
    """The text is not one JSON value."""


def loads(text: str | bytes) -> Json:
    """Decode a JSON text. Raises NotJson, also for a number out of range and for half of a surrogate pair."""
    try:
        if isinstance(text, bytes):
            text = text.decode()
        value: Json = (_DECODER if len(text) < LARGE else _FAIR_DECODER).decode(text)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise NotJson("nested too deep")
    if "\\u" in text and any(escape[1] for escape in _ESCAPE.finditer(text)):
        raise NotJson("half of a surrogate pair")
    return value


_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)|\\.")


def _depth(text: str) -> int:
    deepest = depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        token = found[0]
        if token in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token in "]}":
            depth -= 1
    return deepest


def _first_wins(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else dict(reversed(pairs))


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise NotJson("number out of range")
    return number


def _refuse(constant: str) -> Never:
    raise NotJson(f"{constant} is not JSON")


_DECODER = JSONDecoder(object_pairs_hook=_first_wins, parse_float=_finite, parse_constant=_refuse)


class _FairDecoder(JSONDecoder):
    """Never keeps the interpreter's lock for long, as the C scanner does for the whole text."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=_first_wins, parse_float=_finite, parse_constant=_refuse)
        self.scan_once = vars(scanner)["py_make_scanner"](self)  # typeshed does not have it


_FAIR_DECODER = _FairDecoder()
