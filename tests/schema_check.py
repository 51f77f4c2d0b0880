"""Every answer that a test sees, held against the OpenAPI document that the server gives away."""

from functools import cache
from typing import Any

import jsonschema_rs

from mockserver.contract.catalogue import catalogue
from mockserver.server.openapi import external

Json = Any

FAULTS = frozenset({429, 502, 503, 504})
"""What the API itself never answers: only a rule of the mock does."""


@cache
def document() -> Json:
    return external.document(catalogue(), version="test")


@cache
def schema(endpoint: str, status: int) -> jsonschema_rs.Draft202012Validator:
    """What the document says that an endpoint answers as JSON; raises AssertionError for a status it does not list."""
    path = document()["paths"][f"{catalogue().base_path}/{endpoint}"]
    responses = (path.get("get") or path["post"])["responses"]
    assert str(status) in responses, f"the document lists no {status} for {endpoint}"
    response = responses[str(status)]
    if "$ref" in response:
        response = document()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    body = response["content"].get("application/json", {"schema": {"not": {}}})["schema"]
    return jsonschema_rs.Draft202012Validator({**body, "components": document()["components"]})


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
