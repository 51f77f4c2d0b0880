"""Fault rules: which requests they match, which of several rules applies, and the rollback of mutations."""

import subprocess
import sys
from typing import Any

import pytest

from mockserver.server.faults import rules
from mockserver.server.faults.parsing import parse_fault_option
from mockserver.server.settings import BadSetting, Settings
from tests.support import BASE, Company, Person, Server, assert_error

Json = Any


def fault(company: Company, action: Json, **rule: Json) -> str:
    made = company.server.control("POST", "/faults", company.owner.token, action=action, **rule)
    assert made.status == 201, made
    return str(made["id"])


def statuses(person: Person, endpoint: str, calls: int) -> list[int]:
    return [person.get(endpoint).status for _ in range(calls)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, [503, 503, 503, 503, 503, 503]),
        ({"times": 2}, [503, 503, 200, 200, 200, 200]),
        ({"match": {"nth": 3}}, [200, 200, 503, 200, 200, 200]),
        ({"match": {"every": 2}}, [200, 503, 200, 503, 200, 503]),
        ({"match": {"every": 2}, "times": 1}, [200, 503, 200, 200, 200, 200]),
        ({"match": {"limit": 4}}, [200, 200, 200, 200, 503, 503]),
        ({"match": {"endpoint": "get_me"}, "times": 1}, [503, 200, 200, 200, 200, 200]),
        ({"match": {"endpoint": "get_*"}, "times": 1}, [503, 200, 200, 200, 200, 200]),
        ({"match": {"endpoint": "get_goals"}}, [200] * 6),
        ({"match": {"method": "POST"}}, [200] * 6),
    ],
)
def test_fault_applies_to_counted_requests(company: Company, rule: Json, expected: list[int]) -> None:
    fault(company, {"status": 503}, **rule)

    assert statuses(company.owner, "get_me", 6) == expected


def test_first_matching_fault_applies_and_each_fault_counts_the_request(company: Company) -> None:
    fault(company, {"status": 502}, match={"nth": 2})
    fault(company, {"status": 504}, match={"every": 2})

    assert statuses(company.owner, "get_me", 4) == [200, 502, 200, 504]
    listed = company.server.control("GET", "/faults", company.owner.token)["faults"]
    assert [(rule["seen"], rule["fired"]) for rule in listed] == [(4, 1), (4, 1)]


@pytest.mark.parametrize("names", ["full_name", "email", "id", "uuid"])
def test_fault_for_person_ignores_other_people(company: Company, names: str) -> None:
    mia, noa = company.member("Mia Member"), company.member("Noa Member")
    text = {"full_name": "mia member", "email": f"mia.member@{company.world_id}.test", "id": mia.id, "uuid": mia.uuid}

    fault(company, {"status": 503}, match={"person": text[names]})

    assert (mia.get("get_me").status, noa.get("get_me").status) == (503, 200)


def test_fault_for_token_ignores_other_token_of_person(company: Company) -> None:
    other = company.token(company.owner)

    fault(company, {"status": 503}, match={"token": other.token})

    assert (other.get("get_me").status, company.owner.get("get_me").status) == (503, 200)


def test_faults_belong_to_one_world(server: Server, company: Company) -> None:
    fault(company, {"status": 503})

    assert server.open().owner.get("get_me").status == 200


