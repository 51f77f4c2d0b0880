"""The API reference page in Chromium: the search, the pages of endpoints, and requests that are sent from a page."""

import re

import pytest

from tests.pages.conftest import PHONE, LiveWorld, Open, expect

pytestmark = pytest.mark.extended


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("add target", "goals/add_target"),
        ("taks crate", "tasks/create"),
        ("cannot delete the general", "delete_space"),
        ("rename a goal", "goals/update_name"),
        ("who am i", "get_me"),
    ],
)
def test_search_finds_endpoint_by_name_typo_error_and_other_words(open_page: Open, query: str, first: str) -> None:
    page = open_page("docs")
    page.wait_for_selector("#list a")

    page.keyboard.press("/")
    page.keyboard.type(query)

    expect(page.locator("#list a").first).to_have_attribute("data-name", first)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"main > h2:text-is('{first}')")
    expect(page).to_have_url(re.compile(f"docs#{first}$"))


def test_search_without_a_match_shows_no_endpoint(open_page: Open) -> None:
    page = open_page("docs")
    page.wait_for_selector("#list a")
    page.fill("#query", "zzzzzz")

    expect(page.locator("#found")).to_have_text("No endpoint matches.")
    expect(page.locator("#list a")).to_have_count(0)


def test_opened_endpoint_shows_inputs_example_permission_and_errors(open_page: Open) -> None:
    page = open_page("docs#tasks/create")
    page.wait_for_selector("section[aria-label='Example response'] pre")

    inputs = page.text_content("section[aria-label=Inputs]")
    assert "Missing required fields: name" in inputs and "contextual_date" in inputs
    expect(page.locator(".facts")).to_contain_text("can_edit")
    expect(page.locator("section[aria-label=Errors]")).to_contain_text("Milestone must belong to the same project")


def test_unknown_address_is_reported_above_the_overview(open_page: Open) -> None:
    page = open_page("docs#nope")
    page.wait_for_selector("main .error")
    expect(page.locator("main .error")).to_have_text("There is no operation 'nope'.")


def test_endpoint_opened_by_its_address_is_visible_in_the_list(open_page: Open) -> None:
    page = open_page("docs#mock/get_record")
    page.wait_for_selector("main > h2")
    box = page.locator("#list [aria-current=page]").bounding_box()
    # + 1, because positions can be fractions of pixels
    assert box["y"] + box["height"] <= page.viewport_size["height"] + 1


def test_recursive_type_is_drawn_one_level_at_a_time(open_page: Open) -> None:
    page = open_page("docs#get_goal")
    fields = page.locator("section[aria-label='Response fields']")
    fields.locator("summary").first.click()

    expect(fields.locator("code", has_text="parent_goal").first).to_be_attached()
    assert fields.locator("ul.tree ul.tree ul.tree").count() == 0


def test_tried_query_shows_response_and_leads_to_its_journal_entry(open_page: Open, world: LiveWorld) -> None:
    page = open_page("docs#get_goals")
    page.wait_for_selector("section[aria-label='Example response'] pre")

    page.click("#send")

    page.wait_for_selector("#result .badge:text-is('200')")
    expect(page.locator("#result pre").first).to_contain_text('"goals"')
    link = page.wait_for_selector("#result a:has-text('Request')").get_attribute("href")
    requests = world.control("GET", "requests")["requests"]
    assert link == f"./#requests/{requests[-1]['id']}"
    assert requests[-1]["endpoint"] == "get_goals"


def test_tried_mutation_of_a_person_without_access_shows_403_and_hint(open_page: Open, world: LiveWorld) -> None:
    member = next(person for person in world.people if person["role"] == "member")
    page = open_page("docs#add_company_admins")
    page.wait_for_selector("section[aria-label='Example response'] pre")
    page.select_option("#person", label=f"{member['full_name']} (member)")
    page.wait_for_selector("text=This example succeeds for the owner")

    page.keyboard.press("Escape")
    page.click("#send")

    page.wait_for_selector("#result .badge:text-is('403')")
    expect(page.locator("#result .note")).to_contain_text("X-Mock-Hint")


