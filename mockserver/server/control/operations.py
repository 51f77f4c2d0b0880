"""Describes the operations of the control API in the format of the reference page."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mockserver.server.control.routing import Route
from mockserver.server.schemas.base import Json

PLAIN: Final = {"string": "string", "integer": "integer", "number": "float", "boolean": "boolean"}
"""Maps the scalar types of JSON Schema to the types of the reference page."""
VALUE: Final = "value"
"""The type of all other values. The reference page shows and edits these values as JSON."""


def describe(routes: Iterable[Route]) -> Json:
    """Return the description of the control API: one family, and the types of its inputs and outputs. Operations whose
    paths start with the same segment are a resource of this family."""
    listed = [route for route in routes if route.listed and route.path not in ("", "/", "/docs")]
    used = {kind for route in listed for kind in (route.body, route.query, route.response) if kind is not None}
    _, schemas = msgspec.json.schema_components(used, ref_template="{name}")
    objects = {name: _fields(schema) for name, schema in schemas.items()}
    resources: dict[str, list[Json]] = {}
    for route in listed:
        resource = route.path.strip("/").partition("/")[0].partition(".")[0]
        resources.setdefault(resource, []).append(_operation(route, objects))
    family = {
        "name": "control",
        "title": "Control API",
        "resources": [
            {"name": name, "title": name.capitalize(), "endpoints": operations}
            for name, operations in resources.items()
        ],
    }
    return {"family": family, "objects": objects | {VALUE: []}}


def _operation(route: Route, objects: dict[str, list[Json]]) -> Json:
    sent = route.body or route.query
    in_path = [_field(name, {"type": "string"}, required=True) for name in route.parameters]
    return {
        "name": f"mock/{route.handler.__name__}",
        "kind": "control",
        "method": route.method,
        "path": route.path,
        "parameters": route.parameters,
        "sends": "body" if route.body else "query",
        "title": route.summary,
        "description": route.description,
        "inputs": in_path + (objects[sent.__name__] if sent else []),
        "outputs": objects[route.response.__name__] if route.response else [],
        "errors": [{"status": status, "message": text, "hint": None} for status, text in route.problems.items()],
        "status": route.status,
        "media_type": route.media_type,
        "of_world": "world" in route.arguments,
        "example": route.example or {},
    }


def _fields(schema: Json) -> list[Json]:
    required = schema.get("required", ())
    properties = schema.get("properties", {})
    return [_field(name, member, required=name in required) for name, member in properties.items()]


def _field(name: str, schema: Json, *, required: bool) -> Json:
    """Return the description of a field. The type of the field is a type in PLAIN, the name of an object, or
    `value`."""
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    of_list = len(options) == 1 and options[0].get("type") == "array"
    kind = options[0].get("items", {}) if of_list else options[0] if len(options) == 1 else {}
    return {
        "name": name,
        "type": kind.get("$ref") or PLAIN.get(kind.get("type", "")) or ("string" if "enum" in kind else VALUE),
        "list": of_list,
        "required": required,
        "nullable": len(options) < len(schema.get("anyOf", [schema])),
        "default": None if required else _text(schema.get("default")),
        "values": kind.get("enum", []),
        "description": schema.get("description") or kind.get("description", ""),
    }


def _text(default: Any) -> str | None:
    return None if default in (None, "", {}, []) else msgspec.json.encode(default).decode()
