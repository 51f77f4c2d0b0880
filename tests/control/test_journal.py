"""The journal of a world: entries, their changes, filters and limits."""

import asyncio
import json
from typing import Any

import pytest

from mockserver.model import ids
from mockserver.server.http.exchange import Exchange, request_headers
from mockserver.server.journal import journal
from mockserver.server.journal.har import har
from mockserver.server.journal.journal import Journal
from tests.environments.journal import Plan
from tests.support import BASE, Company, Person, Server, assert_error, rich_text

Json = Any

DUE = {"date": "2026-04-01", "date_type": "day", "value": "Apr 1, 2026"}


def requests(company: Company, query: str = "") -> list[Json]:
    answer = company.server.control("GET", f"/requests{query}", company.owner.token)
    assert answer.status == 200, answer
    listed: list[Json] = answer["requests"]
    return listed


def latest(company: Company) -> Json:
    return requests(company, "?limit=1")[0]


# --- the changes of a request ----------------------------------------------------------------------------------------

ANNOUNCED = ["activity", "notification"]


def creating_a_space(plan: Plan) -> Json:
    plan.owner.call("create_space", name="Design", mission="Draw")
    space_entities = ["space", "binding", "binding", "messages_board", "resource_hub", *["binding"] * 4]
    return {"created": [*space_entities, "member", "membership", "binding", "activity"]}


def creating_a_goal(plan: Plan) -> Json:
    plan.owner.call("create_goal", name="Shrink", **plan.roles)
    return {"created": ["goal", *["binding"] * 6, *ANNOUNCED]}


def renaming_a_goal(plan: Plan) -> Json:
    plan.owner.call("goals/update_name", goal_id=plan.goal, name="Grow more")
    return {"created": ["activity"], "changed": [("goal", {"name": ("Grow", "Grow more")})]}


def adding_a_target(plan: Plan) -> Json:
    plan.owner.call("goals/add_target", goal_id=plan.goal, name="MRR", start_value=0, target_value=9, unit="k")
    return {"created": ["target", "activity"]}


def moving_a_target(plan: Plan) -> Json:
    added = plan.owner.call("goals/add_target", goal_id=plan.goal, name="MRR", start_value=0, target_value=9, unit="k")
    plan.owner.call("goals/update_target_value", goal_id=plan.goal, target_id=ids.short(added["target_id"]), value=3)
    return {"created": ["activity"], "changed": [("target", {"value": (0.0, 3.0)})]}


def deleting_a_target(plan: Plan) -> Json:
    added = plan.owner.call("goals/add_target", goal_id=plan.goal, name="MRR", start_value=0, target_value=9, unit="k")
    plan.owner.call("goals/delete_target", goal_id=plan.goal, target_id=ids.short(added["target_id"]))
    return {"created": ["activity"], "deleted": ["target"]}


def changing_the_theme(plan: Plan) -> Json:
    plan.owner.call("update_theme", theme="dark")
    return {"changed": [("account", {"theme": ("system", "dark")})]}


def creating_a_milestone(plan: Plan) -> Json:
    made = plan.owner.call("projects/create_milestone", project_id=plan.project, name="Beta", due_date=DUE)
    ordered: Json = {"milestones_ordering_state": ([], [made["milestone"]["id"]])}
    return {
        "created": ["subscription_list", "subscription", "milestone", *ANNOUNCED],
        "changed": [("project", ordered)],
    }


def adding_and_removing_a_reaction(plan: Plan) -> Json:
    space_id = plan.company.general_id
    message = plan.owner.call("post_discussion", space_id=space_id, title="Hi", body=rich_text("Hello"))["discussion"]
    inputs = {"entity_id": message["id"], "entity_type": "message", "emoji": "👍"}
    reaction = plan.owner.call("add_reaction", **inputs)["reaction"]
    plan.owner.call("remove_reaction", reaction_id=reaction["id"])
    return {"deleted": ["reaction"]}


def setting_the_current_theme(plan: Plan) -> Json:
    plan.owner.call("update_theme", theme="system")
    return {}


