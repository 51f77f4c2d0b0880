"""The console in Chromium: requests, worlds, faults, clock, snapshots and tokens."""

import re
from typing import Any

import httpx
import pytest

from tests.pages.conftest import PHONE, LiveWorld, Open, expect

pytestmark = pytest.mark.extended


def confirm(page: Any) -> None:
    page.click("dialog button.primary")


def test_request_appears_when_it_arrives_and_keeps_the_focus(open_page: Open, world: LiveWorld) -> None:
    world.get("get_me")
    page = open_page("#requests")
    page.wait_for_selector("#live:text-is('live')")
    page.focus("#entries tr")

    world.get("get_goals")

    page.wait_for_selector("#entries tr:has-text('get_goals')")
    expect(page.locator("#entries tr")).to_contain_text(["get_goals", "get_me"])
    expect(page.locator("#entries tr:has-text('get_me')")).to_be_focused()


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("endpoint", "space", "create_space"),
        ("text", "draw lines", "create_space"),
        ("status", "404", "get_goal"),
        ("kind", "changed=true", "create_space"),
    ],
)
def test_filter_shows_only_matching_requests(
    open_page: Open, world: LiveWorld, name: str, value: str, shown: str
) -> None:
    world.get("get_me")
    world.get("get_goal?id=abc")
    world.post("create_space", name="Design", mission="Draw lines")
    page = open_page("#requests")
    page.wait_for_selector("#entries tr:nth-child(3)")

    control = page.locator(f"#filters [name={name}]")
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)

    expect(page.locator("#entries tr")).to_contain_text([shown])


def test_opened_request_is_closed_by_a_filter_that_excludes_it(open_page: Open, world: LiveWorld) -> None:
    world.get("get_me")
    page = open_page("#requests/1")
    page.wait_for_selector("#entry h2:has-text('get_me')")
    page.fill("#filters [name=text]", "nothing has this text")

    page.wait_for_selector("#entry", state="hidden")
    expect(page).to_have_url(re.compile("#requests$"))


def test_filter_by_person_and_token(open_page: Open, world: LiveWorld) -> None:
    member = next(person for person in world.people if person["role"] == "member")
    world.get("get_me")
    world.get("get_goals", member["token"])
    page = open_page("#requests")
    page.wait_for_selector("#entries tr:nth-child(2)")

    page.fill("#filters [name=person]", "zzz")
    page.wait_for_selector("#no-entries:has-text('No person matches.')")
    page.fill("#filters [name=person]", member["full_name"][:-2].lower())
    page.wait_for_selector("#entry-count:text-is('1 request that matches the filters')")
    expect(page.locator("#entries tr")).to_contain_text([member["full_name"]])
    page.click("text=Clear filters")
    page.wait_for_selector("#entries tr:nth-child(2)")
    page.fill("#filters [name=token]", world.token)
    expect(page.locator("#entries tr")).to_contain_text(["get_me"])


def test_empty_journal_shows_a_request_that_works(open_page: Open, world: LiveWorld) -> None:
    page = open_page("#requests")
    page.wait_for_selector("#no-entries pre")
    expect(page.locator("#no-entries pre")).to_contain_text(f"Bearer {world.token}")


def test_home_page_links_to_the_console_and_copies_tokens(open_page: Open) -> None:
    page = open_page("../")
    assert page.locator("td button").count() == page.locator("td code").count() > 4
    page.click("td button >> nth=0")
    page.wait_for_selector("#toast:text-is('Copied')")

    page.click("text=Console")
    page.wait_for_selector("#tabs [role=tab]")


def test_opened_request_shows_changes_code_and_verification(open_page: Open, world: LiveWorld) -> None:
    world.post("create_space", name="Design", mission="Draw")
    page = open_page("#requests/1")
    page.wait_for_selector("#entry .change")

    expect(page.locator("#entry .change >> nth=0")).to_contain_text("Created space")
    page.click("#entry [role=tab]:text-is('Code')")
    page.wait_for_selector("#entry pre[aria-label=curl]")
    expect(page.locator("#entry pre[aria-label=curl]")).to_contain_text("create_space")
    page.click("#entry [role=tab]:text-is('Verify')")
    expect(page.locator("#entry pre[aria-label=pytest]")).to_contain_text('mock_world.verify("create_space"')
    page.click("#entry [role=tab]:text-is('Changes')")
    page.click("#entry .change a")
    page.wait_for_selector("#record h2:text-is('space: Design')")


