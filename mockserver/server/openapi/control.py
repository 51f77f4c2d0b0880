"""The control API's part of the OpenAPI document, made from its routes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from mockserver.server.control.routing import Route
from mockserver.server.schemas.base import Problem

Json = Any

TAG: Final = "Control API"
ABOUT: Final = (
    "Everything that tests do to the mock itself. The bearer token selects the world; requests without a token use the "
    "default world."
)
REF: Final = "#/components/schemas/{name}"


def add_control(document: dict[str, Json], routes: Iterable[Route], root: str) -> None:
    """Adds the operations of the control API and their types to a document of the external API."""
    listed = [route for route in routes if route.listed]
    schemas = control_schemas(listed)
    document["components"]["schemas"] |= schemas
    document["components"]["responses"]["Problem"] = {
        "description": "An error. `detail` says what is wrong and what is allowed (RFC 9457).",
        "content": {"application/problem+json": {"schema": _ref(Problem)}},
    }
    document["tags"].append({"name": TAG, "description": ABOUT})
    for route in listed:
        document["paths"].setdefault(root + route.path, {})[route.method.lower()] = _operation(route, schemas)


def control_schemas(routes: Iterable[Route]) -> dict[str, Json]:
    """The JSON Schemas of all requests and responses, by name."""
    used = {kind for route in routes for kind in (route.body, route.query, route.response, route.problem)}
    ordered = sorted((kind for kind in used if kind is not None), key=lambda kind: kind.__name__)
    _, schemas = msgspec.json.schema_components(ordered, ref_template=REF)
    return schemas


def _ref(kind: type) -> Json:
    return {"$ref": REF.format(name=kind.__name__)}


def _operation(route: Route, schemas: Mapping[str, Json]) -> Json:
    words = re.findall(r"\w+", route.path.replace("{", "by {"))
    operation: dict[str, Json] = {
        "operationId": "_".join(["mock", route.method.lower(), *words]),
        "summary": route.summary,
        "tags": [TAG],
        "security": [{"token": []}, {}] if "world" in route.arguments else [{}],
        "parameters": _parameters(route, schemas),
        "responses": {str(route.status): _success(route)},
    }
    if route.description:
        operation["description"] = route.description
    for status, description in route.problems.items():
        content = {"application/problem+json": {"schema": _ref(route.problem)}}
        operation["responses"][str(status)] = {"description": description, "content": content}
    operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    if route.body is not None:
        media: dict[str, Json] = {"schema": _ref(route.body)}
        if route.example is not None:
            media["example"] = route.example
        operation["requestBody"] = {"content": {"application/json": media}}
    return operation


def _success(route: Route) -> Json:
    if route.response is not None:
        return {"description": "Success.", "content": {"application/json": {"schema": _ref(route.response)}}}
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
    for name, schema in schemas[route.query.__name__]["properties"].items():
        parameter = {"name": name, "in": "query", "schema": schema}
        in_query.append(parameter | ({"example": examples[name]} if name in examples else {}))
    return in_path + in_query
