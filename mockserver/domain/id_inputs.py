"""Ids in inputs that the catalogue types as strings, as the real server decodes them (contract: wire 8.1)."""

from collections.abc import Collection

from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.model import ids
from mockserver.model.ids import Id


def lenient_id(value: str | None, name: str) -> Id | None:
    """The id in a string input: a UUID, or a short id with or without a slug; None for "" (contract: wire 8.1).

    Raises ServerCrash if it can't be decoded. Use `id_or_400` for handlers that respond with a 400.
    """
    if value is None:
        raise ServerCrash(f"`{name}` is null; the real server crashes decoding it")
    try:
        return ids.decode_lenient(value)
    except (ids.UndecodableId, ids.IdTooLarge):
        raise ServerCrash(f"`{name}` is not an id; the real server crashes decoding it") from None


def required_id(value: str | None, name: str) -> Id:
    """The id in a string input that the real server uses in a query: like `lenient_id`, but raises ServerCrash for
    "", because the real server does not compare with null."""
    id = lenient_id(value, name)
    if id is None:
        raise ServerCrash(f"`{name}` is empty; the real server does not compare with null")
    return id


def id_or_400(value: str | None, name: str) -> Id | None:
    """The id in a string input, None for "". Raises BadRequest if it is null or can't be decoded."""
    hint = f"`{name}` is not an id"
    if value is None:
        raise BadRequest(hint=hint)
    try:
        return ids.decode_lenient(value)
    except ids.UndecodableId:
        raise BadRequest(hint=hint) from None
    except ids.IdTooLarge:
        raise ServerCrash(
            f"`{name}` is a number that is out of range of UUIDs; the real server crashes decoding it"
        ) from None


def not_in(id: Id, ignored: Collection[Id | None] | None) -> bool:
    """`id NOT IN (ignored)`: false for all ids if the list contains null, as in SQL."""
    return not ignored or (None not in ignored and id not in ignored)


def uuid_id(value: str, name: str) -> Id:
    """The id in a string input that the real server does not decode. Raises ServerCrash for anything but a UUID
    (contract: wire 8.1)."""
    if not ids.is_uuid(value):
        raise ServerCrash(f"`{name}` takes a UUID written out, which the real server does not decode from a short id")
    return value.lower()