def test_rate_limit_accepts_requests_again_when_the_oldest_is_older_than_the_window(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(rules, "monotonic", lambda: now)
    fault(company, {"status": 429}, match={"limit": 2, "window": 30})

    first = company.owner.get("get_me")
    now += 10
    second, third = company.owner.get("get_me"), company.owner.get("get_me")
    assert [response.status for response in (first, second, third)] == [200, 200, 429]
    assert [item.headers["x-ratelimit-remaining"] for item in (first, second, third)] == ["1", "0", "0"]
    assert [item.headers["x-ratelimit-reset"] for item in (first, second, third)] == ["30", "20", "20"]
    assert [item.headers.get("retry-after") for item in (first, second, third)] == [None, None, "20"]
    assert third.headers["x-ratelimit-limit"] == "2"
    now += 19.5
    assert company.owner.get("get_me").headers["retry-after"] == "1"
    now += 0.5
    assert statuses(company.owner, "get_me", 2) == [200, 429]
    now += 10
    assert statuses(company.owner, "get_me", 2) == [200, 429]


def test_rate_limit_window_passes_when_the_clock_is_advanced(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "monotonic", lambda: 100.0)
    fault(company, {"status": 429}, match={"limit": 1, "window": 60})
    assert statuses(company.owner, "get_me", 2) == [200, 429]

    company.advance(minutes=1)

    assert statuses(company.owner, "get_me", 2) == [200, 429]


def test_faults_can_be_deleted_one_by_one_and_together(company: Company) -> None:
    first, _ = fault(company, {"status": 502}), fault(company, {"status": 503})
    owner, control = company.owner, company.server.control

    assert control("DELETE", f"/faults/{first}", owner.token).status == 204
    assert owner.get("get_me").status == 503
    assert control("DELETE", "/faults", owner.token).status == 204
    assert owner.get("get_me").status == 200
    assert_error(control("DELETE", f"/faults/{first}", owner.token), 404, "there is no fault rule 'fault-1'")


def test_reset_deletes_faults_added_later(company: Company) -> None:
    fault(company, {"status": 503})

    company.server.control("POST", "/reset", company.owner.token)

    assert company.owner.get("get_me").status == 200


LOSING = [
    {"status": 500},
    {"status": 200, "body": {"goal": None}},
    {"truncate": 3},
    {"malformed": True},
    {"empty": True},
]


@pytest.mark.parametrize("action", LOSING)
@pytest.mark.parametrize("after", [False, True])
def test_mutation_with_fault_is_committed_only_with_after(company: Company, action: Json, after: bool) -> None:
    fault(company, action | {"after": after}, match={"endpoint": "create_space"})

    company.owner.send("POST", f"{BASE}/create_space", b'{"name": "Design", "mission": "Draw"}')

    names = [space["name"] for space in company.owner.call("get_spaces")["spaces"]]
    assert ("Design" in names) is after


def test_mutation_with_fault_does_not_change_later_ids(server: Server) -> None:
    one, two = server.open(seed=7), server.open(seed=7)
    fault(one, {"status": 503}, match={"endpoint": "create_space"}, times=3)

    for _ in range(3):
        one.owner.post("create_space", name="Design", mission="Draw")

    made = [each.owner.call("create_space", name="Design", mission="Draw") for each in (one, two)]
    assert made[0] == made[1]


def test_delay_alone_keeps_response(company: Company) -> None:
    fault(company, {"delay_ms": 1})

    assert company.owner.call("create_space", name="Design", mission="Draw")["space"]["name"] == "Design"


def test_fault_headers_are_added_to_response(company: Company) -> None:
    fault(company, {"headers": {"X-Extra": "1", "Content-Type": "application/vnd.acme+json"}})

    response = company.owner.get("get_me")

    assert (response.status, response.headers["x-extra"]) == (200, "1")
    assert response.headers["content-type"] == "application/vnd.acme+json"


@pytest.mark.parametrize(
    ("action", "content_type", "body"),
    [
        ({"status": 401}, None, "Unauthorized"),
        (
            {"status": 403},
            "json",
            {"error": "Forbidden", "message": "You don't have permission to perform this action"},
        ),
        ({"status": 404, "message": "Goal not found"}, "json", {"error": "Not found", "message": "Goal not found"}),
        ({"status": 400, "message": "No"}, "json", {"error": "Bad request", "message": "No"}),
        ({"status": 500}, "json", {"error": "Internal server error", "message": "An unexpected error occurred"}),
        ({"status": 500, "kind": "framework"}, "json", {"errors": {"detail": "Internal Server Error"}}),
        ({"status": 500, "kind": "parser"}, None, {"error": "Internal server error"}),
        ({"status": 418, "body": {"tea": True}}, "json", {"tea": True}),
        ({"status": 418, "body": "tea"}, "text/plain", "tea"),
        ({"body": None}, "json", None),
    ],
)
def test_fault_status_has_body_of_api(company: Company, action: Json, content_type: str | None, body: Json) -> None:
    fault(company, action)

    response = company.owner.send("GET", f"{BASE}/get_me")

    assert (response.status, response.body) == (action.get("status", 200), body)
    assert content_type is None or content_type in response.headers["content-type"]
    assert (content_type is None) == ("content-type" not in response.headers)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_gateway_errors_have_body_of_proxy(company: Company, status: int) -> None:
    fault(company, {"status": status})

    response = company.owner.get("get_me")

    assert (response.status, response.headers["content-type"]) == (status, "text/html")
    assert response.body.startswith("<html>") and str(status) in response.body


def test_rate_limit_response_has_retry_after(company: Company) -> None:
    fault(company, {"status": 429, "headers": {"Retry-After": "7"}}, times=1)
    fault(company, {"status": 429})

    assert [company.owner.get("get_me").headers["retry-after"] for _ in range(2)] == ["7", "1"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, "missing required field `action`. Known keys: `action`, `match`, `times`"),
        ({"action": {}}, "`action` is empty"),
        ({"action": {"code": 503}}, "unknown field `code` - at `$.action`. Did you mean `close`? Known keys: `status`"),
        (
            {"action": {"status": 503}, "match": {"path": "x"}},
            "`path` - at `$.match`. Known keys: `endpoint`, `method`",
        ),
        ({"action": {"status": 503}, "probability": 0.5}, "Known keys: `action`, `match`, `times`"),
        ({"action": {"status": 99}}, "Expected `int` >= 200 - at `$.action.status`"),
        ({"action": {"status": 503}, "times": 0}, "Expected `int` >= 1 - at `$.times`"),
        (
            {"action": {"close": "befor"}},
            "'befor' - at `$.action.close`. Did you mean `before`? Allowed: `before`, `during`",
        ),
        ({"action": {"kind": "x"}}, "at `$.action.kind`. Allowed: `handler`, `framework`, `parser`"),
        ({"action": {"message": "Try again"}}, "`action` has no effect"),
        ({"action": {"kind": "parser", "after": True}}, "`action` has no effect"),
        ({"action": {"delay_at": "during"}}, "`action` has no effect"),
        ({"action": {"headers": {"a b": "c"}}}, "is not a valid header"),
        ({"action": {"headers": {"a": "b\r\nc: d"}}}, "is not a valid header"),
        ({"action": {"headers": {"Content-Length": "1"}}}, "is computed from the body"),
    ],
)
def test_invalid_fault_is_rejected_with_allowed_values(company: Company, rule: Json, expected: str) -> None:
    response = company.server.control("POST", "/faults", company.owner.token, **rule)

    assert (response.status, response.headers["content-type"]) == (400, "application/problem+json")
    assert expected in response["detail"]