@pytest.mark.parametrize(
    "mutate",
    [
        creating_a_space,
        creating_a_goal,
        renaming_a_goal,
        adding_a_target,
        moving_a_target,
        deleting_a_target,
        changing_the_theme,
        creating_a_milestone,
        adding_and_removing_a_reaction,
        setting_the_current_theme,
    ],
)
def test_mutation_entry_lists_exact_changes(plan: Plan, mutate: Any) -> None:
    expected = mutate(plan)

    changes = latest(plan.company)["changes"]

    changed = [
        (row["entity"], {name: (field["from"], field["to"]) for name, field in row["fields"].items()})
        for row in changes["changed"]
    ]
    assert [row["entity"] for row in changes["created"]] == expected.get("created", [])
    assert changed == expected.get("changed", [])
    assert [row["entity"] for row in changes["deleted"]] == expected.get("deleted", [])


def test_created_and_deleted_records_are_listed_with_fields(plan: Plan) -> None:
    deleting_a_target(plan)

    before, after = requests(plan.company, "?limit=2")

    made, lost = before["changes"]["created"][0], after["changes"]["deleted"][0]
    assert made == lost
    assert (made["fields"]["name"], made["fields"]["unit"], made["fields"]["goal_id"]) == (
        "MRR",
        "k",
        ids.decode(plan.goal),
    )


def test_change_ids_match_state(plan: Plan) -> None:
    renaming_a_goal(plan)

    changed = latest(plan.company)["changes"]["changed"][0]

    shown = plan.company.server.control("GET", f"/state/goal/{changed['id']}", plan.owner.token)
    assert shown["name"] == "Grow more"
    assert changed["id"] == shown["id"] and changed["uuid"] == shown["uuid"] == ids.decode(plan.goal)


def test_failed_request_has_no_changes(plan: Plan) -> None:
    plan.mia.post("edit_company", name="Mine")

    assert latest(plan.company)["status"] == 403
    assert latest(plan.company)["changes"] == {"created": [], "changed": [], "deleted": []}


# --- other data of an entry ------------------------------------------------------------------------------------------


def test_entry_shows_person_endpoint_and_status(plan: Plan) -> None:
    plan.mia.post("goals/update_name", goal_id=plan.goal, name="Mine")

    call = latest(plan.company)

    assert call["person"] == {"id": plan.mia.id, "full_name": "Mia Member"}
    assert (call["method"], call["endpoint"], call["status"]) == ("POST", "goals/update_name", 200)
    assert call["inputs"] == {"goal_id": ids.decode(plan.goal), "name": "Mine"}
    assert (call["fault"], call["hint"], call["world_time"]) == (None, None, "2026-03-12T09:00:00Z")
    assert 0 < call["duration_ms"] < 1000


def test_failed_request_entry_shows_reason(plan: Plan) -> None:
    plan.mia.post("goals/update_name", goal_id="!", name="Mine")

    call = latest(plan.company)

    assert (call["status"], call["inputs"]) == (404, {"goal_id": "!", "name": "Mine"})
    assert call["hint"]


def test_fault_entry_shows_rule(plan: Plan) -> None:
    for action in ({"status": 503}, {"close": "before"}):
        rule = plan.company.server.control("POST", "/faults", plan.owner.token, action=action, times=1)["id"]
        if "status" in action:
            plan.owner.get("get_goal", id=plan.goal)
            assert latest(plan.company)["status"] == 503
            assert latest(plan.company)["inputs"]["id"] == ids.decode(plan.goal)
            assert latest(plan.company)["fault"] == rule


def test_full_entry_contains_wire_data_without_token(plan: Plan) -> None:
    plan.owner.send("POST", f"{BASE}/update_theme?x=1", b'{"theme":"dark"}')
    number = latest(plan.company)["id"]

    answer = plan.company.server.control("GET", f"/requests/{number}", plan.owner.token)

    assert plan.owner.token not in answer.content.decode()
    call = answer.body
    assert ["authorization", "Bearer ***"] in call["request"]["headers"]
    assert (call["request"]["path"], call["request"]["query"]) == (f"{BASE}/update_theme", "x=1")
    assert call["request"]["body"] == '{"theme":"dark"}'
    assert "Unknown input field: x" in call["response"]["body"]
    assert dict(call["response"]["headers"])["x-request-id"]


