"""Conversion of inputs to the values that the real server's database stores in its columns (contract: wire 12). In all
functions, `name` is the name of the input in error hints. `limit` is the maximum number of characters of a text. If
`limit` is None, there is no maximum."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from mockserver.contract import strict_json
from mockserver.domain.errors import ServerCrash
from mockserver.model import rich_text
from mockserver.model.rich_text import Json, RichText

VARCHAR = 255

Word = TypeVar("Word", bound=str)


def to_column(value: str | None, name: str, limit: int | None = VARCHAR) -> str | None:
    """Convert an input to the value of a text column. Blank text becomes null. Raises ServerCrash if the text is too
    long or contains a NUL character."""
    if value is None or not value.strip():
        return None
    if limit is not None and len(value) > limit:
        raise ServerCrash(f"`{name}` is longer than {limit} characters; the real server's database rejects it")
    if "\0" in value:
        raise ServerCrash(f"`{name}` has a NUL character; the real server's database rejects it")
    return value


def required(value: str | None, name: str, limit: int | None = VARCHAR) -> str:
    """Convert an input to the value of a text column that can't be null. Raises ServerCrash if the text is null, blank
    or too long, or contains a NUL character."""
    text = to_column(value, name, limit)
    if text is None:
        raise ServerCrash(f"`{name}` is blank or null; the real server fails to store it")
    return text


def ordering(slugged_ids: Iterable[str | None]) -> tuple[str, ...]:
    """Convert ids as responses contain them (slug, dash, short id) to the value of an ordering column, such as
    `milestones_ordering_state`. Raises ServerCrash if an id is null, blank, or longer than 255 characters.

    An id can be that long, because its slug always contains the whole first word of the title.
    """
    stored = tuple(slugged_ids)
    if any(slugged_id is not None and len(slugged_id) > VARCHAR for slugged_id in stored):
        raise ServerCrash(
            f"the id of a milestone or task, with its slug, is longer than {VARCHAR} characters; the real server's "
            "database rejects it"
        )
    return tuple(required(slugged_id, "id", limit=None) for slugged_id in stored)


def document(value: Json, name: str) -> RichText | None:
    """Convert an input to the value of a rich-text column. Raises ServerCrash if the input is neither an object nor
    null."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ServerCrash(f"`{name}` must be a rich-text object; the real server crashes on other values")
    return to_json_column(value, name)


def required_document(value: Json, name: str) -> RichText:
    """Convert an input to the value of a rich-text column that can't be null. Raises ServerCrash if the input is not an
    object."""
    text = document(value, name)
    if text is None:
        raise ServerCrash(f"`{name}` is null; the real server fails to store it")
    return text


def to_json_column(value: Json, name: str) -> RichText:
    """Convert any JSON value to the canonical text that a JSON column stores. Raises ServerCrash if a string in the
    value contains a NUL character."""
    text = rich_text.encode(value)
    if "\\u0000" in text and "\0" in "".join(_texts(value)):
        raise ServerCrash(f"`{name}` has a NUL character; the real server's database rejects it")
    return text


def one_of(value: str | None, allowed: tuple[Word, ...], name: str) -> Word:
    """Convert an input to the value of a column that accepts only the words in `allowed`. Raises ServerCrash if the
    input is another word or null."""
    for word in allowed:
        if word == value:
            return word
    raise ServerCrash(f"`{name}` must be one of {', '.join(allowed)}; the real server crashes on other values")


def required_key(item: Mapping[str, Any] | None, key: str, noun: str) -> Any:
    """Return the value of `key` in `item`, an object in an input. Raises ServerCrash if the object is null or does not
    have the key. `noun` describes the object in the hint, for example "a member"."""
    if item is None:
        raise ServerCrash(f"{noun} is null; the real server crashes in this case")
    if key not in item:
        raise ServerCrash(f"{noun} has no `{key}`; the real server crashes without it")
    return item[key]


def parse_json(value: str | None, name: str) -> Json:
    """Decode an input that is a string with JSON text. Raises ServerCrash if the input is null or not valid JSON."""
    if value is None:
        raise ServerCrash(f"`{name}` is null, but must be JSON text; the real server crashes in this case")
    try:
        return strict_json.loads(value)
    except strict_json.NotJson as error:
        raise ServerCrash(f"`{name}` is not valid JSON ({error}); the real server crashes in this case") from None


def checked_query(query: str) -> str:
    """Return a search text unchanged, for use as a pattern of ILIKE. Raises ServerCrash if the text contains a NUL
    character."""
    if "\0" in query:
        raise ServerCrash("`query` has a NUL character; the real server's database rejects it")
    return query


def _texts(value: Json) -> list[str]:
    """Return all strings in a JSON value, including the keys of objects."""
    found, waiting = [], [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            found.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return found
