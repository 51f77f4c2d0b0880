"""The catalogue as an OpenAPI 3.1 document.

What goes in is described as strictly as the server reads it, what comes out as the real server sends it, which is not
always what it declares.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from mockserver.contract.catalogue import Catalogue, Endpoint, Field

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
    }
    if area is not None:
        operation["tags"] = [area]
    shown = example.inputs if example else {}
    if endpoint.kind == "query":
        operation["parameters"] = [_parameter(api, field, shown) for field in endpoint.inputs]
    else:
        operation["requestBody"] = _body(api, endpoint, shown if example else None)
    operation["responses"] = {"200": _answer(api, endpoint, example), **_refusals(endpoint)}
    return {"get" if endpoint.kind == "query" else "post": operation}


def operation_id(name: str) -> str:
    """The name of an endpoint as an identifier."""
    return name.replace("/", "_")


def _parameter(api: Catalogue, field: Field, shown: Mapping[str, Json]) -> Json:
    parameter: dict[str, Json] = {
        "name": f"{field.name}[]" if field.list_of else field.name,
        "in": "query",
        "required": not field.optional,
        "schema": _input(api, field, nullable=False),
    }
    if field.list_of:
        parameter |= {"style": "form", "explode": True}
    if field.name in shown:
        parameter["example"] = shown[field.name]
    return parameter


def _body(api: Catalogue, endpoint: Endpoint, shown: Mapping[str, Json] | None) -> Json:
    schema = _object({field.name: _input(api, field) for field in endpoint.inputs}, endpoint.required, closed=True)
    media: dict[str, Json] = {"schema": schema}
    if shown is not None:
        media["example"] = dict(shown)
    return {"required": bool(endpoint.required), "content": {"application/json": media}}


def _answer(api: Catalogue, endpoint: Endpoint, example: Example | None) -> Json:
    media: dict[str, Json] = {"schema": _outputs(api, endpoint)}
    if example is not None and example.output is not None:
        media["example"] = example.output
    return {
        "description": "Done." if endpoint.kind == "mutation" else "What was asked for.",
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
        ("application/json", "text/plain"),
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

ERRORS: Final[Json] = {
    "description": "A refusal: of a handler, of the input parser (without a message for a crash), of the framework.",
    "anyOf": [
        {
            "type": "object",
            "required": ["error"],
            "properties": {"error": {"type": "string"}, "message": {"type": "string"}},
            "additionalProperties": False,
        },
        {
            "type": "object",
            "required": ["errors"],
            "properties": {
                "errors": {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}}
            },
            "additionalProperties": False,
        },
    ],
}


def _refusals(endpoint: Endpoint) -> Json:
    skipped = {415} if endpoint.kind == "query" else set()
    return {
        str(status): {"$ref": f"#/components/responses/{name}"}
        for status, (name, _, _) in STATUSES.items()
        if status not in skipped
    }


def _responses() -> Iterator[tuple[str, Json]]:
    for name, meaning, types in STATUSES.values():
        content = {type: {"schema": _ref("error") if type == "application/json" else TEXT} for type in types}
        yield name, {"description": meaning, "headers": HINTED, "content": content}


TEXT: Final = {"type": "string"}
HEADERS: Final[Json] = {
    "x-request-id": {"description": "The request's own, or a new one.", "schema": {"type": "string"}},
    "x-mock-hint": {"description": "Why, for a developer. Only mockserver sends it.", "schema": {"type": "string"}},
}
HINTED: Final[Json] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}


# Types

FORMATS: Final = {"date": "date", "datetime": "date-time", "time": "date-time"}

PLAIN: Final[Mapping[str, Json]] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "float": {"type": "number"},
    "id": {"$ref": "#/components/schemas/id"},
    "company_id": {"$ref": "#/components/schemas/company_id"},
}

IDS: Final[Mapping[str, Json]] = {
    "id": {
        "type": "string",
        "description": "An id as an answer gave it; what stands before the last `-` is for people and ignored.",
        "examples": ["grow-revenue-DYiuLYFGtmzsUpd9skUEdJ"],
    },
    "company_id": {"type": "string", "description": "A company's id.", "examples": ["acme-inc-0bel"]},
}


def _schemas(api: Catalogue) -> Iterator[tuple[str, Json]]:
    yield "error", ERRORS
    yield from IDS.items()
    for name, values in api.enums.items():
        yield name, {"type": "string", "enum": list(values)}
    for name, kinds in api.unions.items():
        yield name, {"anyOf": [_ref(kind) for kind in kinds]}
    for name, fields in api.objects.items():
        yield name, _object({field.name: _output(api, name, field) for field in fields}, _always(name, fields))
    for name in sorted(_taken(api)):
        fields = api.objects[name]
        required = tuple(field.name for field in fields if not field.optional)
        yield _taken_name(name), _object({field.name: _input(api, field) for field in fields}, required, closed=True)


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


def _taken(api: Catalogue) -> set[str]:
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


def _taken_name(name: str) -> str:
    return name if name.endswith("_input") else f"{name}_input"


def _input(api: Catalogue, field: Field, *, nullable: bool = True) -> Json:
    schema = _taken_type(api, field.list_of or field.type or "")
    if field.list_of:
        schema = {"type": "array", "items": schema}
    if nullable and field.nullable:
        schema = _or_null(schema)
    if field.default is not None:
        schema = {**schema, "default": [] if field.default == () else field.default}
    return schema


def _taken_type(api: Catalogue, name: str) -> Json:
    if name in api.objects:
        return _ref(_taken_name(name))
    if name == "json":
        return {"type": "string", "contentMediaType": "application/json"}
    return _common_type(api, name)


# What comes out


def _outputs(api: Catalogue, endpoint: Endpoint) -> Json:
    fields = endpoint.outputs
    return _object({field.name: _output(api, endpoint.name, field) for field in fields}, _always(endpoint.name, fields))


NULL: Final[Json] = {"type": "null"}
FALSE: Final[Json] = {"const": False}
OBJECT: Final[Json] = {"type": "object"}

# What the real server sends beside what it declares, by object and field (contract: wire 11, and each resource).
SENT_TOO: Final[Mapping[tuple[str, str], Json]] = {
    ("comment_thread", "can_comment"): NULL,
    ("comment_thread", "comments"): FALSE,
    ("discussion", "body"): OBJECT,
    ("milestone", "completed_at"): NULL,
    ("person", "email"): NULL,
    ("person", "manager"): FALSE,
    ("person", "title"): NULL,
    ("project", "goal_id"): NULL,
    ("project", "success_status"): {"const": "nil"},
    ("project_check_in", "description"): OBJECT,
    ("project_retrospective", "closed_at"): FALSE,
    ("reaction", "emoji"): NULL,
    ("resource_hub_document", "parent_folder_id"): NULL,
    ("resource_hub_file", "size"): FALSE,
    ("resource_hub_file", "type"): FALSE,
    ("subscription_list", "parent_type"): {"const": "project_milestone"},
    ("task_status", "value"): NULL,
    ("work_map_item", "assignees"): {"type": "array", "items": {"type": ["object", "null"]}},
    ("work_map_item", "privacy"): NULL,
    ("work_map_item", "status"): NULL,
    ("work_map_item", "type"): {"const": "task"},
    ("activity_content_task_description_change", "project_name"): NULL,
}

# What it declares as always there and leaves out where the object stands inside of something else.
LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    "comment_thread": frozenset({"inserted_at"}),
    "discussion": frozenset({"name"}),
    "goal": frozenset({"status"}),
    "goal_retrospective": frozenset({"title"}),
    "person": frozenset({"avatar_url", "email", "title", "type"}),
    "project_check_in": frozenset({"acknowledged_at", "acknowledged_by", "author", "description", "project", "space"}),
    "resource_hub_document": frozenset({"content", "parent_folder_id", "resource_hub_id", "state"}),
    "task": frozenset({"type"}),
}


def _always(owner: str, fields: tuple[Field, ...]) -> tuple[str, ...]:
    sometimes = LEFT_OUT.get(owner, frozenset())
    return tuple(field.name for field in fields if not field.optional and field.name not in sometimes)


def _output(api: Catalogue, owner: str, field: Field) -> Json:
    """A member of an object. Whatever is declared, what was not asked for is null (contract: wire 11)."""
    name = field.list_of or field.type or ""
    schema = _sent_type(api, name)
    if field.list_of:
        schema = {"type": "array", "items": schema}
    if field.nullable or field.list_of or name in api.objects or name in api.unions:
        schema = _or_null(schema)
    too = SENT_TOO.get((owner, field.name))
    return {"anyOf": [schema, too]} if too else schema


def _sent_type(api: Catalogue, name: str) -> Json:
    if name in api.objects or name in api.unions:
        return _ref(name)
    return {} if name == "json" else _common_type(api, name)


def _common_type(api: Catalogue, name: str) -> Json:
    if name in FORMATS:
        return {"type": "string", "format": FORMATS[name]}
    if name in api.enums:
        return _ref(name)
    return PLAIN.get(name) or {"type": "object", "description": f"The real server never says what a {name} is."}
