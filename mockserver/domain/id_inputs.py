"""Decoding of ids in inputs that have the type `string` in the catalogue (contract: wire 8.1). A short id is a UUID
in base 62. In many ids, a slug (words of the record's title) and a dash precede the short id."""

from collections.abc import Collection

from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.model import ids
from mockserver.model.ids import Id


def id_or_crash(value: str | None, name: str) -> Id | None:
    """Return the UUID for the id in an input, or None if the input is "". The id can be a UUID, or a short id with or
    without a slug.

    Raises ServerCrash if the input is null or not an id. Use `id_or_400` instead if the real server responds with the
    status 400 to such an input.
    """
    if value is None:
        raise ServerCrash(f"`{name}` is null; the real server crashes in this case")
    try:
        return ids.decode_any_form(value)
    except (ids.UndecodableId, ids.IdTooLarge):
        raise ServerCrash(f"`{name}` is not an id; the real server crashes in this case") from None


def required_id(value: str | None, name: str) -> Id:
    """Return the UUID for the id in an input. Raises ServerCrash if the input is null, "" or not an id.

    Use this function if the real server compares the id with a column in a query. The real server decodes "" to null,
    and such a query fails for null.
    """
    id = id_or_crash(value, name)
    if id is None:
        raise ServerCrash(f"`{name}` is empty; the real server crashes in this case")
    return id


def id_or_400(value: str | None, name: str) -> Id | None:
    """Return the UUID for the id in an input, or None if the input is "". Raises BadRequest if the input is null or not
    an id, but ServerCrash if decoding the id raises `ids.IdTooLarge`."""
    hint = f"`{name}` is not an id"
    if value is None:
        raise BadRequest(hint=hint)
    try:
        return ids.decode_any_form(value)
    except ids.UndecodableId:
        raise BadRequest(hint=hint) from None
    except ids.IdTooLarge as error:
        raise ServerCrash(f"`{name}` is not a valid id: {error}; the real server crashes in this case") from None


def not_in(id: Id, ignored: Collection[Id | None] | None) -> bool:
    """Whether the SQL condition `id NOT IN (ignored)` is true. If `ignored` is None or empty, the condition is true for
    every id. If `ignored` contains None, the condition is true for no id."""
    return not ignored or (None not in ignored and id not in ignored)


def uuid_id(value: str, name: str) -> Id:
    """Return an input that is a UUID, converted to lower case. Raises ServerCrash if the input is not a UUID. Short ids
    are not accepted: use this function for ids that the real server does not decode (contract: wire 8.1)."""
    if not ids.is_uuid(value):
        raise ServerCrash(f"`{name}` must be a UUID; the real server does not accept a short id here")
    return value.lower()
