"""Ids in inputs that the catalogue types as strings, as the real server decodes them (contract: wire 8.1)."""

from collections.abc import Collection

from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.model import ids
from mockserver.model.ids import Id


def lenient_id(value: str | None, name: str) -> Id | None:
    """An id that the catalogue calls text: a UUID, a short id or one with a slug; "" is None (contract: wire 8.1).

    Raises Crash where the text is no id; `id_or_400` is for handlers that answer 400 then.
    """
    if value is None:
        raise ServerCrash(f"`{name}` is null; the real server crashes decoding it")
    try:
        return ids.decode_lenient(value)
    except (ids.UndecodableId, ids.IdTooLarge):
        raise ServerCrash(f"`{name}` is no id; the real server crashes decoding it") from None


def required_id(value: str | None, name: str) -> Id:
    """The same where the real server goes on to look for it: it refuses to compare with null, so "" is a crash too."""
    id = lenient_id(value, name)
    if id is None:
        raise ServerCrash(f"`{name}` is empty; the real server refuses to compare with null")
    return id


def id_or_400(value: str | None, name: str) -> Id | None:
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


def not_in(id: Id, ignored: Collection[Id | None] | None) -> bool:
    """`id NOT IN (ignored)`: where null is among them nothing is outside, as in SQL."""
    return not ignored or (None not in ignored and id not in ignored)


def uuid_id(value: str, name: str) -> Id:
    """An id that the real server does not decode: a UUID written out, anything else is a crash (contract: wire 8.1)."""
    if not ids.is_uuid(value):
        raise ServerCrash(f"`{name}` takes a UUID written out, which the real server does not decode from a short id")
    return value.lower()
