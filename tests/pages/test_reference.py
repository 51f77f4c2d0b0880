"""The API reference page without a browser: its files, its headers and its data."""

import json
import re
from collections.abc import Iterator

import pytest

from mockserver.contract.catalogue import catalogue
from mockserver.server.pages import assets
from mockserver.server.settings import Settings
from tests.support import BASE, Json, Person, Server, assert_error


@pytest.fixture(scope="module")
def demo() -> Iterator[Server]:
    made = Server(Settings(fixture="demo"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def endpoints(demo: Server) -> dict[str, Json]:
    families = demo.control("GET", "/reference.json").body["families"]
    listed = [one for family in families for resource in family["resources"] for one in resource["endpoints"]]
    return {endpoint["name"]: endpoint for endpoint in listed}


@pytest.mark.parametrize("path", ["/", "/__mock__/", "/__mock__/docs"])
def test_page_refers_only_to_files_of_the_server(demo: Server, path: str) -> None:
    page = demo.send("GET", path, {"accept": "text/html"})

    assert page.status == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    html = page.content.decode()
    assert not re.search(r"<style|<script>| style=| on\w+=", html)
    files = re.findall(r'(?:src|href)="/?(?:__mock__/)?(static/[\w.-]+)"', html)
    assert "static/base.css" in files
    for file in files:
        assert demo.send("GET", f"/__mock__/{file}").status == 200


def test_console_without_the_slash_redirects_to_it(demo: Server) -> None:
    response = demo.send("GET", "/__mock__")
    assert (response.status, response.headers["location"]) == (307, "/__mock__/")


def test_static_file_with_known_etag_returns_304(demo: Server) -> None:
    first = demo.send("GET", "/__mock__/static/base.css")
    again = demo.send("GET", "/__mock__/static/base.css", {"if-none-match": first.headers["etag"]})

    assert (first.status, first.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert (again.status, again.content) == (304, b"")


def test_unknown_static_file_returns_404_with_the_names(demo: Server) -> None:
    response = demo.send("GET", "/__mock__/static/assets.py")

    assert_error(response, 404, "reference.js")


def test_scripts_import_only_existing_files_and_stay_short() -> None:
    for name in sorted(assets.names()):
        text = assets.content(name).decode()
        assert text.count("\n") <= 400, name
        assert "innerHTML" not in text and "eval(" not in text, name
        for imported in re.findall(r'from "([^"]+)"', text):
            assert imported.removeprefix("./") in assets.names(), f"{name} imports {imported}"


@pytest.mark.slow
def test_pages_and_files_need_no_control_token_and_their_data_does() -> None:
    server = Server(Settings(fixture="empty", control_token="secret"))

    assert server.send("GET", "/__mock__/docs").status == 200
    assert server.send("GET", "/__mock__/static/reference.js").status == 200
    for path in ("/__mock__/reference.json", "/__mock__/reference/example?endpoint=get_me", "/__mock__/openapi.json"):
        assert_error(server.send("GET", path), 401, "send the value of --control-token")
        assert server.send("GET", path, {"x-mock-control": "secret"}).status == 200
    server.close()


def test_reference_lists_every_endpoint_with_its_inputs(endpoints: dict[str, Json]) -> None:
    assert sorted(endpoints) == sorted(catalogue().endpoints)
    for name, endpoint in catalogue().endpoints.items():
        assert [one["name"] for one in endpoints[name]["inputs"]] == [field.name for field in endpoint.inputs]


def test_reference_with_known_etag_returns_304(demo: Server) -> None:
    first = demo.control("GET", "/reference.json")
    again = demo.send("GET", "/__mock__/reference.json", {"if-none-match": first.headers["etag"]})
    assert (first.status, again.status) == (200, 304)


def test_reference_describes_operation_inputs_permissions_and_errors(endpoints: dict[str, Json]) -> None:
    create = endpoints["tasks/create"]
    inputs = {one["name"]: one for one in create["inputs"]}

    assert create["description"] == "Creates a task in a project or a space."
    assert inputs["name"]["absent"] == "400 “Missing required fields: name”"
    assert inputs["name"]["null"] == "400 “Field 'name' cannot be null”"
    assert (inputs["milestone_id"]["absent"], inputs["milestone_id"]["null"]) == ("allowed", "allowed")
    assert {"name": "can_edit", "entity": "project", "level": "edit_access"} in create["permissions"]
    errors = {(one["status"], one["message"]) for one in create["errors"]}
    assert (400, "Milestone must belong to the same project as the task") in errors
    assert (403, "Read-only API tokens cannot execute mutations") in errors


def test_reference_contains_404_for_an_endpoint_with_ids_in_a_list_of_objects(endpoints: dict[str, Json]) -> None:
    statuses = {one["status"] for one in endpoints["grant_resource_access"]["errors"]}
    assert 404 in statuses


def test_what_the_reference_states_about_absent_and_null_inputs_is_what_the_server_does(
    demo: Server, endpoints: dict[str, Json]
) -> None:
    """Omit each required input of each mutation. Then send null as its value, if the reference states 400 for null."""
    owner = Person(demo, "", "opk_owner")
    checked = 0
    for endpoint in endpoints.values():
        required = [one for one in endpoint["inputs"] if one["required"]]
        if endpoint["kind"] == "query" or not required:
            continue
        inputs = demo.control("GET", f"/reference/example?endpoint={endpoint['name']}").body["inputs"]
        for one in required:
            less = {name: value for name, value in inputs.items() if name != one["name"]}
            absent = owner.post(endpoint["name"], **less)
            assert f"{absent.status} “{absent.message}”" == one["absent"], endpoint["name"]
            if one["null"].startswith("400"):
                null = owner.post(endpoint["name"], **inputs | {one["name"]: None})
                assert f"{null.status} “{null.message}”" == one["null"], endpoint["name"]
            checked += 1
    assert checked > 150


def test_example_works_when_it_is_sent(demo: Server, endpoints: dict[str, Json]) -> None:
    owner = Person(demo, "", "opk_owner")
    for name in ("get_goals", "get_work_map", "get_task", "search_people"):
        example = demo.control("GET", f"/reference/example?endpoint={name}").body
        assert example["works_for_person"]
        assert owner.get(name, **example["inputs"]).status == 200
    created = demo.control("GET", "/reference/example?endpoint=tasks/create").body
    assert owner.post("tasks/create", **created["inputs"]).status == 200


def test_example_does_not_change_the_world(demo: Server) -> None:
    before = demo.control("GET", "/diff").body
    demo.control("GET", "/reference/example?endpoint=delete_space")
    assert demo.control("GET", "/diff").body == before


def test_example_for_person_without_permission_is_sent_by_owner(demo: Server) -> None:
    query = "endpoint=add_company_admins&person=Kevin%20Woods"
    example = demo.control("GET", f"/reference/example?{query}").body
    assert example["works_for_person"] is False
    assert example["output"] is not None


@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ("endpoint=get_gaol", 404, "there is no endpoint 'get_gaol'"),
        ("endpoint=get_goal&person=Nemo", 404, "there is no person 'Nemo'"),
        ("person=Nemo", 400, "endpoint"),
    ],
)
def test_example_of_unknown_endpoint_or_person_returns_an_error(
    demo: Server, query: str, status: int, detail: str
) -> None:
    response = demo.control("GET", f"/reference/example?{query}")
    assert response.status == status
    assert detail in response["detail"]


def test_base_path_of_the_reference_is_that_of_the_api(demo: Server) -> None:
    assert json.loads(demo.control("GET", "/reference.json").content)["base_path"] == BASE


def test_every_type_of_the_control_api_is_described(demo: Server) -> None:
    data = demo.control("GET", "/reference.json").body
    resources = data["control"]["resources"]
    operations = {one["name"]: one for resource in resources for one in resource["endpoints"]}
    objects = data["types"]["objects"]

    assert operations["mock/advance_clock"]["sends"] == "body"
    assert operations["mock/get_record"]["parameters"] == ["entity", "id"]
    days = next(field for field in operations["mock/advance_clock"]["inputs"] if field["name"] == "days")
    assert (days["type"], days["default"], days["required"]) == ("float", "0", False)
    plain = {"string", "integer", "float", "boolean"}
    fields = [field for one in operations.values() for field in (*one["inputs"], *one["outputs"])]
    assert {field["type"] for field in fields} <= plain | objects.keys()
