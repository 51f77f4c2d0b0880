"""Checks every response in the tests against the OpenAPI document.

The check is stricter than the document: a response must not contain keys that its schema does not declare, and formats
are checked. The document allows further keys, so that clients accept the responses of later releases of the API.
"""

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs

from mockserver.contract.catalogue import catalogue
from mockserver.server.openapi import external

Json = Any

URI = "urn:openapi"

OTHER = frozenset({406, 415, 500})
"""The statuses that the document does not list separately, but as the response `default`."""

FAULTS = frozenset({429, 502, 503, 504})
"""The statuses that only fault rules return. Responses with these statuses are not checked."""


@cache
def document() -> Json:
    return external.document(catalogue(), version="test")


@cache
def registry() -> jsonschema_rs.Registry:
    """Return a registry with the stricter document.

    The document is parsed only once. Each validator compiles only the schemas that it needs.
    """
    strict = close(document(), open_schemas(document()["components"]["schemas"]))
    return jsonschema_rs.Registry([(URI, {"$schema": "https://json-schema.org/draft/2020-12/schema", **strict})])


def open_schemas(schemas: Json) -> list[Json]:
    """Return the schemas that an `allOf` combines.

    They may allow further keys, because the schema that contains the `allOf` rejects these keys.
    """
    parts = [part for schema in schemas.values() for part in schema.get("allOf", ())]
    named = {name for part in parts for name in re.findall(r"/schemas/(\w+)", json.dumps(part.get("$ref")))}
    return [*parts, *(schemas[name] for name in named)]


def close(schema: Json, remain_open: list[Json]) -> Json:
    """Return a copy of a schema or document in which all objects, except `remain_open`, reject undeclared keys."""
    if isinstance(schema, list):
        return [close(item, remain_open) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: close(value, remain_open) for key, value in schema.items()}
    if "allOf" in schema:
        closed["unevaluatedProperties"] = False
    elif schema.get("type") == "object" and "properties" in schema and not any(schema is item for item in remain_open):
        closed.setdefault("additionalProperties", False)
    return closed


@cache
def schema(endpoint: str, status: int) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of the JSON responses of an endpoint with this status.

    If the OpenAPI document allows only text responses, the validator rejects every body. Raises AssertionError if the
    document does not describe responses with this status.
    """
    path = document()["paths"][f"{catalogue().base_path}/{endpoint}"]
    method = "get" if "get" in path else "post"
    responses = path[method]["responses"]
    key = "default" if status in OTHER else str(status)
    assert key in responses, f"the document describes no {status} of {endpoint}"
    steps = ["paths", f"{catalogue().base_path}/{endpoint}", method, "responses", key]
    if "$ref" in responses[key]:
        steps = responses[key]["$ref"].removeprefix("#/").split("/")
    response = document()
    for step in steps:
        response = response[step]
    if "application/json" not in response["content"]:
        return jsonschema_rs.Draft202012Validator({"not": {}})
    pointer = "/".join(step.replace("/", "~1") for step in [*steps, "content", "application/json", "schema"])
    return jsonschema_rs.Draft202012Validator({"$ref": f"{URI}#/{pointer}"}, registry=registry(), validate_formats=True)


def check_response(endpoint: str, status: int, body: Json) -> None:
    """Raise AssertionError if the document does not allow this response. The message names the first wrong value.

    Of a plain text response, only the status is checked. A response with a status in FAULTS is not checked.
    """
    if status in FAULTS:
        return
    validator = schema(endpoint, status)
    if isinstance(body, str):
        return
    for wrong in validator.iter_errors(body):
        at = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in wrong.instance_path)
        raise AssertionError(f"{endpoint}{at}: {wrong.message}")