def test_empty_action_is_rejected_without_keys_of_the_rule(company: Company) -> None:
    response = company.server.control("POST", "/faults", company.owner.token, action={})

    assert response["detail"] == '`action` is empty: give at least one key, such as {"status": 503}'


def test_fault_for_unknown_person_is_rejected(company: Company) -> None:
    response = company.server.control(
        "POST", "/faults", company.owner.token, match={"person": "Unknown Person"}, action={"empty": True}
    )

    assert response.status == 404 and "'Unknown Person'" in response["detail"]


# --- the header `Prefer` ----------------------------------------------------------------------------------------------


def status_with_prefer(server: Server, prefer: str) -> int:
    return server.send("GET", f"{BASE}/get_me", {"authorization": "Bearer opk_owner", "prefer": prefer}).status


@pytest.mark.parametrize(
    ("prefer", "status"),
    [
        ("code=503", 503),
        ("code=404, delay=0.001", 404),
        ('code="500"; other=1', 500),
        ("delay=0", 200),
        ("code=abc", 200),
        ("code=99", 200),
        ("respond-async", 200),
    ],
)
def test_prefer_header_requests_fault(server: Server, prefer: str, status: int) -> None:
    assert status_with_prefer(server, prefer) == status


def test_prefer_header_can_be_disabled() -> None:
    server = Server(Settings(fixture="empty", prefer=False))

    assert status_with_prefer(server, "code=503") == 200
    server.close()


# --- the option `--fault` ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("get_goals:503:times=2", {"match": {"endpoint": "get_goals"}, "action": {"status": 503}, "times": 2}),
        ("goals/*:close", {"match": {"endpoint": "goals/*"}, "action": {"close": "before"}}),
        ("*:close=during:after,nth=2", {"match": {"nth": 2}, "action": {"close": "during", "after": True}}),
        ("get_me:delay_ms=20:every=3", {"match": {"every": 3}, "action": {"delay_ms": 20}}),
        ("*:malformed:token=opk_x", {"match": {"token": "opk_x"}, "action": {"malformed": True}}),
    ],
)
def test_fault_option_of_command_line_is_parsed(text: str, expected: Json) -> None:
    read = parse_fault_option(text)

    for name, value in expected["match"].items():
        assert getattr(read.match, name) == value
    for name, value in expected["action"].items():
        assert getattr(read.action, name) == value
    assert read.times == expected.get("times")


@pytest.mark.parametrize("text", ["get_goals", "get_goals:", "get_goals:maybe", "get_me:503:chance=2", "a:99"])
def test_invalid_fault_option_of_command_line_is_rejected(text: str) -> None:
    with pytest.raises(BadSetting, match="Write ENDPOINT:ACTION"):
        parse_fault_option(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("get_goals", "there is no action after the endpoint"),
        ("get_goals:stauts=503", "Did you mean `status`"),
        ("get_goals:close=befor", "Did you mean `before`.* Allowed: `before`, `during`"),
        ("get_goals:message=x", "`action` has no effect"),
    ],
)
def test_error_of_fault_option_names_the_mistake(text: str, message: str) -> None:
    with pytest.raises(BadSetting, match=message):
        parse_fault_option(text)


def test_command_line_faults_survive_reset() -> None:
    server = Server(Settings(fixture="empty", fault=("get_me:503:times=1",)))

    def twice() -> list[int]:
        return [server.send("GET", f"{BASE}/get_me", {"authorization": "Bearer opk_owner"}).status for _ in range(2)]

    assert twice() == [503, 200]
    server.control("POST", "/reset")
    assert twice() == [503, 200]
    server.close()


def test_deleting_faults_keeps_well_known_tokens() -> None:
    server = Server(Settings(fixture="empty"))
    server.control("POST", "/faults", action={"status": 500})
    assert server.control("DELETE", "/faults").status == 204

    statuses = [server.send("GET", f"{BASE}/get_me", {"authorization": "Bearer opk_flaky"}).status for _ in range(3)]

    assert statuses == [200, 200, 503]
    server.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "expected"),
    [("get_me", "Write ENDPOINT:ACTION"), ("get_me:503:person=Unknown Person", "has no person 'Unknown Person'")],
)
def test_server_with_invalid_fault_does_not_start(fault: str, expected: str) -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--fixture", "empty", "--fault", fault]

    result = subprocess.run(command, capture_output=True, text=True, timeout=60)

    assert result.returncode == 2
    assert expected in result.stderr and len(result.stderr.splitlines()) == 1
