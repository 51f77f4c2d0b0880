"""Decodes parameters of requests to typed inputs, with the validation errors of the real server (contract: wire 5)."""

import datetime
import json
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from typing import Any, NamedTuple, TypeAlias

from mockserver.contract import strict_json, symbols
from mockserver.contract.catalogue import Endpoint, Field, catalogue
from mockserver.contract.names import suggestion
from mockserver.contract.strict_json import Json
from mockserver.model import ids

Decode: TypeAlias = Callable[[Mapping[str, Json], bool], dict[str, Any]]
"""A function that converts the parameters of a request to inputs. The arguments are `parameters` and `strict`.

If `strict` is true (POST), each parameter must have the JSON type that belongs to the type of its input, for example a
string for `id`. If `strict` is false (GET), values are the texts of a query string. The result has no keys for
absent inputs that have no default. The type of an input determines its value in the result: for `id`, a canonical UUID,
or None if the text is empty; for `company_id`, an integer; for `json`, the decoded JSON; for an object, a dictionary of
the members that were sent.
"""

NOT_FOUND = "The requested resource was not found"
INVALID_ID = "Invalid id format"


class InputErrorKind(Enum):
    """The kinds of response to an invalid input (contract: wire, notation)."""

    BAD_REQUEST = auto()  # status 400 with a `message`
    NOT_FOUND = auto()  # status 404
    PARSER_CRASH = auto()  # status 500, body {"error": "Internal server error"}
    FRAMEWORK_CRASH = auto()  # status 500, body {"errors": {"detail": …}}


class InvalidInput(Exception):
    """Raised if the inputs of a request are invalid.

    `message` is the text under `message` in the response, or empty for a crash. `hint` is an explanation for
    developers.
    """

    def __init__(self, kind: InputErrorKind, message: str, hint: str) -> None:
        super().__init__(f"{kind.name}: {message or hint}")
        self.kind, self.message, self.hint = kind, message, hint


def missing(endpoint: Endpoint, inputs: Mapping[str, object]) -> list[str]:
    """Return the absent required inputs in catalogue order (contract: wire 5.4). An input with the value null is not
    absent."""
    return [name for name in endpoint.required if name not in inputs]


def decoder(endpoint: Endpoint) -> Decode:
    """Build the decoder of an endpoint's inputs. The decoder does not check whether required inputs are absent. The
    function `missing` checks this.

    The decoder raises InvalidInput for the first error. First, it checks that the keys at all depths are known atoms
    (see `symbols`). Then it decodes the inputs in the order of `_decode_order`. Last, it checks that all inputs belong
    to the endpoint.
    """
    members: dict[bool, _ObjectDecoder] = {}  # by `strict`; built when first used, as most endpoints need only one
    input_names = frozenset(field.name for field in endpoint.inputs)

    def decode(params: Mapping[str, Json], strict: bool) -> dict[str, Any]:
        for key, value in params.items():
            if key not in input_names and not symbols.is_known(key):
                raise _unknown_atom(key, input_names)
            if type(value) in _CONTAINERS:
                _check_keys(value)
        parse = members.get(strict)
        if parse is None:
            parse = members[strict] = _object_decoder(endpoint.inputs, endpoint.name, strict)
        return parse(params)

    return decode


# All keys of the inputs, at any depth (contract: wire 5.1)

_CONTAINERS = (dict, list)


def _check_keys(tree: Json) -> None:
    """Raise InvalidInput if a key at any depth of `tree` is not a known atom (see `symbols`). The function is not
    recursive, so the depth is not limited."""
    pending = [tree]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            for key in value:
                if not symbols.is_known(key):
                    raise _unknown_atom(key, ())
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


# One object, or the inputs of an endpoint (contract: wire 5.2)

_Parse: TypeAlias = Callable[[Json], Any]  # never called with None
_ObjectDecoder: TypeAlias = Callable[[Mapping[str, Json]], dict[str, Any]]


class _InputField(NamedTuple):
    name: str
    parse: _Parse
    nullable: bool
    is_list: bool
    default: bool | tuple[()] | None


def _object_decoder(fields: Iterable[Field], where: str, strict: bool) -> _ObjectDecoder:
    rows = [
        _InputField(field.name, _parser(field, strict), field.nullable, field.list_of is not None, field.default)
        for field in sorted(fields, key=_decode_order)
    ]
    names = [row.name for row in rows]

    def members(given: Mapping[str, Json]) -> dict[str, Any]:
        inputs: dict[str, Any] = {}
        unknown_count = len(given)
        for name, parse, nullable, is_list, default in rows:
            if name in given:
                unknown_count -= 1
                value = given[name]
                if value is not None:
                    parsed = parse(value)
                elif default is not None:
                    parsed = _default_value(default)
                else:
                    parsed = [] if is_list else None
                if parsed is None and not nullable:
                    raise _not_nullable(name, value)
                inputs[name] = parsed
            elif default is not None:
                inputs[name] = _default_value(default)
        if unknown_count:
            raise _unknown_input(next(key for key in given if key not in names), where, names)
        return inputs

    return members


