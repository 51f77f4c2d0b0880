"""Error messages about values that msgspec cannot convert to a struct, with the known keys or the allowed values."""

import re
import typing
from typing import Any, Final, get_type_hints

import msgspec

from mockserver.contract.names import suggestion

UNKNOWN_FIELD: Final = re.compile("unknown field `(.*?)`")
INVALID_ENUM: Final = re.compile("Invalid enum value '(.*?)'")


def explain(kind: type[msgspec.Struct], error: msgspec.DecodeError) -> str:
    """Return a message that explains why a value cannot be converted to the struct `kind`. `error` is the exception of
    msgspec.

    If a check in the code of a struct failed, the message is that of the check. If a value is not one of the allowed
    values, the message lists the allowed values. Otherwise, the message lists the known keys of the object.
    """
    text = str(error)
    if isinstance(error.__cause__, ValueError):
        return text
    if wrong := INVALID_ENUM.search(text):
        label, names = "Allowed", _allowed_values(kind, text)
    else:
        wrong = UNKNOWN_FIELD.search(text)
        label, names = "Known keys", _known_keys(kind, text)
    end = suggestion(wrong[1], names).replace("; d", ". D") if wrong else ""
    listed = ", ".join(f"`{name}`" for name in names) or "none"
    return f"{text}{end or '.'} {label}: {listed}"


def _known_keys(kind: type[msgspec.Struct], error: str) -> tuple[str, ...]:
    """Return the known keys of the object in which msgspec found an error. The error ends with the path of the object,
    such as ``at `$.match` ``."""
    fields: tuple[str, ...] = _locate(kind, error)[0].__struct_encode_fields__
    return fields


def _allowed_values(kind: type[msgspec.Struct], error: str) -> tuple[str, ...]:
    """Return the allowed values of the key in which msgspec found an invalid value. The error ends with the path of the
    key, such as ``at `$.action.close` ``."""
    struct, key = _locate(kind, error)
    return _literals(get_type_hints(struct)[key])


def _literals(hint: Any) -> tuple[str, ...]:
    """Return the values of each `Literal` in a type hint."""
    if typing.get_origin(hint) is typing.Literal:
        return tuple(map(str, typing.get_args(hint)))
    return tuple(value for part in typing.get_args(hint) for value in _literals(part))


def _locate(kind: type[msgspec.Struct], error: str) -> tuple[Any, str]:
    """Return the innermost struct in the path at the end of an error of msgspec, and the key after this struct in the
    path, or an empty string."""
    struct: Any = kind
    for step in error.rpartition("`$")[2].rstrip("`").split(".")[1:]:
        key = step.partition("[")[0]
        hint = get_type_hints(struct).get(key)
        parts = (hint, *typing.get_args(hint))
        inner = next((part for part in parts if type(part) is type(kind)), None)
        if inner is None:
            return struct, key
        struct = inner
    return struct, ""