def test_another_person_keeps_edited_inputs_and_clears_the_response(open_page: Open) -> None:
    page = open_page("docs#goals/update_name")
    page.wait_for_selector("section[aria-label='Example response'] pre")
    page.get_by_label("name *", exact=True).fill("Typed")
    page.click("#send")
    page.wait_for_selector("#result .badge")

    example = "section[aria-label='Example request']"
    page.eval_on_selector(example, "section => section.dataset.before = ''")
    page.select_option("#person", index=2)

    page.wait_for_selector("#result .badge", state="detached")
    # wait until the new example is shown, which happens after the inputs are filled in
    page.wait_for_selector(f"{example}:not([data-before])")
    expect(page.get_by_label("name *", exact=True)).to_have_value("Typed")


def test_missing_input_returns_the_error_in_the_table(open_page: Open) -> None:
    page = open_page("docs#goals/add_target")
    page.wait_for_selector("section[aria-label='Example response'] pre")
    page.select_option("[aria-label='What to send as unit']", "absent")
    page.click("#send")

    page.wait_for_selector("#result .badge:text-is('400')")
    expect(page.locator("#result pre").first).to_contain_text("Missing required fields: unit")


def test_operation_of_the_control_api_is_found_and_tried(open_page: Open, world: LiveWorld) -> None:
    page = open_page("docs")
    page.wait_for_selector("#list a")
    page.fill("#query", "create a fault")
    page.keyboard.press("Enter")
    page.wait_for_selector("main > h2:text-is('POST /faults')")
    page.click("#send")

    page.wait_for_selector("#result .badge:text-is('201')")
    assert [fault["match"] for fault in world.control("GET", "faults")["faults"]] == [{"endpoint": "get_goals"}]


def test_path_and_query_of_an_operation_are_filled_from_its_inputs(open_page: Open, world: LiveWorld) -> None:
    page = open_page("docs#mock/get_record")
    page.get_by_label("entity *").fill("person")
    page.get_by_label("id *").fill(world.people[0]["id"])
    page.click("#send")
    page.wait_for_selector(f"#result pre:has-text('{world.people[0]['full_name']}')")

    page.goto(f"{world.root}/__mock__/docs#mock/list_people")
    page.get_by_label("search", exact=True).fill("nobody has this name")
    page.click("#send")
    page.wait_for_selector("#result pre:has-text('\"count\": 0')")


def test_ill_formed_json_input_is_reported_and_not_sent(open_page: Open, world: LiveWorld) -> None:
    page = open_page("docs#tasks/create")
    page.wait_for_selector("section[aria-label='Example response'] pre")
    page.get_by_label("due_date", exact=False).last.fill("{")
    page.click("#send")

    expect(page.locator("[role=alert]")).to_contain_text("The input due_date is not a JSON object")
    assert world.control("GET", "requests")["requests"] == []


@pytest.mark.parametrize(
    ("form", "pattern"),
    [("curl", r"^curl 'http.*--data '\{"), ("httpx", r"^import httpx.*httpx\.post\("), ("fetch", r"^const response")],
)
def test_request_is_shown_as_code(open_page: Open, form: str, pattern: str) -> None:
    page = open_page("docs#goals/add_target")
    page.wait_for_selector("section[aria-label='Example response'] pre")
    page.click(f"[role=tab]:text-is('{form}')")

    code = page.locator(f"pre[aria-label='The request for {form}']")
    expect(code).to_have_text(re.compile(pattern, re.S))
    expect(code).to_contain_text("goals/add_target")
    expect(code).to_contain_text("Bearer opk_")


def test_reference_on_a_phone_shows_list_then_endpoint_without_sideways_scrolling(open_page: Open) -> None:
    page = open_page("docs", viewport=PHONE)
    page.wait_for_selector("#list a")
    page.fill("#query", "get_goals")
    page.click("#list a[data-name=get_goals]")

    page.wait_for_selector("section[aria-label='Example response'] pre")
    expect(page.locator("#list")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click("#back")
    expect(page.locator("#list")).to_be_visible()


def test_theme_button_switches_and_survives_a_reload(open_page: Open) -> None:
    page = open_page("docs")
    page.click("#theme")
    page.click("#theme")
    page.reload()

    expect(page.locator("#theme")).to_have_text("Theme: dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 29)"
