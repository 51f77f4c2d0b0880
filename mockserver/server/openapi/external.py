"""The catalogue as an OpenAPI 3.1 document.

What goes in is described as strictly as the server reads it, what comes out as the real server sends it, which is not
always what it declares.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from mockserver.contract.catalogue import Catalogue, Endpoint, Field
from mockserver.contract.descriptions import descriptions
from mockserver.contract.responses import response_shapes
from mockserver.server.openapi.naming import operation_id, pascal

Json = Any

VERSION: Final = "3.1.0"
DIALECT: Final = "https://spec.openapis.org/oas/3.1/dialect/base"

ABOUT: Final = """\
The external API as mockserver stands in for it. Queries are `GET` with their inputs in the query string, mutations are
`POST` with a JSON body. Every token opens a world of its own.

Refusals of the handlers are JSON with a content type; those of the input parser are JSON without one; those of the
dispatcher are plain text without one. `X-Mock-Hint` says why, for developers. A fault rule can make any call fail in
any way, with statuses that are not listed here."""


class Example(msgspec.Struct, frozen=True):
    """What an endpoint is called with, and its answer where that was a 200."""

    inputs: Mapping[str, Json]
    output: Json = None


def document(
    api: Catalogue,
    *,
    version: str,
    areas: Mapping[str, str] | None = None,
    examples: Mapping[str, Example] | None = None,
) -> dict[str, Json]:
    """The whole document, ready to encode. `areas` gives an endpoint its tag, `examples` what it is shown with."""
    areas, examples = areas or {}, examples or {}
    return {
        "openapi": VERSION,
        "jsonSchemaDialect": DIALECT,
        "info": {"title": "Operately external API (mockserver)", "version": version, "description": ABOUT},
        "servers": [{"url": "/", "description": "this server"}],
        "security": [{"token": []}],
        "tags": [{"name": area} for area in sorted(set(areas.values()))],
        "paths": {
            f"{api.base_path}/{name}": _path(api, endpoint, areas.get(name), examples.get(name))
            for name, endpoint in api.endpoints.items()
        },
        "components": {
            "schemas": dict(_schemas(api)),
            "responses": dict(_responses()),
            "headers": HEADERS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "opk_…"}},
        },
    }


# Paths


def _path(api: Catalogue, endpoint: Endpoint, area: str | None, example: Example | None) -> Json:
    operation: dict[str, Json] = {
        "operationId": operation_id(endpoint.name),
        "summary": endpoint.name.rpartition("/")[2].replace("_", " ").capitalize(),
        "description": descriptions().operations.get(endpoint.name, ""),
    }
    if area is not None:
        operation["tags"] = [area]
    shown = example.inputs if example else {}
    if endpoint.kind == "query":
        operation["parameters"] = [_parameter(api, endpoint, field, shown) for field in endpoint.inputs]
    else:
        operation["requestBody"] = _body(api, endpoint, shown if example else None)
    operation["responses"] = {"200": _success(endpoint, example), **_failures(endpoint)}
    return {"get" if endpoint.kind == "query" else "post": operation}


def _parameter(api: Catalogue, endpoint: Endpoint, field: Field, shown: Mapping[str, Json]) -> Json:
    parameter: dict[str, Json] = {
        "name": f"{field.name}[]" if field.list_of else field.name,
        "in": "query",
        "required": not field.optional,
        "schema": _input(api, field, nullable=False),
    }
    if text := descriptions().input(endpoint.name, field.name):
        parameter["description"] = text
    if field.list_of:
        parameter |= {"style": "form", "explode": True}
    if field.name in shown:
        parameter["example"] = shown[field.name]
    return parameter


def _body(api: Catalogue, endpoint: Endpoint, shown: Mapping[str, Json] | None) -> Json:
    properties = {field.name: _described_input(api, endpoint.name, field) for field in endpoint.inputs}
    schema = _object(properties, endpoint.required, closed=True)
    media: dict[str, Json] = {"schema": schema}
    if shown is not None:
        media["example"] = dict(shown)
    return {"required": bool(endpoint.required), "content": {"application/json": media}}


def _success(endpoint: Endpoint, example: Example | None) -> Json:
    media: dict[str, Json] = {"schema": _described(endpoint.name, response_shapes().responses[endpoint.name])}
    if example is not None and example.output is not None:
        media["example"] = example.output
    return {
        "description": "The change was made." if endpoint.kind == "mutation" else "The result.",
        "headers": {"x-request-id": {"$ref": "#/components/headers/x-request-id"}},
        "content": {"application/json": media},
    }


# Errors

STATUSES: Final[Mapping[int, tuple[str, str, tuple[str, ...]]]] = {
    400: (
        "BadRequest",
        "An input is missing, unknown or ill-typed, or the handler refuses its value.",
        ("application/json", "text/html"),
    ),
    401: ("Unauthorized", "No token, an unknown one, or one of somebody suspended.", ("text/plain",)),
    403: (
        "Forbidden",
        "The person sees it but may not do this; a text when the token is for reading only.",
        ("text/plain", "application/json"),
    ),
    404: ("NotFound", "It does not exist, or the person may not see it.", ("application/json",)),
    406: ("NotAcceptable", "The `Accept` header takes no JSON.", ("text/html",)),
    415: ("UnsupportedMediaType", "The body has a content type that the API does not read.", ("application/json",)),
    500: (
        "ServerError",
        "The real server crashes on this request, and so does the mock: `X-Mock-Hint` says on what.",
        ("application/json",),
    ),
}
"""Status to name, meaning, and the types of its bodies."""

ERRORS: Final[Mapping[str, Json]] = {
    "HandlerError": {
        "type": "object",
        "description": "An error of an endpoint or of the input parser. A crash has no `message`.",
        "required": ["error"],
        "properties": {"error": {"type": "string"}, "message": {"type": "string"}},
        "additionalProperties": False,
    },
    "FrameworkErrorDetail": {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}},
    "FrameworkError": {
        "type": "object",
        "description": "An error of the web framework, before the request reaches the API.",
        "required": ["errors"],
        "properties": {"errors": {"$ref": "#/components/schemas/FrameworkErrorDetail"}},
        "additionalProperties": False,
    },
    "Error": {
        "anyOf": [{"$ref": "#/components/schemas/HandlerError"}, {"$ref": "#/components/schemas/FrameworkError"}]
    },
}


EXAMPLES: Final[Mapping[tuple[str, str], Json]] = {
    ("BadRequest", "application/json"): {"error": "Bad request", "message": "Field 'id' cannot be null"},
    ("Unauthorized", "text/plain"): "Unauthorized",
    ("Forbidden", "text/plain"): "Read-only API tokens cannot execute mutations",
    ("Forbidden", "application/json"): {
        "error": "Forbidden",
        "message": "You don't have permission to perform this action",
    },
    ("NotFound", "application/json"): {"error": "Not found", "message": "The requested resource was not found"},
    ("UnsupportedMediaType", "application/json"): {"errors": {"detail": "Unsupported Media Type"}},
    ("ServerError", "application/json"): {
        "error": "Internal server error",
        "message": "An unexpected error occurred",
    },
}
"""Bodies by name of the response and content type."""


def _failures(endpoint: Endpoint) -> Json:
    skipped = {415} if endpoint.kind == "query" else set()
    return {
        str(status): {"$ref": f"#/components/responses/{name}"}
        for status, (name, _, _) in STATUSES.items()
        if status not in skipped
    }


def _responses() -> Iterator[tuple[str, Json]]:
    for name, meaning, types in STATUSES.values():
        content = {type: _failure_media(name, type) for type in types}
        yield name, {"description": meaning, "headers": HINTED, "content": content}


def _failure_media(name: str, type: str) -> Json:
    media: dict[str, Json] = {"schema": _ref("Error") if type == "application/json" else TEXT}
    if (name, type) in EXAMPLES:
        media["example"] = EXAMPLES[name, type]
    return media


TEXT: Final = {"type": "string"}
HEADERS: Final[Json] = {
    "x-request-id": {"description": "The request's own, or a new one.", "schema": {"type": "string"}},
    "x-mock-hint": {"description": "Why, for a developer. Only mockserver sends it.", "schema": {"type": "string"}},
}
HINTED: Final[Json] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}


# Types

FORMATS: Final = {"date": "date", "datetime": "date-time", "time": "date-time"}
"""Formats of the inputs."""

PLAIN: Final[Mapping[str, Json]] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "float": {"type": "number"},
    "id": {"$ref": "#/components/schemas/Id"},
    "company_id": {"$ref": "#/components/schemas/CompanyId"},
}

IDS: Final[Mapping[str, Json]] = {
    "Id": {
        "type": "string",
        "description": "An id as returned in a response. The text before the last `-` is for readers and ignored.",
        "examples": ["grow-revenue-DYiuLYFGtmzsUpd9skUEdJ"],
    },
    "CompanyId": {"type": "string", "description": "The id of a company.", "examples": ["acme-inc-0bel"]},
}

RICH_TEXT: Final[Json] = {
    "type": "object",
    "description": "A rich text document (ProseMirror).",
    "required": ["type"],
    "properties": {
        "type": {"type": "string", "enum": ["doc"]},
        "content": {"type": "array", "items": {"type": "object"}},
    },
}


def _schemas(api: Catalogue) -> Iterator[tuple[str, Json]]:
    yield from ERRORS.items()
    yield from IDS.items()
    yield "RichText", RICH_TEXT
    yield from ((pascal(name), {"type": "string", "enum": list(values)}) for name, values in api.enums.items())
    for name, schema in response_shapes().schemas.items():
        yield name, _described(name, schema)
    for name in sorted(_input_objects(api)):
        fields = api.objects[name]
        required = tuple(field.name for field in fields if not field.optional)
        properties = {field.name: _described_input(api, name, field) for field in fields}
        yield _input_name(name), _object(properties, required, closed=True)


def _described(name: str, schema: Json) -> Json:
    """A schema with the descriptions of its fields."""
    if "properties" not in schema:
        return schema
    properties = {
        key: {**inner, "description": text} if (text := descriptions().field(name, key)) else inner
        for key, inner in schema["properties"].items()
    }
    return {**schema, "properties": properties}


def _described_input(api: Catalogue, owner: str, field: Field, *, nullable: bool = True) -> Json:
    schema = _input(api, field, nullable=nullable)
    text = descriptions().input(owner, field.name)
    return {**schema, "description": text} if text else schema


def _object(properties: Mapping[str, Json], required: tuple[str, ...], *, closed: bool = False) -> Json:
    schema: dict[str, Json] = {"type": "object", "properties": dict(properties)}
    if required:
        schema["required"] = list(required)
    if closed:
        schema["additionalProperties"] = False
    return schema


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: Json) -> Json:
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else {"anyOf": [schema, {"type": "null"}]}


# What goes in


def _input_objects(api: Catalogue) -> set[str]:
    """The objects that an input can hold, at any depth."""
    found: set[str] = set()
    pending = [field for endpoint in api.endpoints.values() for field in endpoint.inputs]
    while pending:
        field = pending.pop()
        name = field.list_of or field.type or ""
        if name in api.objects and name not in found:
            found.add(name)
            pending.extend(api.objects[name])
    return found


def _input_name(name: str) -> str:
    return pascal(name if name.endswith("_input") else f"{name}_input")


def _input(api: Catalogue, field: Field, *, nullable: bool = True) -> Json:
    schema = _input_type(api, field.list_of or field.type or "")
    if field.list_of:
        schema = {"type": "array", "items": schema}
    if nullable and field.nullable:
        schema = _or_null(schema)
    if field.default is not None:
        schema = {**schema, "default": [] if field.default == () else field.default}
    return schema


def _input_type(api: Catalogue, name: str) -> Json:
    if name in api.objects:
        return _ref(_input_name(name))
    if name == "json":
        return {"type": "string", "contentMediaType": "application/json"}
    return _common_type(api, name)


# Shared


def _common_type(api: Catalogue, name: str) -> Json:
    if name in FORMATS:
        return {"type": "string", "format": FORMATS[name]}
    if name in api.enums:
        return _ref(pascal(name))
    return PLAIN.get(name) or {"type": "object"}
