"""Decoding of raw parameters to typed inputs, and the error for each kind of invalid input (contract: wire 5)."""

import datetime
from contextlib import suppress
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.contract.catalogue import catalogue
from mockserver.contract.decode import InputErrorKind, InvalidInput, decoder, missing
from mockserver.contract.strict_json import Json

ID = "6f9619ff-8b86-4011-b42d-00c04fc964ff"
SHORT = "DYiuLYFGtmzsUpd9skUEdJ"
DAY = {"date_type": "day", "value": "Mar 12, 2026", "date": "2026-03-12"}


def decode(name: str, params: dict[str, Json]) -> dict[str, Any]:
    endpoint = catalogue().endpoints[name]
    return decoder(endpoint)(params, endpoint.kind == "mutation")


def input_error(name: str, params: dict[str, Json]) -> tuple[InputErrorKind, str]:
    with pytest.raises(InvalidInput) as error:
        decode(name, params)
    hint = error.value.hint
    assert hint
    assert hint.isascii()
    assert hint.isprintable()
    return error.value.kind, error.value.message


VALID: list[tuple[str, dict[str, Json], dict[str, Any]]] = [
    ("get_me", {}, {}),
    ("get_people", {"include_manager": "true"}, {"include_manager": True}),
    ("get_people", {"include_manager": "false"}, {"include_manager": False}),
    ("get_notifications", {"page": "01", "per_page": "-1"}, {"page": 1, "per_page": -1}),
    ("get_notifications", {"page": "+1"}, {"page": 1}),
    ("get_person", {"id": "stale-slug-" + SHORT}, {"id": ID}),
    ("get_company", {"id": "acme-0bel"}, {"id": 1163}),
    ("search_people", {"query": "", "ignored_ids": ["x"]}, {"query": "", "ignored_ids": ["x"]}),
    ("search_people", {"ignored_ids": ""}, {"ignored_ids": []}),
    ("get_activities", {"scope_type": "company"}, {"scope_type": "company"}),
    ("update_theme", {"theme": "dark"}, {"theme": "dark"}),
    ("edit_company", {"name": None}, {"name": None}),
    ("edit_company", {"name": "  "}, {"name": "  "}),
    ("create_space", {"company_permissions": 10}, {"company_permissions": 10}),
    ("add_company_admins", {"people_ids": None}, {"people_ids": []}),
    ("add_company_admins", {"people_ids": [SHORT, None, ""]}, {"people_ids": [ID, None, None]}),
    ("update_profile", {"description": '{"pageSize":[1.5]}'}, {"description": {"pageSize": [1.5]}}),
    ("goals/add_target", {"start_value": 1, "target_value": 1.5}, {"start_value": 1, "target_value": 1.5}),
    (
        "goals/update_due_date",
        {"due_date": {**DAY}},
        {"due_date": {**DAY, "date": datetime.date(2026, 3, 12)}},
    ),
    ("goals/update_due_date", {"due_date": None}, {"due_date": None}),
    ("goals/update_due_date", {"due_date": []}, {"due_date": {}}),
    ("goals/update_due_date", {"due_date": {"value": "x"}}, {"due_date": {"value": "x"}}),
]


@pytest.mark.parametrize(("name", "params", "inputs"), VALID)
def test_valid_input_is_decoded(name: str, params: dict[str, Json], inputs: dict[str, Any]) -> None:
    assert decode(name, params) == inputs


BAD_REQUEST, NOT_FOUND, FRAMEWORK_CRASH, PARSER_CRASH = (
    InputErrorKind.BAD_REQUEST,
    InputErrorKind.NOT_FOUND,
    InputErrorKind.FRAMEWORK_CRASH,
    InputErrorKind.PARSER_CRASH,
)
THEMES = "Allowed values: dark, light, system"
NOT_FOUND_MESSAGE = "The requested resource was not found"

Row: TypeAlias = tuple[str, dict[str, Json], InputErrorKind, str]


def each(name: str, key: str, values: list[Json], kind: InputErrorKind, message: str) -> list[Row]:
    """Return one row for each value of the input `key`. All rows expect the error `kind` with the text `message`."""
    return [(name, {key: value}, kind, message) for value in values]