def test_replayed_request_is_sent_again(open_page: Open, world: LiveWorld) -> None:
    world.get("get_me")
    page = open_page("#requests/1")
    page.click("#entry button:text-is('Replay')")

    page.wait_for_selector("#entries tr:nth-child(2)")
    assert [entry["status"] for entry in world.control("GET", "requests")["requests"]] == [200, 200]


def test_code_of_a_request_has_the_token_that_was_sent(open_page: Open, world: LiveWorld) -> None:
    person = world.people[1]
    token = world.control("POST", "tokens", {"person_id": person["id"]})["token"]
    for one in (person["token"], person["read_only_token"], token):
        assert world.get("get_me", one) == 200
    page = open_page("#requests")

    for number, one in enumerate((person["token"], person["read_only_token"], token), 1):
        page.click(f"#entries [data-id='{number}']")
        page.click("#entry [role=tab]:text-is('Code')")
        page.wait_for_selector(f"#entry pre[aria-label=curl]:has-text('Bearer {one}')")


def test_verification_names_the_person_and_the_ids_as_sent(open_page: Open, world: LiveWorld) -> None:
    goals = httpx.get(f"{world.root}/api/external/v1/get_goals", headers=world.headers()).json()["goals"]
    world.get(f"get_goal?id={goals[0]['id']}")
    page = open_page("#requests/2")
    page.click("#entry [role=tab]:text-is('Verify')")

    code = page.locator("#entry pre[aria-label=pytest]")
    expect(code).to_contain_text(f'person="{world.people[0]["full_name"]}"')
    expect(code).to_contain_text(f'"id": "{goals[0]["id"]}"')


def test_deleting_all_requests_is_confirmed(open_page: Open, world: LiveWorld) -> None:
    world.get("get_me")
    page = open_page("#requests")
    page.click("text=Delete all")
    page.click("dialog button:text-is('Cancel')")
    assert len(world.control("GET", "requests")["requests"]) == 1

    page.click("text=Delete all")
    confirm(page)
    page.wait_for_selector("#entries tr", state="detached")
    assert world.control("GET", "requests")["requests"] == []


def test_explained_403_states_level_and_permission(open_page: Open, world: LiveWorld) -> None:
    member = next(person for person in world.people if person["role"] == "member")
    spaces = httpx.get(f"{world.root}/api/external/v1/get_spaces", headers=world.headers(member["token"])).json()
    wire_id = spaces["spaces"][0]["id"]
    assert world.post("delete_space", member["token"], space_id=wire_id) == 403
    page = open_page("#requests/2")
    page.click("#entry button:text-is('Explain the 403')")

    note = page.locator("#entry .note")
    expect(note).to_contain_text(f"{member['full_name']} has")
    expect(note).to_contain_text("has_full_access requires full access (100) to this space")


