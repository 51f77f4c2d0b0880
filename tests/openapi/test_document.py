"""The OpenAPI document is valid and complete, and its examples match."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from openapi_spec_validator import validate

from mockserver.contract.catalogue import catalogue
from mockserver.server.control.app import ROUTES
from mockserver.server.settings import Settings
from tests.schema_check import check_answer
from tests.support import BASE, Json, Person, Server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo() -> Iterator[Server]:
    made = Server(Settings(fixture="demo"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def document(demo: Server) -> Json:
    return demo.control("GET", "/openapi.json").body


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            yield path, verb, operation


def test_openapi_document_is_valid(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_openapi_document_lists_every_endpoint_and_control_route(document: Json) -> None:
    there = {(path, verb) for path, verb, _ in operations(document)}
    endpoints = catalogue().endpoints.values()
    assert {(f"{BASE}/{one.name}", "get" if one.kind == "query" else "post") for one in endpoints} <= there
    assert {(f"/__mock__{route.path}", route.method.lower()) for route in ROUTES if route.listed} <= there


def test_operation_ids_are_unique(document: Json) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))


def test_examples_are_responses_of_server(demo: Server, document: Json) -> None:
    """A query asked as its example shows it answers what the example shows, but for the length of lists."""
    owner = Person(demo, "", "opk_owner")
    asked = 0
    for endpoint in catalogue().endpoints.values():
        operation = document["paths"][f"{BASE}/{endpoint.name}"].get("get")
        shown = operation and operation["responses"]["200"]["content"]["application/json"].get("example")
        if not shown:
            continue
        inputs = {one["name"].removesuffix("[]"): one["example"] for one in operation["parameters"] if "example" in one}
        response = owner.get(endpoint.name, **inputs)
        assert response.status == 200 and set(response.body) == set(shown), endpoint.name
        asked += 1
    assert asked > 50


def test_examples_match_schemas(document: Json) -> None:
    shown = 0
    for endpoint in catalogue().endpoints.values():
        path = document["paths"][f"{BASE}/{endpoint.name}"]
        media = (path.get("get") or path["post"])["responses"]["200"]["content"]["application/json"]
        if "example" in media:
            check_answer(endpoint.name, 200, media["example"])
            shown += 1
    assert shown > 160


def test_building_document_changes_no_world(demo: Server) -> None:
    db = demo.app.worlds.default.db
    before = db.version, db.chance.drawn
    demo.control("GET", "/openapi.json")
    assert (db.version, db.chance.drawn) == before


def test_openapi_command_prints_same_document(document: Json) -> None:
    command = [sys.executable, "-m", "mockserver", "openapi", "--fixture", "demo"]
    printed = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    assert json.loads(printed) == document


def test_reference_page_loads_all_assets(demo: Server) -> None:
    page = demo.send("GET", "/__mock__/docs")
    assert page.status == 200 and page.headers["content-type"].startswith("text/html")
    assert b"http://" not in page.content and b"https://" not in page.content
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"):
        assert f'"docs/{name}"'.encode() in page.content
        assert demo.send("GET", f"/__mock__/docs/{name}").status == 200
    assert demo.send("GET", "/__mock__/docs/core.py").status == 404


def test_reference_page_is_public_but_document_requires_control_token() -> None:
    server = Server(Settings(fixture="empty", control_token="secret"))
    assert server.send("GET", "/__mock__/docs").status == 200
    assert server.send("GET", "/__mock__/openapi.json").status == 401
    assert server.send("GET", "/__mock__/openapi.json", {"x-mock-control": "secret"}).status == 200
    server.close()