@pytest.mark.parametrize("name", ["cookie", "proxy-authorization", "x-mock-control"])
def test_secrets_in_headers_are_masked_in_each_form_of_the_journal(plan: Plan, name: str) -> None:
    headers = {"authorization": f"Bearer {plan.owner.token}", name: "session=secret-7391; theme=x"}
    plan.company.server.send("GET", f"{BASE}/get_me", headers)

    number = latest(plan.company)["id"]
    for path in (f"/requests/{number}", "/requests?details=true", "/requests.har", "/requests?text=secret-7391"):
        shown = plan.company.server.control("GET", path, plan.owner.token)
        assert shown.status == 200
        assert "secret-7391" not in shown.content.decode().replace("text=secret-7391", "")
    assert [name, "***"] in plan.company.server.control("GET", f"/requests/{number}", plan.owner.token)["request"][
        "headers"
    ]


def test_unknown_entry_returns_404(company: Company) -> None:
    path, token = "/requests/99", company.owner.token
    company.server.control("DELETE", "/requests", token)
    assert_error(company.server.control("GET", path, token), 404, "there is no entry '99'; the journal is empty")
    company.owner.get("get_me")
    for id in ("99", "first"):
        assert_error(company.server.control("GET", f"/requests/{id}", token), 404, f"there is no entry '{id}'; the")


def test_requests_without_world_are_recorded_in_default_world(server: Server) -> None:
    Person(server, "", "opk_unheard_of").get("get_me")

    call = server.control("GET", "/requests?limit=1")["requests"][0]

    assert (call["endpoint"], call["status"], call["person"]) == ("get_me", 401, None)


# --- lists of entries ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["get_goal", "get_me", "goals/update_name", "get_goal", "edit_company"]),
        ("?endpoint=get_goal", ["get_goal", "get_goal"]),
        ("?endpoint=*/*", ["goals/update_name"]),
        ("?method=POST", ["goals/update_name", "edit_company"]),
        ("?person=mia%20member", ["get_me", "goals/update_name", "get_goal", "edit_company"]),
        ("?status=404", ["get_goal"]),
        ("?status=4xx", ["get_goal", "edit_company"]),
        ("?changed=true", ["goals/update_name"]),
        ("?changed=false&method=POST", ["edit_company"]),
        ("?fault=true", []),
        ("?limit=2", ["get_goal", "edit_company"]),
        ("?since=2000-01-01", ["get_goal", "get_me", "goals/update_name", "get_goal", "edit_company"]),
        ("?since=2999-01-01T00:00:00Z", []),
    ],
)
def test_journal_can_be_filtered(busy: Plan, query: str, expected: list[str]) -> None:
    assert [call["endpoint"] for call in requests(busy.company, query)] == expected


def test_journal_can_be_read_since_entry(busy: Plan) -> None:
    third = requests(busy.company)[2]["id"]

    assert [call["endpoint"] for call in requests(busy.company, f"?since={third}")] == ["get_goal", "edit_company"]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("sins=1", "Did you mean `since`?"),
        ("status=nope", "at `$.status`"),
        ("since=yesterday", "`since` must be the id of an entry or a time in ISO 8601, but is 'yesterday'"),
        ("limit=0", "Expected `int` >= 1 - at `$.limit`"),
        ("changed=maybe", "at `$.changed`"),
    ],
)
def test_invalid_journal_filter_is_rejected(company: Company, query: str, reason: str) -> None:
    response = company.server.control("GET", f"/requests?{query}", company.owner.token)

    assert_error(response, 400, reason)
    assert response.headers["content-type"] == "application/problem+json"


def test_worlds_have_separate_journals(server: Server, busy: Plan) -> None:
    assert requests(server.open()) == []


def test_reset_clears_journal(busy: Plan) -> None:
    busy.company.server.control("POST", "/reset", busy.owner.token)

    assert requests(busy.company) == []


