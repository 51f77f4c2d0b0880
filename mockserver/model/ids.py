"""Conversion of ids between UUIDs and the ids in requests and responses (contract: wire 8.1-8.3).

mockserver stores UUIDs. Requests and responses contain short ids. A short id is the number of the UUID in base 62. In
many ids, the short id follows a slug and a dash. The slug consists of words of the name or title of the record.

>>> short("123e4567-e89b-42d3-a456-426614174000")
'iaTzi6e8D1nHtW7Y3HraQ'
>>> slugged("Acme Inc.", "123e4567-e89b-42d3-a456-426614174000")
'acme-inc-iaTzi6e8D1nHtW7Y3HraQ'
"""

import re
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TypeAlias

Id: TypeAlias = str
"""A UUID as text with dashes, in lower case."""


class UndecodableId(ValueError):
    """Raised if a text is not an id, because it contains an invalid character or is too long."""


class IdTooLarge(OverflowError):
    """Raised if a short id is empty, or encodes a number that is too large. The real server crashes on such an id."""


_DIGITS = ascii_uppercase + ascii_lowercase + digits
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_LONGEST = 22  # the maximum length of a short id
_BITS = 128

_COMPANY_PREFIX = "0"  # the first character of the short id of every company
_COMPANY_DIGITS = ascii_lowercase[:22] + digits
_TO_BASE_32 = str.maketrans(_COMPANY_DIGITS, digits + ascii_lowercase[:22])

_CANONICAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_WORD = re.compile(r"[a-z0-9]+")
_SLUG_LENGTH = 25


@lru_cache(maxsize=65_536)
def short(id: Id) -> str:
    """Return the short id of a UUID: 1 to 22 letters and digits (contract: wire 8.1)."""
    number, text = int(id.replace("-", ""), 16), ""
    while number:
        number, pair = divmod(number, 62 * 62)
        text = _PAIRS[pair] + text
    return text.lstrip(_DIGITS[0]) or _DIGITS[0]


def decode(text: str) -> Id | None:
    """Decode an input that has the type `id` in the catalogue: a short id, with or without a slug. Return the UUID, or
    None for "". The text before the last dash is ignored (contract: wire 8.1).

    Raises UndecodableId (the real server responds with the status 404) or IdTooLarge (the real server crashes).
    """
    if not text:
        return None
    tail = text.rpartition("-")[2]
    if not tail:
        raise IdTooLarge("there is no character after the last dash")
    if len(tail) > _LONGEST:
        raise UndecodableId(f"the part after the last dash must have at most {_LONGEST} characters")
    return _decode_short(tail)


def decode_any_form(text: str) -> Id | None:
    """Decode an id in an input that has the type `string` in the catalogue. The text is a UUID in upper or lower case,
    a text of 16 bytes (the bytes of a UUID), or a short id, with or without a slug (contract: wire 8.1). Return the
    UUID, or None for "". Raises the same exceptions as `decode`."""
    if is_uuid(text):
        return text.lower()
    if len(text) <= 16 and len(raw := text.encode("utf-8", "surrogatepass")) == 16:
        return _canonical(int.from_bytes(raw, "big"))
    return decode(text)


def decode_or_none(text: str) -> Id | None:
    """Return the UUID of an id that `decode_any_form` accepts. Return None for any other text."""
    try:
        return decode_any_form(text)
    except (UndecodableId, IdTooLarge):
        return None


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID with dashes, in upper or lower case."""
    return len(text) == 36 and _CANONICAL.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def company_code(short_id: int) -> str:
    """Return the last part of the id of a company, which encodes the company's `short_id`: 1163 becomes "0bel"
    (contract: wire 8.2)."""
    text = ""
    while short_id:
        short_id, digit = divmod(short_id, 32)
        text = _COMPANY_DIGITS[digit] + text
    return _COMPANY_PREFIX + (text or _COMPANY_DIGITS[0])


def decode_company(text: str) -> int:
    """Return the `short_id` that the id of a company encodes: "acme-inc-0bel" becomes 1163. The text before the last
    dash is ignored (contract: wire 8.2, 5.3). Raises UndecodableId (the real server responds with the status 400), or
    IdTooLarge for "0" (the real server crashes)."""
    tail = text.rpartition("-")[2]
    if tail == _COMPANY_PREFIX:
        raise IdTooLarge("the part after the last dash is only 0, but must be 0 followed by letters a to v or digits")
    if not tail.startswith(_COMPANY_PREFIX) or not set(tail).issubset(_COMPANY_DIGITS):
        raise UndecodableId("the part after the last dash must be 0 followed by letters a to v or digits")
    return int(tail[1:].translate(_TO_BASE_32), 32)


@lru_cache(maxsize=65_536)
def slug(text: str) -> str:
    """Return the slug of a title: its words in lower case, connected by dashes. A word that would make the slug longer
    than 25 characters is omitted, unless it is the first word (contract: wire 8.3)."""
    words = _WORD.findall(text.lower())
    current = words[0] if words else ""
    for word in words[1:]:
        # the loop does not end at a word that is too long, because a later word can be short enough
        if len(current) + len(word) + 1 <= _SLUG_LENGTH:
            current += "-" + word
    return current


def slugged(text: str, id: Id) -> str:
    """Return the slug of a text, a dash and the short id of the UUID `id`. The slug is empty if the text has neither
    ASCII letters nor digits."""
    return slug(text) + "-" + short(id)


def company(name: str, short_id: int) -> str:
    """Return the id of a company as responses contain it, such as "acme-inc-0bel" (contract: wire 8.2)."""
    return slug(name) + "-" + company_code(short_id)


@lru_cache(maxsize=65_536)
def _decode_short(tail: str) -> Id:
    number = 0
    for digit in tail:
        value = _VALUES.get(digit)
        if value is None:
            raise UndecodableId(f"{digit!a} is not allowed in a short id")
        number = number * 62 + value
    if number >> _BITS:
        raise IdTooLarge("the short id encodes a number of more than 128 bits")
    return _canonical(number)


def _canonical(number: int) -> Id:
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
