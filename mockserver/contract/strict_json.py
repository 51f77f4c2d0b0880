"""Decodes JSON as strictly as the real server. If a key occurs twice, the first value is used (contract: wire 3)."""

import re
from collections import Counter
from json import JSONDecoder
from math import isinf
from typing import Any, Final, Never, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MAX_DEPTH: Final = 200
"""The maximum number of levels of nesting. The real server has no limit. Here, the limit prevents a stack overflow."""
MAX_VALUES: Final = 100_000
"""The maximum number of values and keys. The real server has no limit.

Here, the limit restricts the memory that is used, and the time for which the decoder blocks other threads.
"""

_SLICE: Final = 100_000
"""The number of characters that are searched in one step. Each step blocks other threads until it ends."""
_MARK: Final = re.compile(r'["\\,\[{:]')


class NotJson(ValueError):
    """Raised if a text is not valid JSON."""


def loads(text: str | bytes, *, unique_keys: bool = False) -> Json:
    """Decode a JSON text. Raises NotJson if the text is invalid, or exceeds MAX_DEPTH or MAX_VALUES. A number out of
    range and half of a surrogate pair also raise NotJson. If `unique_keys` is true, a key that occurs twice in an
    object also raises NotJson."""
    try:
        if isinstance(text, bytes):
            text = text.decode()
        if has_many_values(text):
            raise NotJson(f"it has more than {MAX_VALUES} values")
        value: Json = (_UNIQUE_KEYS_DECODER if unique_keys else _DECODER).decode(text)
    except RecursionError:
        raise NotJson("it is nested too deeply") from None
    except ValueError as error:
        raise NotJson(str(error)) from None
    if text.count("[") + text.count("{") > MAX_DEPTH and is_deeper(value, MAX_DEPTH):
        raise NotJson("it is nested too deeply")
    if ("\\ud" in text or "\\uD" in text) and has_half_pair(text):
        raise NotJson("a string contains half of a surrogate pair (\\ud800 to \\udfff), which is not valid Unicode")
    return value


def has_many_values(text: str) -> bool:
    """Return true if a JSON text has more than `MAX_VALUES` values and keys."""
    if len(text) <= MAX_VALUES or sum(text.count(mark) for mark in ",[{:") <= MAX_VALUES:
        return False
    values, in_string, escaped = 0, False, -1
    for start in range(0, len(text), _SLICE):
        for found in _MARK.finditer(text, start, start + _SLICE):
            mark, position = found[0], found.start()
            if position == escaped:
                continue
            if mark == "\\":
                escaped = position + 1
            elif mark == '"':
                in_string = not in_string
            elif not in_string:
                values += 1  # a `,`, `[`, `{` or `:` precedes each key and each value except the outermost value
                if values > MAX_VALUES:
                    return True
    return False


def is_deeper(value: Any, depth: int) -> bool:
    """Return true if a JSON value has more than `depth` levels of nesting."""
    level = [value]
    for _ in range(depth + 1):
        containers = [item for item in level if isinstance(item, dict | list)]
        level = [child for item in containers for child in (item.values() if isinstance(item, dict) else item)]
    return bool(containers)


def check_unique_keys(text: bytes) -> None:
    """Raise NotJson if a key occurs twice in one object of a valid JSON text of any size."""
    _UNIQUE_KEYS_DECODER.decode(text.decode())


def has_half_pair(text: str) -> bool:
    """Return true if a valid JSON text contains an escape for one half of a surrogate pair without the other half."""
    position, low_expected_at = text.find("\\"), -1
    while position >= 0:
        code = text[position + 2 : position + 6].lower() if text[position + 1] == "u" else ""
        is_low = "dc00" <= code < "e"
        if is_low != (position == low_expected_at) or low_expected_at not in (-1, position):
            return True
        low_expected_at = position + 6 if "d800" <= code < "dc00" else -1
        position = text.find("\\", position + 2)
    return low_expected_at >= 0


def _first_values(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else dict(reversed(pairs))


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        key = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise NotJson(f"duplicate key `{key[:200]}` in an object")
    return members


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise NotJson("a number is out of range")
    return number


def _reject_constant(constant: str) -> Never:
    raise NotJson(f"it contains {constant}")


_DECODER = JSONDecoder(object_pairs_hook=_first_values, parse_float=_finite, parse_constant=_reject_constant)
_UNIQUE_KEYS_DECODER = JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_constant=_reject_constant)