def test_keys_select_open_and_close_requests(open_page: Open, world: LiveWorld) -> None:
    world.get("get_me")
    world.get("get_goals")
    page = open_page("#requests")
    page.wait_for_selector("#entries tr:nth-child(2)")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#entry h2:has-text('get_me')")
    page.keyboard.press("Escape")
    expect(page.locator("#entry")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#filters [name=text]")).to_be_focused()


def test_fault_added_in_the_form_fires_and_can_be_removed(open_page: Open, world: LiveWorld) -> None:
    page = open_page("#faults")
    page.fill("#fault-form [name=endpoint]", "get_goals")
    page.fill("#fault-form [name=person]", world.people[0]["full_name"])
    page.fill("#fault-form [name=times]", "2")
    page.click("text=More conditions")
    page.fill("#fault-form [name=nth]", "1")
    page.fill("#fault-form [name=status]", "503")
    page.click("text=Add the fault")
    page.wait_for_selector("#fault-rows tr")

    assert (world.get("get_goals"), world.get("get_goals")) == (503, 200)
    expect(page.locator("#fault-rows td:nth-child(n+4):nth-child(-n+6)")).to_have_text(["2", "2", "1"])
    expect(page.locator("#fault-rows tr")).to_contain_text(["the 1st request of get_goals by"])

    page.click("#fault-rows button")
    page.wait_for_selector("#fault-rows tr", state="detached")
    assert world.control("GET", "faults")["faults"] == []


def test_fault_of_an_unknown_endpoint_shows_a_suggestion_in_the_form(open_page: Open) -> None:
    page = open_page("#faults")
    page.fill("#fault-form [name=endpoint]", "create_task")
    page.click("text=Add the fault")
    page.wait_for_selector("#fault-problem:not([hidden])")

    expect(page.locator("#fault-problem")).to_have_text(
        "there is no endpoint 'create_task'; did you mean tasks/create?"
    )
    expect(page.locator("#fault-form [name=endpoint]")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("close", {"close": "before"}),
        ("malformed", {"malformed": True}),
        ("empty", {"empty": True}),
        ("truncate", {"truncate": 10}),
        ("body", {"body": {"a": 1}}),
        ("delay", {"delay_ms": 5}),
    ],
)
def test_every_kind_of_fault_can_be_set(open_page: Open, world: LiveWorld, kind: str, action: Any) -> None:
    page = open_page("#faults")
    page.select_option("#fault-kind", kind)
    if kind == "body":
        page.fill("#fault-form [name=body]", '{"a":1}')
    if kind == "delay":
        page.fill("#fault-form [name=delay_ms]", "5")
    page.click("text=Add the fault")
    page.wait_for_selector("#fault-rows tr")

    assert world.control("GET", "faults")["faults"][0]["action"] == action


def test_request_turned_into_a_fault_fills_the_form(open_page: Open, world: LiveWorld) -> None:
    world.get("get_me")
    page = open_page("#requests/1")
    page.click("text=Add a fault for this endpoint")

    expect(page.locator("#fault-form [name=endpoint]")).to_have_value("get_me")
    expect(page.locator("#fault-form [name=person]")).to_have_value(world.people[0]["full_name"])


def test_built_in_faults_have_no_remove_button(open_page: Open, live: str) -> None:
    page = open_page("#faults")
    page.select_option("#world", label="default")
    page.wait_for_selector("#fault-rows tr:has-text('opk_flaky')")

    expect(page.locator("#fault-rows button")).to_have_count(0)


def test_clock_moved_in_the_console_is_moved_in_the_world(open_page: Open, world: LiveWorld) -> None:
    assert world.control("GET", "clock")["now"] == "2026-03-12T09:00:00Z"
    page = open_page("#time")
    page.fill("#amount", "3")
    page.click("#time button:text-is('Advance')")
    page.wait_for_selector("#now:has-text('15 March 2026')")
    assert world.control("GET", "clock") == {"now": "2026-03-15T09:00:00Z", "frozen": True}

    page.click("text=Start the clock")
    page.wait_for_selector("#freeze:text-is('Freeze the clock')")
    assert world.control("GET", "clock")["frozen"] is False


def test_snapshot_is_taken_compared_and_restored(open_page: Open, world: LiveWorld) -> None:
    page = open_page("#time")
    page.fill("#snapshot-name", "before")
    page.click("text=Take a snapshot")
    page.wait_for_selector("#snapshot-rows tr")
    world.post("create_space", name="Design", mission="Draw")

    page.click("[aria-label='Compare with before']")
    page.wait_for_selector("#comparison .change:has-text('Design')")
    page.click("[aria-label='Restore before']")
    confirm(page)
    page.wait_for_selector("#toast:has-text('Restored before')")
    assert world.control("GET", "diff?from=before") == {"created": [], "changed": [], "deleted": []}


