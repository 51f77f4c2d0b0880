"""Every answer that a test sees, held against the OpenAPI document that the server gives away."""

from functools import cache
from typing import Any

import jsonschema_rs

from mockserver.contract.catalogue import catalogue
from mockserver.server.openapi import external

Json = Any

URI = "urn:openapi"

FAULTS = frozenset({429, 502, 503, 504})
"""What the API itself never answers: only a rule of the mock does."""


@cache
def document() -> Json:
    return external.document(catalogue(), version="test")


@cache
def registry() -> jsonschema_rs.Registry:
    """The document as a schema resource: it is parsed once, and a validator compiles only what it refers to."""
    return jsonschema_rs.Registry([(URI, {"$schema": "https://json-schema.org/draft/2020-12/schema", **document()})])


@cache
def schema(endpoint: str, status: int) -> jsonschema_rs.Draft202012Validator:
    """The schema of a JSON response; raises AssertionError for a status that the document does not list."""
    path = document()["paths"][f"{catalogue().base_path}/{endpoint}"]
    method = "get" if "get" in path else "post"
    responses = path[method]["responses"]
    assert str(status) in responses, f"the document lists no {status} for {endpoint}"
    steps = ["paths", f"{catalogue().base_path}/{endpoint}", method, "responses", str(status)]
    if "$ref" in responses[str(status)]:
        steps = responses[str(status)]["$ref"].removeprefix("#/").split("/")
    response = document()
    for step in steps:
        response = response[step]
    if "application/json" not in response["content"]:
        return jsonschema_rs.Draft202012Validator({"not": {}})
    pointer = "/".join(step.replace("/", "~1") for step in [*steps, "content", "application/json", "schema"])
    return jsonschema_rs.Draft202012Validator({"$ref": f"{URI}#/{pointer}"}, registry=registry())


def check_answer(endpoint: str, status: int, body: Json) -> None:
    """Raises AssertionError with the place of the first value that the document does not allow.

    The texts of the dispatcher are no JSON: for them the status is all there is to check.
    """
    if status in FAULTS:
        return
    validator = schema(endpoint, status)
    if isinstance(body, str):
        return
    for wrong in validator.iter_errors(body):
        at = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in wrong.instance_path)
        raise AssertionError(f"{endpoint}{at}: {wrong.message}")