def _decode_order(field: Field) -> tuple[bool, bool]:
    """Return the sort key of an input. Scalars come before objects. Among scalars and among objects, names of one word
    come before compound names.

    The real server decodes inputs in the order in which the atoms of their names were created. If both `name` and
    `space_id` of create_project are invalid, the error is about `name`. In update_kanban, ids come before the object
    `status`.
    """
    return field.type in catalogue().objects, "_" in field.name


def _default_value(default: bool | tuple[()]) -> bool | list[Json]:
    return default if isinstance(default, bool) else []


# One value (contract: wire 5.3)


def _parser(field: Field, strict: bool) -> _Parse:
    if field.list_of is not None:
        return _list(field.name, _scalar(f"{field.name}[]", field.list_of, strict), strict)
    return _scalar(field.name, str(field.type), strict)


def _scalar(name: str, type_name: str, strict: bool) -> _Parse:
    api = catalogue()
    if type_name in api.enums:
        return _enum(name, type_name, api.enums[type_name])
    if type_name in api.objects:
        return _object(name, _object_decoder(api.objects[type_name], type_name, strict))
    build = (_STRICT if strict else _LOOSE).get(type_name)
    return build(name) if build else _unsupported(type_name)


def _json_type(type_name: str, types: frozenset[type], expected: str) -> Callable[[str], _Parse]:
    """Return a function that creates a parser from the name of an input. The parser accepts only values whose type is
    in `types`. Values of subtypes are rejected: True is not accepted as an int."""

    def build(name: str) -> _Parse:
        def parse(value: Json) -> Any:
            if type(value) in types:
                return value
            raise _wrong_type(name, type_name, expected, value)

        return parse

    return build


def _loose_boolean(name: str) -> _Parse:
    def parse(value: Json) -> bool:
        if value == "true":
            return True
        if value == "false":
            return False
        raise _wrong_type(name, "boolean", "exactly true or false in a query string", value)

    return parse


_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,4000}")  # with many more digits, int() raises ValueError


def _loose_integer(name: str) -> _Parse:
    def parse(value: Json) -> int:
        if not isinstance(value, str):
            raise _framework_crash(name, "one whole number, not a list or a map", value)
        if not _WHOLE_NUMBER.fullmatch(value):
            hint = f"`{name}` must be an integer, not {_abbreviate(value)}; the real server crashes in this case"
            raise InvalidInput(InputErrorKind.PARSER_CRASH, "", hint)
        return int(value)

    return parse


def _id(name: str) -> _Parse:
    def parse(value: Json) -> ids.Id | None:
        if not isinstance(value, str):
            raise _framework_crash(name, "an id as text", value)
        try:
            return ids.decode(value)
        except ids.UndecodableId as error:
            hint = (
                f"`{name}` is not an id: {error}; send an id from a response of the API (a UUID is not accepted here)"
            )
            raise InvalidInput(InputErrorKind.NOT_FOUND, NOT_FOUND, hint) from None
        except ids.IdTooLarge as error:
            hint = f"`{name}` is not an id: {error}; the real server crashes in this case"
            raise InvalidInput(InputErrorKind.FRAMEWORK_CRASH, "", hint) from None

    return parse


def _company_id(name: str) -> _Parse:
    def parse(value: Json) -> int:
        if not isinstance(value, str):
            raise _framework_crash(name, "a company id as text, such as acme-inc-0bel", value)
        try:
            return ids.decode_company(value)
        except ids.UndecodableId as error:
            raise _bad_request(INVALID_ID, f"`{name}` must be a company id such as acme-inc-0bel: {error}") from None
        except ids.IdTooLarge as error:
            hint = f"`{name}` is not a company id: {error}; the real server crashes in this case"
            raise InvalidInput(InputErrorKind.FRAMEWORK_CRASH, "", hint) from None

    return parse


def _json(name: str) -> _Parse:
    def parse(value: Json) -> Json:
        if isinstance(value, str):
            try:
                return strict_json.loads(value)
            except strict_json.NotJson:
                pass
        raise _framework_crash(name, "JSON encoded as a string (for rich text: JSON.stringify of the document)", value)

    return parse


