"""Adds the control API to the OpenAPI document. The operations are generated from the routes of the control API."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from mockserver.server.control.routing import Route
from mockserver.server.openapi.components import drop_unused, extract_parameters
from mockserver.server.openapi.naming import pascal
from mockserver.server.schemas.base import Problem

Json = Any

TAG: Final = "Control API"
ABOUT: Final = (
    "Tests control the mock with these operations. The bearer token selects the world. Requests without a token "
    "use the default world."
)
REF: Final = "#/components/schemas/{name}"
NULL: Final = {"type": "null"}
PROBLEM: Final = {"$ref": "#/components/responses/Problem"}


def add_control(document: dict[str, Json], routes: Iterable[Route], root: str) -> None:
    """Add the operations of the control API and their schemas to the document of the external API."""
    listed = [route for route in routes if route.listed]
    schemas = control_schemas(listed)
    operations = [(route, _operation(route, schemas)) for route in listed]
    taken = document["components"]["schemas"]
    renamed = {name: f"Mock{name}" if name in taken else name for name in schemas}
    for name, schema in schemas.items():
        taken[renamed[name]] = _with_names(_simplified(schema), renamed)
    document["components"]["responses"]["Problem"] = {
        "description": "An error (RFC 9457). `detail` describes what is wrong and what is allowed.",
        "content": {"application/problem+json": {"schema": _ref(Problem)}},
    }
    document["tags"].append({"name": TAG, "description": ABOUT})
    for route, operation in operations:
        operation = _with_names(operation, renamed)
        document["paths"].setdefault(root + route.path, {})[route.method.lower()] = operation
    extract_parameters(document)
    drop_unused(document)


def control_schemas(routes: Iterable[Route]) -> dict[str, Json]:
    """Return the JSON Schemas of the requests and responses of all routes, by name."""
    used = {kind for route in routes for kind in (route.body, route.query, route.response, route.problem)}
    ordered = sorted((kind for kind in used if kind is not None), key=lambda kind: kind.__name__)
    _, schemas = msgspec.json.schema_components(ordered, ref_template=REF)
    return schemas


def _simplified(schema: Json) -> Json:
    """Return a schema without details that client generators do not support or that have no meaning.

    If all schemas in `prefixItems` are equal, `items` replaces `prefixItems`. For a union of a scalar and null, `type`
    is a list of two types. The default of a union is removed if it is an object. Titles are removed, because two
    schemas can have the same title. A default of null and an empty `required` are removed, because they have no effect.
    """
    if isinstance(schema, list):
        return [_simplified(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _simplified(value) for key, value in schema.items()}
    if isinstance(made.get("anyOf"), list):
        if isinstance(made.get("default"), dict):
            del made["default"]
        scalars = [one for one in made["anyOf"] if one != NULL and isinstance(one.get("type"), str)]
        if len(scalars) == 1 and len(made["anyOf"]) == 2 and NULL in made["anyOf"]:
            del made["anyOf"]
            made = scalars[0] | made | {"type": [scalars[0]["type"], "null"]}
            if "enum" in made:
                made["enum"] = [*made["enum"], None]
    if isinstance(made.get("title"), str):
        del made["title"]
    for key, meaningless in (("default", None), ("required", [])):
        if key in made and made[key] == meaningless:
            del made[key]
    prefix = made.get("prefixItems")
    if isinstance(prefix, list) and all(one == prefix[0] for one in prefix):
        del made["prefixItems"]
        made["items"] = prefix[0]
    return made


def _with_names(part: Json, names: Mapping[str, str]) -> Json:
    """Return a part of the document in which all references to schemas use the new names. `names` maps the old name of
    each schema to its new name. The two names differ only if both APIs have a schema with the old name, such as
    `Person`."""
    if isinstance(part, dict):
        return {key: _with_names(value, names) for key, value in part.items()}
    if isinstance(part, list):
        return [_with_names(one, names) for one in part]
    if isinstance(part, str) and (name := part.removeprefix(REF.format(name=""))) != part:
        return REF.format(name=names[name])
    return part


def _ref(kind: type) -> Json:
    return {"$ref": REF.format(name=kind.__name__)}


def _operation(route: Route, schemas: Mapping[str, Json]) -> Json:
    operation: dict[str, Json] = {
        "operationId": "mock" + pascal(route.handler.__name__),
        "summary": route.summary,
        "description": route.description or f"{route.summary}.",
        "tags": [TAG],
        "security": [{"token": []}, {}] if "world" in route.arguments else [{}],
        "parameters": _parameters(route, schemas),
        "responses": {str(route.status): _success(route)},
    }
    for status, description in route.problems.items():
        content = {"application/problem+json": {"schema": _ref(route.problem)}}
        operation["responses"][str(status)] = {"description": description, "content": content}
    if route.body or route.query:
        operation["responses"].setdefault("400", PROBLEM)
    if "world" in route.arguments:
        operation["responses"].setdefault("401", PROBLEM)
    operation["responses"]["default"] = PROBLEM
    if route.body is not None:
        media: dict[str, Json] = {"schema": _ref(route.body)}
        if route.example is not None:
            media["example"] = route.example
        is_required = bool(schemas[route.body.__name__].get("required"))
        required = {"required": True} if is_required else {}
        operation["requestBody"] = required | {"content": {"application/json": media}}
    return operation


def _success(route: Route) -> Json:
    if route.response is not None:
        return {"description": "Success.", "content": {"application/json": {"schema": _ref(route.response)}}}
    if 300 <= route.status < 400:
        return {"description": "A redirect."}
    if route.status == 204:
        return {"description": "Success, without content."}
    return {"description": "Success.", "content": {route.media_type or "application/json": {}}}


def _parameters(route: Route, schemas: Mapping[str, Json]) -> list[Json]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in route.parameters
    ]
    if route.query is None:
        return in_path
    examples = route.example or {}
    in_query = []
    query = schemas[route.query.__name__]
    for name, schema in query["properties"].items():
        parameter = {"name": name, "in": "query", "schema": _simplified(schema)}
        if name in query.get("required", ()):
            parameter["required"] = True
        in_query.append(parameter | ({"example": examples[name]} if name in examples else {}))
    return in_path + in_query
