"""The records in the console, in Chromium: lists, links, and edits that are sent to the API."""

import re

import pytest

from tests.pages.conftest import LiveWorld, Open, expect

pytestmark = pytest.mark.extended


def test_records_are_sorted_searched_and_linked(open_page: Open, world: LiveWorld) -> None:
    page = open_page("#records/goal")
    page.wait_for_selector("#record-rows tr")
    page.click("#record-head button:has-text('name')")
    page.wait_for_selector("#record-head th[aria-sort=ascending]")
    names = [row["name"] for row in world.control("GET", "state/goal?per_page=1000")["records"]]
    expected = sorted(names, key=str.casefold)
    expect(page.locator("#record-rows td:first-child")).to_have_text(expected[:50])

    page.fill("#record-search", expected[0])
    page.wait_for_selector("#record-rows tr:nth-child(2)", state="detached")
    page.click("#record-rows tr")
    page.wait_for_selector(f"#record h2:has-text('{expected[0]}')")
    page.click("#record tr:has-text('space id') a")
    page.wait_for_selector("#record h2:has-text('space:')")


@pytest.mark.parametrize(
    ("entity", "field", "value", "endpoint"),
    [
        ("goal", "name", "Renamed in the console", "goals/update_name"),
        ("task", "name", "Renamed in the console", "tasks/update_name"),
        ("space", "mission", "Draw", "edit_space"),
        ("person", "title", "Designer", "update_profile"),
        ("target", "value", "7", "goals/update_target_value"),
    ],
)
def test_field_of_a_record_is_edited_through_the_api(
    open_page: Open, world: LiveWorld, entity: str, field: str, value: str, endpoint: str
) -> None:
    before = world.control("GET", f"state/{entity}")["records"][0]
    page = open_page(f"#records/{entity}/{before['id']}")
    page.click(f"#record [aria-label='Edit {field}']")
    page.get_by_label(re.compile(f"^{field}")).fill(value)
    page.click("#record button:text-is('Save')")
    page.wait_for_selector(f"#toast:has-text('Saved with {endpoint}')")
    page.wait_for_selector(f"#record [data-field={field}]:has-text('{value}')")

    after = world.control("GET", f"state/{entity}/{before['uuid']}")
    assert str(after[field]).removesuffix(".0") == value
    assert {key for key in after if after[key] != before[key]} <= {field, "id", "updated_at"}


def test_edit_of_a_person_without_access_shows_the_error(open_page: Open, world: LiveWorld) -> None:
    guest = next(person for person in world.people if person["role"] == "guest")
    goal = world.control("GET", "state/goal")["records"][0]
    page = open_page(f"#records/goal/{goal['id']}")
    page.click("#record [aria-label='Edit name']")
    page.select_option("#person", label=f"{guest['full_name']} (guest)")
    page.click("#record button:text-is('Save')")

    page.wait_for_selector("#record #result .badge:text-is('404')")


def test_record_shows_names_of_linked_records_and_other_mutations(open_page: Open, world: LiveWorld) -> None:
    goal = world.control("GET", "state/goal")["records"][0]
    space = world.control("GET", f"state/space/{goal['space_id']}")
    page = open_page(f"#records/goal/{goal['id']}")

    page.wait_for_selector(f"#record [data-field=space_id] a:text-is('{space['name']}')")
    href = page.wait_for_selector("#record a:text-is('close_goal')").get_attribute("href")
    assert href == f"docs#close_goal?goal_id={goal['id']}"