def test_token_created_and_revoked_in_the_console(open_page: Open, world: LiveWorld) -> None:
    page = open_page("#people")
    page.click(f"[aria-label='Create a token for {world.people[0]['full_name']}']")
    page.select_option("dialog select", "read_only")
    confirm(page)
    token = page.text_content("#token-made code")
    expect(page.locator(f"#token-rows tr:has([title={token}])")).to_have_count(1)
    assert (world.get("get_me", token), world.post("create_space", token, name="A", mission="B")) == (200, 403)

    page.click(f"[aria-label='Revoke {token}']")
    confirm(page)
    page.wait_for_selector("#token-rows:has-text('revoked')")
    assert world.get("get_me", token) == 401


def test_forked_world_is_shown_and_survives_a_reload(open_page: Open, world: LiveWorld, live: str) -> None:
    page = open_page("#requests")
    page.wait_for_selector("#live:text-is('live')")
    page.click("#world-fork")
    page.wait_for_selector("#toast:has-text('The console now shows the fork')")
    assert world.get("get_me", page.text_content("#toast code")) == 200
    expect(page.locator("#world")).not_to_have_value(world.id)
    fork = page.input_value("#world")

    page.reload()
    expect(page.locator("#world")).to_have_value(fork)
    httpx.delete(f"{live}/__mock__/worlds/{fork}")


def test_world_opened_in_the_console_is_shown(open_page: Open, world: LiveWorld, live: str) -> None:
    page = open_page("#requests")
    page.wait_for_selector("#live:text-is('live')")
    page.click("#world-open")
    page.fill("dialog [name=fixture]", "empty")
    confirm(page)
    page.wait_for_selector("#toast:has-text('Opened the world')")

    expect(page.locator("#world")).not_to_have_value(world.id)
    httpx.delete(f"{live}/__mock__/worlds/{page.input_value('#world')}")


def test_world_opened_by_another_client_appears_in_the_list(open_page: Open, live: str) -> None:
    page = open_page("#requests")
    page.wait_for_selector("#live:text-is('live')")
    opened = httpx.post(f"{live}/__mock__/worlds", json={"fixture": "empty"}).json()

    page.wait_for_selector(f"#world option[value='{opened['id']}']", state="attached")
    httpx.delete(f"{live}/__mock__/worlds/{opened['id']}")


def test_world_closed_by_another_client_is_reported(open_page: Open, world: LiveWorld) -> None:
    page = open_page("#requests")
    page.wait_for_selector("#live:text-is('live')")
    world.control("DELETE", f"worlds/{world.id}")

    page.wait_for_selector("#closed:has-text('This world is closed')")
    page.click("#closed button")
    page.wait_for_selector("#closed", state="hidden")
    expect(page.locator("#world option:checked")).to_have_text("default")


def test_world_reset_by_another_client_empties_the_open_journal(open_page: Open, world: LiveWorld) -> None:
    world.get("get_me")
    page = open_page("#requests")
    page.wait_for_selector("#entries tr")
    world.control("POST", "reset")

    page.wait_for_selector("#entries tr", state="detached")
    world.get("get_goals")
    page.wait_for_selector("#entries tr:has-text('get_goals')")


def test_reset_in_the_console_restores_the_world(open_page: Open, world: LiveWorld) -> None:
    world.post("create_space", name="Design", mission="Draw")
    page = open_page("#requests")
    page.wait_for_selector("#entries tr")
    page.click("#world-reset")
    confirm(page)

    page.wait_for_selector("#entries tr", state="detached")
    assert world.control("GET", "state/space?name=Design")["count"] == 0


@pytest.mark.parametrize("tab", ["requests", "requests/1", "people", "records", "time", "faults"])
def test_console_on_a_phone_does_not_scroll_sideways(open_page: Open, world: LiveWorld, tab: str) -> None:
    world.post("create_space", name="Design", mission="Draw")
    page = open_page(f"#{tab}", viewport=PHONE)
    page.wait_for_selector("#live:text-is('live')")

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_markup_in_data_is_shown_as_text(open_page: Open, world: LiveWorld) -> None:
    world.post("create_space", name="<img src=x onerror=alert(1)>", mission="<b>bold</b>")
    page = open_page("#requests/1")
    page.wait_for_selector("#entry .change:has-text('<img src=x')")

    expect(page.locator("main img")).to_have_count(0)
