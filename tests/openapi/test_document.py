"""The OpenAPI document is valid and complete, and its examples agree with the server."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
import yaml

from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import catalogue
from mockserver.contract.responses import response_shapes
from mockserver.model.company.access import LEVELS
from mockserver.server.control.app import ROUTES
from mockserver.server.openapi.components import BASES
from mockserver.server.openapi.control import control_schemas
from mockserver.server.openapi.errors import FORBIDDEN_QUERIES
from mockserver.server.settings import Settings
from tests.docs.control_reference import description_of
from tests.schema_check import check_response
from tests.support import BASE, Json, Person, Server

YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


def resolved(document: Json, part: Json) -> Json:
    """Return the component to which a part of the document refers. If the part is not a reference, return the part."""
    if "$ref" not in part:
        return part
    kind, name = part["$ref"].removeprefix("#/components/").split("/")
    return document["components"][kind][name]


def test_every_field_of_the_control_api_has_a_description() -> None:
    schemas = control_schemas(ROUTES)
    undescribed = [
        f"{kind}.{name}"
        for kind, schema in schemas.items()
        for name, field in schema["properties"].items()
        if not description_of(field)
    ]
    assert schemas and undescribed == []


@pytest.mark.extended
def test_openapi_document_is_valid(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    check_document(document)


def check_document(document: Json) -> None:
    """Raise an error if the OpenAPI document is invalid."""
    from openapi_spec_validator import validate  # slow to import

    validate(document)


def test_openapi_document_lists_every_endpoint_and_control_route(document: Json) -> None:
    there = {(path, verb) for path, verb, _ in operations(document)}
    endpoints = catalogue().endpoints.values()
    assert {(f"{BASE}/{one.name}", "get" if one.kind == "query" else "post") for one in endpoints} <= there
    assert {(f"/__mock__{route.path}", route.method.lower()) for route in ROUTES if route.listed} <= there


def test_queries_that_require_only_the_permission_to_view_have_no_response_403() -> None:
    queries = [HANDLERS[one.name] for one in catalogue().endpoints.values() if one.kind == "query"]
    beyond_view = {one.name for one in queries if {name for _, name in one.requires} - {"can_view", "minimal_access"}}
    assert beyond_view == FORBIDDEN_QUERIES


def test_expected_count_is_number_or_range(document: Json) -> None:
    schemas = document["components"]["schemas"]
    count = schemas["Expectation"]["properties"]["count"]

    assert count["anyOf"] == [{"type": "integer", "minimum": 0}, {"$ref": "#/components/schemas/CountRange"}]
    assert schemas["CountRange"]["properties"]["max"]["type"] == ["integer", "null"]


def test_operation_ids_are_unique(document: Json) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))


@pytest.mark.slow
def test_request_examples_succeed_in_a_fork_of_the_world(demo: Server, document: Json) -> None:
    failed = {}
    for endpoint in catalogue().endpoints.values():
        path = document["paths"][f"{BASE}/{endpoint.name}"]
        fork = demo.control("POST", "/worlds", fork="default").body
        owner = Person(demo, "", fork["owner"]["token"])
        if endpoint.kind == "query":
            parameters = [resolved(document, one) for one in path["get"]["parameters"]]
            shown = [one for one in parameters if "example" in one]
            response = owner.get(endpoint.name, **{one["name"].removesuffix("[]"): one["example"] for one in shown})
        else:
            response = owner.post(
                endpoint.name, **path["post"]["requestBody"]["content"]["application/json"]["example"]
            )
        if response.status != 200:
            failed[endpoint.name] = response
        demo.control("DELETE", f"/worlds/{fork['id']}")
    assert failed == {}


def test_response_examples_match_schemas(document: Json) -> None:
    shown = 0
    for endpoint in catalogue().endpoints.values():
        path = document["paths"][f"{BASE}/{endpoint.name}"]
        response = resolved(document, (path.get("get") or path["post"])["responses"]["200"])
        media = response["content"]["application/json"]
        if "example" in media:
            check_response(endpoint.name, 200, media["example"])
            shown += 1
    assert shown > 60


def test_every_component_is_used_and_no_type_of_one_api_replaces_one_of_the_other(document: Json) -> None:
    text = json.dumps(document)
    for kind in ("schemas", "responses", "parameters", "headers"):
        for name in document["components"][kind]:
            assert f'"#/components/{kind}/{name}"' in text, name
    schemas = document["components"]["schemas"]
    assert "role" in schemas["MockPerson"]["properties"]
    person = schemas["Person"]["allOf"][1]["properties"] | schemas["PersonBase"]["properties"]
    assert "full_name" in person
    assert "role" not in person


def test_fields_that_several_schemas_have_are_in_a_base_schema(document: Json) -> None:
    schemas = document["components"]["schemas"]
    for base, names in BASES.items():
        for name in names:
            shared, own = schemas[name]["allOf"]
            assert shared == {"$ref": f"#/components/schemas/{base}"}
            assert schemas[base]["properties"].keys().isdisjoint(own["properties"])
            fields = schemas[base]["properties"].keys() | own["properties"].keys()
            assert fields == response_shapes().schemas[name]["properties"].keys()
            assert fields == {*schemas[base]["required"], *own["required"]}


def test_required_inputs_of_the_control_api_are_required_in_the_document(document: Json) -> None:
    paths, schemas = document["paths"], document["components"]["schemas"]
    example = paths["/__mock__/reference/example"]["get"]["parameters"]
    assert {one["name"]: one.get("required", False) for one in example} == {"endpoint": True, "person": False}
    assert paths["/__mock__/faults"]["post"]["requestBody"]["required"] is True
    assert "required" not in paths["/__mock__/worlds"]["post"]["requestBody"]
    assert schemas["FaultSpec"]["properties"]["action"]["minProperties"] == 1


def test_union_of_number_and_object_in_the_control_api_has_both_types(document: Json) -> None:
    count = document["components"]["schemas"]["Expectation"]["properties"]["count"]
    assert count["anyOf"] == [{"type": "integer", "minimum": 0}, {"$ref": "#/components/schemas/CountRange"}]


def test_access_levels_in_the_description_are_those_of_the_api(document: Json) -> None:
    text = " ".join(document["info"]["description"].split())

    assert all(f"{level} {name.split('_')[0].replace('no', 'none')}" in text for name, level in LEVELS.items())


def test_every_operation_and_field_has_a_description(document: Json) -> None:
    for path, verb, operation in operations(document):
        assert operation["description"].endswith((".", "`")), (verb, path)
        if not path.startswith(BASE):
            continue
        for one in operation.get("parameters", ()):
            assert resolved(document, one)["description"], (path, one)
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        for name, one in body.get("properties", {}).items():
            assert one["description"], (path, name)


@pytest.mark.extended
def test_document_without_control_api_has_no_part_of_it(demo: Server) -> None:
    made = demo.control("GET", "/openapi.json?control=false").body
    assert len(made["paths"]) == len(catalogue().endpoints)
    assert all(path.startswith(BASE) for path in made["paths"])
    assert {"Problem", "MockPerson"}.isdisjoint(made["components"]["schemas"])
    assert "Control API" not in {tag["name"] for tag in made["tags"]}
    check_document(made)


@pytest.mark.extended
def test_document_as_yaml_equals_document_as_json(demo: Server, document: Json) -> None:
    response = demo.control("GET", "/openapi.yaml")
    assert (response.status, response.headers["content-type"]) == (200, "application/yaml")
    assert yaml.load(response.content, Loader=YAML_LOADER) == document


@pytest.mark.extended
def test_document_has_the_address_that_the_client_used(demo: Server) -> None:
    for path in ("/__mock__/openapi.json", "/__mock__/openapi.yaml"):
        response = demo.send("GET", path, {"host": "mock.test:4321"})
        made = yaml.load(response.content, Loader=YAML_LOADER)
        assert made["servers"] == [{"url": "http://mock.test:4321", "description": "This mock."}]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/openapi.json", "/openapi.yaml", "/openapi.json?control=false"])
def test_document_with_known_etag_returns_304(demo: Server, path: str) -> None:
    first = demo.control("GET", path)
    again = demo.send("GET", f"/__mock__{path}", {"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert demo.send("GET", f"/__mock__{path}", {"if-none-match": "*"}).status == 304
    other_address = {"host": "mock.test:4321", "if-none-match": first.headers["etag"]}
    assert demo.send("GET", f"/__mock__{path}", other_address).status == 200


def test_document_is_the_same_for_all_worlds(demo: Server, document: Json) -> None:
    empty = Server(Settings(fixture="empty", seed=7))
    assert empty.control("GET", "/openapi.json").body == document
    empty.close()


@pytest.mark.extended
def test_openapi_command_prints_same_document(document: Json) -> None:
    printed = subprocess.run([sys.executable, "-m", "mockserver", "openapi"], capture_output=True, check=True).stdout
    made = json.loads(printed)
    assert made.pop("servers") == [{"url": "http://127.0.0.1:4000", "description": "This mock."}]
    assert made == {key: value for key, value in document.items() if key != "servers"}
