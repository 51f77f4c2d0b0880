"""`POST /__mock__/requests/verify`: fails unless the expected requests are in the journal."""

import json
from typing import Any

import pytest

from mockserver.model import ids
from tests.environments.journal import Plan
from tests.support import Company, assert_error, rich_text

Json = Any


def verify(company: Company, **expected: Json) -> Any:
    return company.server.control("POST", "/requests/verify", company.owner.token, **expected)


@pytest.mark.parametrize(
    ("expected", "count"),
    [
        ({"endpoint": "get_goal"}, 2),
        ({"endpoint": "get_*"}, 3),
        ({"endpoint": "goals/update_name", "inputs": {"name": "Grow fast"}}, 1),
        ({"endpoint": "goals/update_name", "inputs": {}}, 1),
        ({"endpoint": "get_goal", "status": 200}, 1),
        ({"person": "Mia Member", "endpoint": "get_me"}, 1),
        ({"endpoint": "get_goal", "count": {"min": 2, "max": 2}}, 2),
        ({"endpoint": "get_goal", "count": {"max": 2}}, 2),
        ({"endpoint": "get_goal", "count": 2}, 2),
        ({"endpoint": "delete_goal", "count": {"max": 0}}, 0),
        ({"endpoint": "delete_goal", "count": 0}, 0),
        ({"fault": False, "status": 403}, 1),
    ],
)
def test_verify_finds_matching_requests(busy: Plan, expected: Json, count: int) -> None:
    response = verify(busy.company, **expected)

    assert (response.status, response.body) == (200, {"count": count})


def test_verify_matches_all_id_forms(busy: Plan) -> None:
    short = busy.goal.rpartition("-")[2]
    for form in (busy.goal, short, f"other-name-{short}", ids.decode(busy.goal)):
        assert verify(busy.company, endpoint="goals/update_name", inputs={"goal_id": form}).status == 200
    other = verify(busy.company, endpoint="goals/update_name", inputs={"goal_id": busy.project})
    assert_error(other, 409, "expected at least 1 matching request, found 0")


def test_verify_compares_rich_text_as_document(company: Company) -> None:
    document = rich_text("Hello")
    space_id = company.general_id
    company.owner.call("post_discussion", space_id=space_id, title="Hi", body=document)

    for body in (document, json.loads(document), {"type": "doc"}, json.dumps(json.loads(document), indent=2)):
        assert verify(company, endpoint="post_discussion", inputs={"body": body}).status == 200
    assert_error(
        verify(company, endpoint="post_discussion", inputs={"body": rich_text("Hullo")}),
        409,
        "expected at least 1 matching request, found 0",
    )


def test_verify_without_match_shows_nearest_requests(busy: Plan) -> None:
    response = verify(busy.company, endpoint="goals/update_name", inputs={"name": "Grow slowly", "goal_id": busy.goal})

    assert (response.status, response["detail"]) == (409, "expected at least 1 matching request, found 0")
    closest = response["closest"][0]
    assert closest["request"]["endpoint"] == "goals/update_name"
    assert closest["differences"] == [{"at": "inputs.name", "expected": "Grow slowly", "actual": "Grow fast"}]
    assert len(response["closest"]) == 3


@pytest.mark.parametrize(
    ("expected", "detail"),
    [
        ({"endpoint": "get_goal", "count": 1}, "expected exactly 1 matching request, found 2"),
        ({"endpoint": "get_goal", "count": {"min": 3, "max": 4}}, "expected 3 to 4 matching requests, found 2"),
        ({"endpoint": "get_me", "count": 0}, "expected exactly 0 matching requests, found 1"),
    ],
)
def test_verify_with_wrong_count_fails(busy: Plan, expected: Json, detail: str) -> None:
    response = verify(busy.company, **expected)

    assert (response.status, response["detail"], len(response["matching"])) == (409, detail, response["count"])


@pytest.mark.parametrize(
    ("count", "detail"),
    [
        ({}, "the range allows every number of requests: give `min` (at least 1) or `max` - at `$.count`"),
        ({"min": 0}, "the range allows every number of requests: give `min` (at least 1) or `max` - at `$.count`"),
        ({"min": 3, "max": 1}, "`min` is 3, which is greater than `max`, 1 - at `$.count`"),
    ],
)
def test_verify_rejects_range_that_is_always_or_never_met(company: Company, count: Json, detail: str) -> None:
    assert_error(verify(company, endpoint="get_me", count=count), 400, detail)


def test_verify_rejects_impossible_status(company: Company) -> None:
    assert_error(verify(company, endpoint="get_me", status=2000, count=0), 400, "Expected `int` <= 599 - at `$.status`")


@pytest.mark.parametrize(
    ("endpoint", "at", "wrong"),
    [("goals/update_name", "goal_id", "!"), ("goals/update_name", "name", [1]), ("goals/update_*", "due_date", True)],
)
def test_verify_reports_every_kind_of_difference(busy: Plan, endpoint: str, at: str, wrong: Json) -> None:
    differences = verify(busy.company, endpoint=endpoint, inputs={at: wrong})["closest"][0]["differences"]

    assert [(item["at"], item["expected"]) for item in differences] == [(f"inputs.{at}", wrong)]


def test_verify_distinguishes_true_from_one(company: Company) -> None:
    company.owner.get("get_goals", include_projects=True)

    assert verify(company, endpoint="get_goals", inputs={"include_projects": True}).status == 200
    assert_error(
        verify(company, endpoint="get_goals", inputs={"include_projects": 1}),
        409,
        "expected at least 1 matching request, found 0",
    )
