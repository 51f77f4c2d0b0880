"""Converts the catalogue to an OpenAPI 3.1 document.

The schemas of inputs are as strict as the checks of the real server. The schemas of outputs describe the values that
the real server sends, even if these values differ from the declared types.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from mockserver.contract.catalogue import Catalogue, Endpoint, Field
from mockserver.contract.descriptions import descriptions
from mockserver.contract.responses import response_shapes
from mockserver.server.openapi import errors
from mockserver.server.openapi.components import (
    drop_unused,
    extract_common_fields,
    extract_parameters,
    extract_responses,
)
from mockserver.server.openapi.naming import operation_id
from mockserver.server.openapi.schemas import described, described_input, input_schema, object_of, schemas

Json = Any

VERSION: Final = "3.1.0"
DIALECT: Final = "https://spec.openapis.org/oas/3.1/dialect/base"

SERVER: Final = "http://127.0.0.1:4000"
"""The default address of `mockserver serve`."""

ABOUT: Final = """\
The external API of Operately, as implemented by mockserver. Queries are `GET` requests with their inputs in the query
string, mutations are `POST` requests with a JSON body. The bearer token selects the person, the company and the world.

The text before the last `-` of an id is for readers only and is ignored: `grow-revenue-DYiuLYFGtmzsUpd9skUEdJ` is the
same id as `DYiuLYFGtmzsUpd9skUEdJ`. The access levels are 0 none, 1 minimal, 10 view, 40 comment, 70 edit, 90 admin and
100 full.

The bodies of errors are JSON, except for errors of the token, which are plain text. Every response has the header
`X-Request-Id`. The header `X-Mock-Hint` contains the cause of an error. Fault rules can make any request fail with any
status, even with a status that is not listed here."""

FAMILIES: Final[Mapping[str, tuple[str, str]]] = {
    "company": ("Company", "The company, its people, their roles and invitations."),
    "spaces": ("Spaces", "Spaces, their members, tools and discussions."),
    "goals": ("Goals", "Goals with their targets, checks, progress updates and discussions."),
    "projects": ("Projects", "Projects with their milestones, contributors, check-ins and retrospectives."),
    "tasks": ("Tasks", "Tasks of spaces and projects, and their kanban boards."),
    "documents": ("Documents", "Resource hubs with their folders, documents, files and links."),
    "feed": ("Feed", "Activities, comments, reactions, notifications, subscriptions, search and the work map."),
}
"""Maps each package of handlers to the name and the description of its tag in the document."""


class Example(msgspec.Struct, frozen=True):
    """The inputs of a request, and the body of its response. `output` is None if no request succeeded."""

    inputs: Mapping[str, Json]
    output: Json = None


def document(
    api: Catalogue,
    *,
    version: str,
    server: str = SERVER,
    families: Mapping[str, str] | None = None,
    examples: Mapping[str, Example] | None = None,
) -> dict[str, Json]:
    """Return the document as dictionaries, lists and scalars.

    `families` maps the name of each endpoint to the package of its handler, which is a key of FAMILIES. `examples` maps
    the names of endpoints to their examples.
    """
    families, examples = families or {}, examples or {}
    made: dict[str, Json] = {
        "openapi": VERSION,
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Operately external API (mockserver)",
            "version": version,
            "description": ABOUT,
            "contact": {"name": "The mockserver authors"},
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server, "description": "This mock."}],
        "security": [{"token": []}],
        "tags": [{"name": tag, "description": text} for tag, text in FAMILIES.values()],
        "paths": {
            f"{api.base_path}/{name}": _path(api, endpoint, families.get(name), examples.get(name))
            for name, endpoint in api.endpoints.items()
        },
        "components": {
            "schemas": {**errors.SCHEMAS, **dict(schemas(api))},
            "responses": dict(errors.components()),
            "headers": errors.HEADERS,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API token. A read-only token allows queries only.",
                }
            },
        },
    }
    extract_common_fields(made)
    extract_parameters(made)
    extract_responses(made)
    drop_unused(made)
    return made


def _path(api: Catalogue, endpoint: Endpoint, family: str | None, example: Example | None) -> Json:
    operation: dict[str, Json] = {
        "operationId": operation_id(endpoint.name),
        "summary": endpoint.name.rpartition("/")[2].replace("_", " ").capitalize(),
        "description": descriptions().operations.get(endpoint.name, ""),
    }
    if family is not None:
        operation["tags"] = [FAMILIES[family][0]]
    shown = example.inputs if example else {}
    if endpoint.kind == "query":
        operation["parameters"] = [_parameter(api, endpoint, field, shown) for field in endpoint.inputs]
    else:
        operation["requestBody"] = _body(api, endpoint, shown if example else None)
    operation["responses"] = {"200": _success(endpoint, example), **errors.error_responses(endpoint)}
    return {"get" if endpoint.kind == "query" else "post": operation}


def _parameter(api: Catalogue, endpoint: Endpoint, field: Field, shown: Mapping[str, Json]) -> Json:
    parameter: dict[str, Json] = {
        "name": f"{field.name}[]" if field.list_of else field.name,
        "in": "query",
        "schema": input_schema(api, field, nullable=False),
    }
    if text := descriptions().input(endpoint.name, field.name):
        parameter["description"] = text
    if not field.optional:
        parameter["required"] = True
    if field.list_of:
        parameter["explode"] = True  # true is the default of OpenAPI, but the tool Prism does not implement it
    if field.name in shown:
        parameter["example"] = shown[field.name]
    return parameter


def _body(api: Catalogue, endpoint: Endpoint, shown: Mapping[str, Json] | None) -> Json:
    properties = {field.name: described_input(api, endpoint.name, field) for field in endpoint.inputs}
    schema = object_of(properties, endpoint.required, closed=True)
    media: dict[str, Json] = {"schema": schema}
    if shown is not None:
        media["example"] = dict(shown)
    return ({"required": True} if endpoint.required else {}) | {"content": {"application/json": media}}


def _success(endpoint: Endpoint, example: Example | None) -> Json:
    schema = described(endpoint.name, response_shapes().responses[endpoint.name])
    media: dict[str, Json] = {"schema": schema}
    if example is not None and example.output is not None:
        media["example"] = example.output
    return {"description": "OK", "content": {"application/json": media}}
