"""How the real server stores text (contract: wire 12), and how it reads ids and documents given as text."""

import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import TypeVar

from mockserver.contract import strict_json
from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.model import ids, rich_text
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json, RichText

VARCHAR = 255

Word = TypeVar("Word", bound=str)


def stored(value: str | None, name: str, limit: int | None = VARCHAR) -> str | None:
    """A text as a column keeps it: blank is null; too long a one, or one with a NUL, is a crash."""
    if value is None or not value.strip():
        return None
    if limit is not None and len(value) > limit:
        raise ServerCrash(f"`{name}` is longer than {limit} characters; the real server's column refuses it")
    if "\0" in value:
        raise ServerCrash(f"`{name}` has a NUL character; the real server's database refuses it")
    return value


def required(value: str | None, name: str, limit: int | None = VARCHAR) -> str:
    """The same for a column that must not be null."""
    text = stored(value, name, limit)
    if text is None:
        raise ServerCrash(f"`{name}` is blank; the real server fails to store it")
    return text


def document(value: Json, name: str) -> RichText | None:
    """A rich text as its column keeps it: an object or null, anything else is a crash."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ServerCrash(f"`{name}` must be a rich-text object; the real server fails to store anything else")
    return kept(value, name)


def required_document(value: Json, name: str) -> RichText:
    """The same for a column that must not be null."""
    text = document(value, name)
    if text is None:
        raise ServerCrash(f"`{name}` is null; the real server fails to store it")
    return text


def kept(value: Json, name: str) -> RichText:
    """Any JSON value in its canonical text; a NUL inside is a crash."""
    text = rich_text.encode(value)
    if "\\u0000" in text and "\0" in "".join(_texts(value)):
        raise ServerCrash(f"`{name}` has a NUL character; the real server's database refuses it")
    return text


def one_of(value: str | None, allowed: tuple[Word, ...], name: str) -> Word:
    """The word, if it is one that the column takes; any other is a crash."""
    for word in allowed:
        if word == value:
            return word
    raise ServerCrash(f"`{name}` must be one of {', '.join(allowed)}; the real server fails on anything else")


def parsed(value: str | None, name: str) -> Json:
    """The value of an input that is plain text to the catalogue but JSON to the handler."""
    if value is None:
        raise ServerCrash(f"`{name}` is null; the real server expects JSON text there")
    try:
        return strict_json.loads(value)
    except strict_json.NotJson as error:
        raise ServerCrash(f"`{name}` can't be read as JSON ({error}); the real server crashes on it") from None


def lenient_id(value: str | None, name: str) -> Id | None:
    """An id that the catalogue calls text: a UUID, a short id or one with a slug; "" is None (contract: wire 8.1).

    Raises Crash where the text is no id; `checked_id` is for handlers that answer 400 then.
    """
    if value is None:
        raise ServerCrash(f"`{name}` is null; the real server crashes decoding it")
    try:
        return ids.decode_lenient(value)
    except (ids.UndecodableId, ids.IdTooLarge):
        raise ServerCrash(f"`{name}` is no id; the real server crashes decoding it") from None


def sought_id(value: str | None, name: str) -> Id:
    """The same where the real server goes on to look for it: it refuses to compare with null, so "" is a crash too."""
    id = lenient_id(value, name)
    if id is None:
        raise ServerCrash(f"`{name}` is empty; the real server refuses to compare with null")
    return id


def checked_id(value: str | None, name: str) -> Id | None:
    """As `lenient_id`, for handlers that answer 400 to text that is no id (null included)."""
    hint = f"`{name}` is no id"
    if value is None:
        raise BadRequest(hint=hint)
    try:
        return ids.decode_lenient(value)
    except ids.UndecodableId:
        raise BadRequest(hint=hint) from None
    except ids.IdTooLarge:
        raise ServerCrash(
            f"`{name}` stands for a number that is no UUID; the real server crashes decoding it"
        ) from None


def none_of(id: Id, ignored: Collection[Id | None] | None) -> bool:
    """`id NOT IN (ignored)`: where null is among them nothing is outside, as in SQL."""
    return not ignored or (None not in ignored and id not in ignored)


def raw_id(value: str, name: str) -> Id:
    """An id that the real server does not decode: a UUID written out, anything else is a crash (contract: wire 8.1)."""
    if not ids.is_uuid(value):
        raise ServerCrash(f"`{name}` takes a UUID written out, which the real server does not decode from a short id")
    return value.lower()


def searched(pattern: str, name: str) -> str:
    """A text to search for; one with a NUL is a crash."""
    if "\0" in pattern:
        raise ServerCrash(f"`{name}` has a NUL character; the real server's database refuses it")
    return pattern


def like(pattern: str, text: str | None) -> bool:
    """`text ILIKE %pattern%`: case does not count; `%`, `_` and `\\` in the pattern have their meaning in SQL."""
    if text is None:
        return False
    pattern, text = pattern.lower(), text.lower()
    if WILDCARDS.isdisjoint(pattern):
        return pattern in text
    return _matches(_tokens(pattern), text)


@lru_cache(maxsize=65_536)
def collated(text: str) -> tuple[str, tuple[str, ...], tuple[bool, ...], str]:
    """The key by which the real database (en_US) orders text: letters, then accents, then case, then all the rest.

    >>> sorted(["Zoe", "öl", "olaf", "Ol", "o-l"], key=collated)
    ['o-l', 'Ol', 'öl', 'olaf', 'Zoe']
    """
    if text.isascii():
        letters = [letter for letter in text if letter.isalnum()]
        return "".join(letters).lower(), ("",) * len(letters), tuple([letter.isupper() for letter in letters]), text
    letters, accents = [], []
    for letter in unicodedata.normalize("NFKD", text):
        if letter.isalnum():
            letters.append(letter)
            accents.append("")
        elif accents and unicodedata.combining(letter):
            accents[-1] += letter
    return "".join(letters).casefold(), tuple(accents), tuple([letter.isupper() for letter in letters]), text


WILDCARDS = frozenset("%_\\")
ANY, ONE = object(), object()


def _tokens(pattern: str) -> list[object]:
    """The characters of `%pattern%`, the wildcards as ANY and ONE; a backslash at the end takes its meaning from the
    last `%`."""
    tokens: list[object] = []
    letters = iter(f"%{pattern}%")
    for letter in letters:
        if letter == "\\":
            tokens.append(next(letters))
        else:
            tokens.append(ANY if letter == "%" else ONE if letter == "_" else letter)
    return tokens


def _matches(tokens: list[object], text: str) -> bool:
    """Wildcard matching that goes back to the last ANY only, so it takes at most length times length steps."""
    at = token = 0
    resume: tuple[int, int] | None = None
    while at < len(text) or token < len(tokens):
        if token < len(tokens) and tokens[token] is ANY:
            resume, token = (token, at), token + 1
        elif at < len(text) and token < len(tokens) and (tokens[token] is ONE or tokens[token] == text[at]):
            at, token = at + 1, token + 1
        elif resume is not None and resume[1] < len(text):
            resume = (resume[0], resume[1] + 1)
            at, token = resume[1], resume[0] + 1
        else:
            return False
    return True


def _texts(value: Json) -> list[str]:
    """Every text inside a JSON value, keys too."""
    found, waiting = [], [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            found.extend(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return found