INVALID: list[Row] = [
    # unknown inputs
    ("get_me", {"name": "x"}, BAD_REQUEST, "Unknown input field: name"),
    ("get_me", {"": "x"}, BAD_REQUEST, "Unknown input field: "),
    ("get_me", {"page_size": "x"}, FRAMEWORK_CRASH, ""),
    ("get_me", {"limit": "x", "page_size": "x"}, FRAMEWORK_CRASH, ""),
    ("get_me", {"user": {"name": "x"}}, BAD_REQUEST, "Unknown input field: user"),
    ("get_me", {"user": {"pageSize": "x"}}, FRAMEWORK_CRASH, ""),
    ("edit_company", {"name": [[{"pageSize": 1}]]}, FRAMEWORK_CRASH, ""),
    ("update_theme", {"_json": [1]}, FRAMEWORK_CRASH, ""),
    (
        "update_theme",
        {"theme": "status", "password": "x"},
        BAD_REQUEST,
        f"Invalid value for enum account_theme: status. {THEMES}",
    ),
    # inputs that must not be null or empty
    ("get_person", {"id": ""}, BAD_REQUEST, "Field 'id' cannot be null"),
    ("update_theme", {"theme": None}, BAD_REQUEST, "Field 'theme' cannot be null"),
    (
        "update_profile",
        {"notify_about_assignments": None},
        BAD_REQUEST,
        "Field 'notify_about_assignments' cannot be null",
    ),
    ("create_project", {"space_id": "%%%", "name": None}, BAD_REQUEST, "Field 'name' cannot be null"),
    (
        "projects/update_kanban",
        {"task_id": None, "status": 5, "kanban_state": {}},
        BAD_REQUEST,
        "Field 'task_id' cannot be null",
    ),
    ("projects/update_kanban", {"project_id": "%%%", "kanban_state": {"done": []}}, NOT_FOUND, NOT_FOUND_MESSAGE),
    ("spaces/update_kanban", {"space_id": "%%%", "status": {"color": "pink"}}, NOT_FOUND, NOT_FOUND_MESSAGE),
    ("project_milestones/update_kanban", {"task_id": "", "status": []}, BAD_REQUEST, "Field 'task_id' cannot be null"),
    ("goals/update_due_date", {"due_date": {"value": None}}, BAD_REQUEST, "Field 'value' cannot be null"),
    # values of type string
    *each("edit_company", "name", [5, 1.5, True, ["x"], {"a": 1}], BAD_REQUEST, "Unknown input type: string"),
    ("list_possible_managers", {"query": ["x"]}, BAD_REQUEST, "Unknown input type: string"),
    # values of type boolean
    *each(
        "get_people", "include_manager", ["1", "", "True", "null", ["true"]], BAD_REQUEST, "Unknown input type: boolean"
    ),
    ("update_profile", {"notify_about_assignments": "true"}, BAD_REQUEST, "Unknown input type: boolean"),
    ("update_profile", {"notify_about_assignments": 1}, BAD_REQUEST, "Unknown input type: boolean"),
    # values of types integer and float
    *each("get_notifications", "page", ["abc", "", " 1", "1.0", "1e3", "\u0661"], PARSER_CRASH, ""),
    ("get_notifications", {"page": ["1"]}, FRAMEWORK_CRASH, ""),
    *each("create_space", "company_permissions", ["10", 10.0, True, [10]], BAD_REQUEST, "Unknown input type: integer"),
    ("goals/add_target", {"start_value": "1"}, BAD_REQUEST, "Unknown input type: float"),
    # ids
    ("get_person", {"id": "abc!"}, NOT_FOUND, NOT_FOUND_MESSAGE),
    ("get_person", {"id": "x" * 23}, NOT_FOUND, NOT_FOUND_MESSAGE),
    ("get_person", {"id": "abc-"}, FRAMEWORK_CRASH, ""),
    ("get_person", {"id": "9" * 22}, FRAMEWORK_CRASH, ""),
    ("get_person", {"id": ["x"]}, FRAMEWORK_CRASH, ""),
    ("create_goal", {"space_id": 5}, FRAMEWORK_CRASH, ""),
    ("get_company", {"id": "0BEL"}, BAD_REQUEST, "Invalid id format"),
    ("get_company", {"id": ""}, BAD_REQUEST, "Invalid id format"),
    ("get_company", {"id": "acme-0"}, FRAMEWORK_CRASH, ""),
    # values of enums
    ("update_theme", {"theme": ""}, BAD_REQUEST, f"Invalid value for enum account_theme: . {THEMES}"),
    *each("update_theme", "theme", ["Dark", "zzqq", 5, True, ["dark"], {"dark": 1}], FRAMEWORK_CRASH, ""),
    # values of type json
    ("update_profile", {"description": "{bad"}, FRAMEWORK_CRASH, ""),
    ("update_profile", {"description": {"type": "doc"}}, FRAMEWORK_CRASH, ""),
    ("update_profile", {"description": "[" * 100_000 + "]" * 100_000}, FRAMEWORK_CRASH, ""),
    # lists and objects
    *each("add_company_admins", "people_ids", ["x", "", 5, {}, [5]], FRAMEWORK_CRASH, ""),
    ("add_company_admins", {"people_ids": ["abc!"]}, NOT_FOUND, NOT_FOUND_MESSAGE),
    ("search_people", {"ignored_ids": "x"}, FRAMEWORK_CRASH, ""),
    *each("goals/update_due_date", "due_date", ["x", 5, True, [1]], FRAMEWORK_CRASH, ""),
    ("goals/update_due_date", {"due_date": {"name": 1}}, BAD_REQUEST, "Unknown input field: name"),
    ("goals/update_due_date", {"due_date": {"date": "20260312"}}, PARSER_CRASH, ""),
    ("goals/update_due_date", {"due_date": {"date": "2026-02-30"}}, PARSER_CRASH, ""),
    ("goals/update_due_date", {"due_date": {"date": 5}}, BAD_REQUEST, "Unknown input type: date"),
]