def test_oldest_entries_are_dropped(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MAX_ENTRIES", 3)
    for _ in range(5):
        company.owner.get("get_me")

    assert [call["id"] for call in requests(company)] == [3, 4, 5]
    assert [call["id"] for call in requests(company, "?since=1")] == [3, 4, 5]
    assert [call["id"] for call in requests(company, "?since=4")] == [5]
    assert_error(company.server.control("GET", "/requests/2", company.owner.token), 404, "the entries 3 to 5")
    assert company.server.control("GET", "/requests/3", company.owner.token)["id"] == 3


def test_journal_bodies_have_size_limit(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MAX_BODY_BYTES", 50)
    monkeypatch.setattr(journal, "ENTRY_BYTES", 1000)
    monkeypatch.setattr(journal, "MAX_TOTAL_BYTES", 3000)
    for _ in range(5):
        company.owner.send("POST", f"{BASE}/update_theme", b"{" + b" " * 60)

    kept = requests(company)
    assert [call["id"] for call in kept] == [4, 5]
    whole = company.server.control("GET", "/requests/5", company.owner.token)
    assert len(whole["request"]["body"]) == 50


# --- HAR, and waiting for entries ------------------------------------------------------------------------------------


def test_journal_is_exported_as_har_1_2(busy: Plan) -> None:
    log = busy.company.server.control("GET", "/requests.har?method=POST", busy.owner.token)["log"]

    assert (log["version"], log["creator"]["name"], len(log["entries"])) == ("1.2", "mockserver", 2)
    entry = log["entries"][0]
    assert entry.keys() >= {"startedDateTime", "time", "request", "response", "cache", "timings"}
    request, response = entry["request"], entry["response"]
    assert request.keys() >= {
        "method",
        "url",
        "httpVersion",
        "cookies",
        "headers",
        "queryString",
        "headersSize",
        "bodySize",
    }
    assert response.keys() >= {"status", "statusText", "cookies", "headers", "content", "redirectURL", "bodySize"}
    assert request["url"].endswith("/api/external/v1/goals/update_name")
    assert json.loads(request["postData"]["text"])["name"] == "Grow fast"
    assert (response["status"], response["statusText"], response["content"]["text"]) == (200, "OK", '{"success":true}')
    assert busy.mia.token not in json.dumps(log)


def test_har_has_cookies_without_values_and_no_body_of_a_head_request(company: Company) -> None:
    headers = {"authorization": f"Bearer {company.owner.token}", "cookie": "theme=dark; session=secret"}
    company.server.send("HEAD", "/api/external/v1/get_me", headers)
    log = company.server.control("GET", "/requests.har", company.owner.token)["log"]

    request, response = log["entries"][-1]["request"], log["entries"][-1]["response"]
    assert (request["method"], request["httpVersion"]) == ("HEAD", "HTTP/1.1")
    assert request["cookies"] == [{"name": "theme", "value": "***"}, {"name": "session", "value": "***"}]
    assert (response["bodySize"], response["content"]["size"], response["content"]["text"]) == (0, 0, "")
    assert "secret" not in json.dumps(log)


def test_har_has_the_http_version_of_the_request() -> None:
    exchange = Exchange("GET", "/api/external/v1/get_me", b"", request_headers([]), "1.0")
    exchange.response, exchange.duration = None, 0.0
    (entry,) = json.loads(b"".join(har([exchange])))["log"]["entries"]
    assert entry["request"]["httpVersion"] == entry["response"]["httpVersion"] == "HTTP/1.0"


def test_listener_is_notified_when_journal_closes() -> None:
    async def listen() -> None:
        journal = Journal()
        asyncio.get_running_loop().call_later(0.05, journal.close)
        await asyncio.wait_for(journal.wait_for_entry(3600), timeout=60)

    asyncio.run(listen())


def test_listener_waits_at_most_its_timeout() -> None:
    async def listen() -> None:
        await asyncio.wait_for(Journal().wait_for_entry(0.01), timeout=60)

    asyncio.run(listen())


@pytest.mark.parametrize(
    ("query", "endpoints"),
    [
        ("text=DRAW%20lines", ["create_space"]),
        ("text=get_binded", []),
        ("text=nothing%20has%20this", []),
        ("token={token}&endpoint=get_me", ["get_me"]),
        ("token=opk_other", []),
    ],
)
def test_requests_filtered_by_text_or_token_contain_it(company: Company, query: str, endpoints: list[str]) -> None:
    company.owner.call("create_space", name="Design", mission="Draw lines")
    company.owner.call("update_theme", theme="dark")
    company.owner.call("get_me")

    found = requests(company, "?" + query.replace("{token}", company.owner.token))
    assert [entry["endpoint"] for entry in found] == endpoints
