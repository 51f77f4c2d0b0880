"""The data of the API reference page: the descriptions of all endpoints.

A family is a package of handlers, such as `goals`. A resource is a module in such a package.
"""

from types import FunctionType
from typing import Any, Final, cast

import msgspec

from mockserver.api.registry import HANDLERS
from mockserver.api.registry import Endpoint as Handler
from mockserver.contract.catalogue import Catalogue, Endpoint, Field
from mockserver.contract.descriptions import descriptions
from mockserver.domain import permissions
from mockserver.model.company.access import NAMES as LEVELS
from mockserver.model.kinds import NAMES
from mockserver.server.pages.endpoint_errors import reasons

Json = Any

FAMILIES: Final = ("company", "spaces", "goals", "projects", "tasks", "documents", "feed")
"""The families, in the order in which the page lists them."""

INVALID: Final[dict[str, str]] = {
    "boolean": "400 “Unknown input type: boolean” for values other than true and false",
    "company_id": "400 “Invalid id format” for text that is not a company id",
    "date": "500 for text that is not a date (YYYY-MM-DD)",
    "float": "400 “Unknown input type: float” for values other than numbers",
    "id": "404 for text that is not an id",
    "integer": "400 “Unknown input type: integer” for values other than integers",
    "json": "500 for text that is not JSON. Rich text is JSON encoded as a string",
    "string": "400 “Unknown input type: string” for values other than strings",
}
"""For each type of input: how the API responds to a value of another type."""


def describe(api: Catalogue, control: Json) -> bytes:
    """Return the whole reference as JSON.

    The reference does not depend on a world. `control` is the description of the control API: the result of
    `control.operations.describe`.
    """
    listed: dict[str, dict[str, list[Json]]] = {family: {} for family in FAMILIES}
    for name, endpoint in api.endpoints.items():
        handler = HANDLERS[name]
        *_, family, resource = handler.handler.__module__.split(".")
        listed[family].setdefault(resource, []).append(_endpoint(api, endpoint, handler))
    families = [
        {"name": family, "title": family.capitalize(), "resources": _resources(family, resources)}
        for family, resources in listed.items()
    ]
    types = {
        "objects": {name: [_member(field) for field in fields] for name, fields in api.objects.items()}
        | control["objects"],
        "unions": api.unions,
        "enums": api.enums,
    }
    described = {
        "release": api.release,
        "base_path": api.base_path,
        "families": families,
        "control": control["family"],
        "types": types,
    }
    return msgspec.json.encode(described)


def _resources(family: str, resources: dict[str, list[Json]]) -> list[Json]:
    """Return the resources of a family, with their endpoints. The resource that has the name of the family comes
    first."""
    return [
        {"name": name, "title": name.replace("_", " ").capitalize(), "endpoints": resources[name]}
        for name in sorted(resources, key=lambda name: name != family)
    ]


def _endpoint(api: Catalogue, endpoint: Endpoint, handler: Handler) -> Json:
    return {
        "name": endpoint.name,
        "kind": endpoint.kind,
        "title": endpoint.name.rpartition("/")[2].replace("_", " ").capitalize(),
        "description": descriptions().operations[endpoint.name],
        "inputs": [_input(api, endpoint, handler, field) for field in endpoint.inputs],
        "outputs": [_member(field) for field in endpoint.outputs],
        "permissions": _permissions(handler),
        "rule": handler.rule,
        "errors": [reason._asdict() for reason in reasons(endpoint, cast(FunctionType, handler.handler))],
    }


def _permissions(handler: Handler) -> list[Json]:
    """Return the permissions that a handler requires, each with its entity and its access level."""
    return [
        {"name": name, "entity": NAMES[kind], "level": LEVELS[permissions.needed(kind, name)]}
        for kind, name in handler.requires
    ]


def _member(field: Field) -> Json:
    return {
        "name": field.name,
        "type": field.list_of or field.type,
        "list": field.list_of is not None,
        "required": not field.optional,
        "nullable": field.nullable,
    }


def _input(api: Catalogue, endpoint: Endpoint, handler: Handler, field: Field) -> Json:
    kind = field.list_of or field.type or ""
    return _member(field) | {
        "description": descriptions().input(endpoint.name, field.name),
        "absent": _absent(endpoint, handler, field),
        "null": _null(endpoint, field),
        "invalid": _invalid(api, kind),
    }


def _absent(endpoint: Endpoint, handler: Handler, field: Field) -> str:
    if field.name in endpoint.required:
        return f"400 “Missing required fields: {field.name}”"
    if field.default is not None:
        return f"means {'[]' if field.default == () else str(field.default).lower()}"
    if field.name in handler.required_inputs:
        return "500: the input is declared as optional, but the real server crashes without it"
    return "allowed"


def _null(endpoint: Endpoint, field: Field) -> str:
    if endpoint.kind == "query":
        return "a query string cannot contain null"
    if field.default is not None:
        return "null has the same effect as a missing input"
    return "allowed" if field.nullable or field.list_of else f"400 “Field '{field.name}' cannot be null”"


def _invalid(api: Catalogue, kind: str) -> str:
    if kind in api.enums:
        return f"400 “Invalid value for enum {kind}: …”, or 500 for words that the real server does not know"
    if kind in api.objects:
        return "500 for values other than objects"
    return INVALID.get(kind, "")
