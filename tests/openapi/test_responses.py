"""The keys of responses in the OpenAPI document. All are required, except for keys that depend on the request."""

import pytest

from tests.environments.feed import FeedEnv
from tests.schema_check import check_response, document, schema
from tests.support import BASE, Company, Json

SCHEMAS = document()["components"]["schemas"]


def optional(one: Json) -> set[str]:
    return set(one.get("properties", {})) - set(one.get("required", []))


def success(path: Json) -> Json:
    response = (path.get("get") or path["post"])["responses"]["200"]
    if "$ref" in response:
        response = document()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema = response["content"]["application/json"]["schema"]
    return SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


@pytest.mark.parametrize(
    ("endpoint", "body", "message"),
    [
        ("goals/update_name", {"success": True, "more": 1}, "Additional properties are not allowed"),
        ("goals/update_name", {"success": None}, "null is not of type"),
        ("goals/update_name", {}, "is a required property"),
        (
            "add_reaction",
            {"reaction": {"id": "2bGh", "emoji": "👍", "person": None, "more": 1}},
            "Additional properties",
        ),
    ],
)
def test_a_response_that_the_document_does_not_allow_fails_the_check(endpoint: str, body: Json, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_response(endpoint, 200, body)


def test_a_date_in_place_of_a_time_fails_the_check() -> None:
    errors = [
        error.message for error in schema("create_goal", 200).iter_errors({"goal": {"inserted_at": "2026-03-12"}})
    ]
    assert '"2026-03-12" is not a "date-time"' in errors


def test_optional_keys_of_responses_are_only_those_that_the_requests_below_show() -> None:
    paths = document()["paths"].items()
    found = {(path.removeprefix(f"{BASE}/"), key) for path, one in paths for key in optional(success(one))}
    assert found == {
        ("get_goal", "markdown"),
        ("get_project", "markdown"),
        ("tasks/create", "updated_milestone"),
        ("tasks/create", "updated_space"),
    }


def test_objects_of_responses_have_no_optional_keys() -> None:
    inputs = {name for name in SCHEMAS if name.endswith("Input")}
    known = {"HandlerError": {"message"}, "RichText": {"content"}}
    found = {name: optional(one) for name, one in SCHEMAS.items() if name not in inputs and optional(one)}
    assert found == known


@pytest.mark.parametrize("kind", ["goal", "project"])
def test_markdown_is_in_a_response_only_when_it_is_requested(company: Company, kind: str) -> None:
    id = getattr(FeedEnv(company), kind)
    assert set(company.owner.call(f"get_{kind}", id=id)) == {kind}
    assert set(company.owner.call(f"get_{kind}", id=id, include_markdown=True)) == {kind, "markdown"}


def test_response_of_create_task_contains_space_or_milestone(company: Company) -> None:
    made = FeedEnv(company)
    inputs = {"name": "Sweep", "assignee_id": None, "due_date": None, "milestone_id": None}
    in_space = company.owner.call("tasks/create", type="space", id=made.space, **inputs)
    in_project = company.owner.call("tasks/create", type="project", id=made.project, **inputs)
    assert (set(in_space), set(in_project)) == ({"task", "updated_space"}, {"task", "updated_milestone"})