def _enum(name: str, type_name: str, allowed: tuple[str, ...]) -> _Parse:
    choices = ", ".join(allowed)

    def parse(value: Json) -> str:
        if not isinstance(value, str):
            raise _framework_crash(name, f"one of {choices}, as text", value)
        if value in allowed:
            return value
        if symbols.is_known(value):
            message = f"Invalid value for enum {type_name}: {value}. Allowed values: {choices}"
            raise _bad_request(message, f"`{name}` must be one of {choices}, not {_abbreviate(value)}")
        hint = f"`{name}` must be one of {choices}; the real server crashes on unknown words"
        raise InvalidInput(InputErrorKind.FRAMEWORK_CRASH, "", hint)

    return parse


_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # fromisoformat would also accept weeks and 20260312


def _date(name: str) -> _Parse:
    def parse(value: Json) -> datetime.date:
        if not isinstance(value, str):
            raise _wrong_type(name, "date", "a date as text, YYYY-MM-DD", value)
        if _ISO_DATE.fullmatch(value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass  # for example, February 30
        hint = f"`{name}` must be a date as YYYY-MM-DD, not {_abbreviate(value)}; the real server crashes in this case"
        raise InvalidInput(InputErrorKind.PARSER_CRASH, "", hint)

    return parse


def _object(name: str, members: _ObjectDecoder) -> _Parse:
    def parse(value: Json) -> dict[str, Any]:
        if isinstance(value, dict):
            return members(value)
        if value == []:
            return {}
        raise _framework_crash(name, "a JSON object", value)

    return parse


def _list(name: str, item: _Parse, strict: bool) -> _Parse:
    def parse(value: Json) -> list[Any]:
        if isinstance(value, list):
            return [None if entry is None else item(entry) for entry in value]
        if value == "" and not strict:
            return []
        raise _framework_crash(
            name, "a JSON array" if strict else f"a list, written as {name}[]=... for each item", value
        )

    return parse


def _unsupported(type_name: str) -> _Parse:
    """Return a parser for types that inputs cannot have, such as unions."""

    def parse(value: Json) -> Any:
        raise _bad_request(f"Unknown input type: {type_name}", f"the real server accepts no input of type {type_name}")

    return parse


_STRICT: Mapping[str, Callable[[str], _Parse]] = {
    "string": _json_type("string", frozenset({str}), "a string"),
    "boolean": _json_type("boolean", frozenset({bool}), "true or false in a JSON body (a form contains only text)"),
    "integer": _json_type("integer", frozenset({int}), "a JSON integer, without decimal point or quotes"),
    "float": _json_type("float", frozenset({int, float}), "a JSON number, without quotes"),
    "id": _id,
    "company_id": _company_id,
    "json": _json,
    "date": _date,
}
_LOOSE: Mapping[str, Callable[[str], _Parse]] = {**_STRICT, "boolean": _loose_boolean, "integer": _loose_integer}


# Errors


def _abbreviate(value: Json) -> str:
    """Return a short ASCII text of a value for a hint, because hints are sent in a header."""
    if isinstance(value, dict | list):
        return "an array" if isinstance(value, list) else "an object"
    text = ascii(value[:40]) if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 60 else text[:60] + "..."


def _bad_request(message: str, hint: str) -> InvalidInput:
    return InvalidInput(InputErrorKind.BAD_REQUEST, message, hint)


def _not_nullable(name: str, value: Json) -> InvalidInput:
    cause = "" if value is None else f"the empty id in `{name}` has the same effect as null; "
    return _bad_request(f"Field '{name}' cannot be null", f"{cause}send a value, or leave out `{name}`")


def _wrong_type(name: str, type_name: str, expected: str, value: Json) -> InvalidInput:
    return _bad_request(f"Unknown input type: {type_name}", f"`{name}` must be {expected}, not {_abbreviate(value)}")


def _framework_crash(name: str, expected: str, value: Json) -> InvalidInput:
    hint = f"`{name}` must be {expected}, not {_abbreviate(value)}; the real server crashes in this case"
    return InvalidInput(InputErrorKind.FRAMEWORK_CRASH, "", hint)


def _unknown_input(key: str, where: str, names: Iterable[str]) -> InvalidInput:
    return _bad_request(
        f"Unknown input field: {key}", f"{where} has no input field {_abbreviate(key)}{suggestion(key, names)}"
    )


def _unknown_atom(key: str, names: Iterable[str]) -> InvalidInput:
    end = suggestion(key, names)
    if key == "_json":
        end = ", which contains the body if the body is not a JSON object; send a JSON object"
    elif key.lstrip().startswith("{"):
        end = "; to send the inputs as JSON, send the header `Content-Type: application/json`"
    hint = f"the real server crashes on the unknown key {_abbreviate(key)}{end}"
    return InvalidInput(InputErrorKind.FRAMEWORK_CRASH, "", hint)