@pytest.mark.parametrize(("name", "params", "kind", "message"), INVALID)
def test_invalid_input_is_rejected(name: str, params: dict[str, Json], kind: InputErrorKind, message: str) -> None:
    assert input_error(name, params) == (kind, message)


@pytest.mark.parametrize("given", [{}, {"subscriber_ids": None}])
def test_default_replaces_missing_and_null_input(given: dict[str, Json]) -> None:
    inputs = decode("project_discussions/edit", given)
    assert inputs == {"subscriber_ids": []}

    inputs["subscriber_ids"].append("of this call only")
    assert decode("project_discussions/edit", given) == {"subscriber_ids": []}


def test_hint_suggests_similar_input_name() -> None:
    with pytest.raises(InvalidInput, match="did you mean `include_manager`"):
        decode("get_people", {"include_managers": "true"})


@pytest.mark.parametrize(
    ("name", "params", "hint"),
    [
        ("edit_goal_progress_update", {"checklist": "x"}, "`checklist` must be a JSON array"),
        ("edit_goal_progress_update", {"checklist": ["x"]}, "`checklist[]` must be a JSON object"),
        ("mark_notifications_as_read", {"ids": [5]}, "`ids[]` must be"),
    ],
)
def test_hint_distinguishes_list_from_its_items(name: str, params: dict[str, Json], hint: str) -> None:
    with pytest.raises(InvalidInput) as error:
        decode(name, params)

    assert (error.value.hint or "").startswith(hint)


def test_hint_contains_only_header_characters() -> None:
    assert input_error("update_theme", {"theme": None, "a\r\nb: é": 1}) == (FRAMEWORK_CRASH, "")


@pytest.mark.parametrize(
    ("name", "inputs", "absent"),
    [
        ("create_goal", {}, ["space_id", "name"]),
        ("create_goal", {"name": None}, ["space_id"]),
        ("add_company_member", {"title": "Dev"}, ["full_name", "email"]),
        ("get_me", {}, []),
    ],
)
def test_missing_required_inputs_are_rejected(name: str, inputs: dict[str, object], absent: list[str]) -> None:
    assert missing(catalogue().endpoints[name], inputs) == absent


def test_deep_json_is_decoded_without_recursion_error() -> None:
    deep: Json = "x"
    for _ in range(100_000):
        deep = [{"name": deep}]

    assert input_error("edit_company", {"name": deep}) == (BAD_REQUEST, "Unknown input type: string")


WORDS = st.sampled_from(["id", "name", "theme", "due_date", "date", "value", "people_ids", "pageSize", "", "_json"])
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from([SHORT, "0bel"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=10,
)
ENDPOINTS = st.sampled_from(sorted(catalogue().endpoints))


@settings(max_examples=300)
@given(ENDPOINTS, st.data(), st.booleans())
@pytest.mark.extended
def test_random_input_is_decoded_or_rejected(name: str, data: st.DataObject, strict: bool) -> None:
    endpoint = catalogue().endpoints[name]
    keys = st.sampled_from([field.name for field in endpoint.inputs] or ["id"]) | WORDS
    params = data.draw(st.dictionaries(keys, TREES, max_size=6))

    with suppress(InvalidInput):
        decoder(endpoint)(params, strict)
