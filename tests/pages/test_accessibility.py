"""axe-core finds no accessibility violation on any page, in the light and the dark theme."""

from typing import Any

import pytest

from tests.pages.conftest import LiveWorld, Open

pytestmark = pytest.mark.extended

axe: Any = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

READY = {
    "": "#live:text-is('live')",
    "#requests/1": "#entry .change",
    "#people": "#people-rows tr",
    "#records/goal": "#record-rows tr",
    "#records/goal/{goal}": "#record button[aria-label='Edit name']",
    "#time": "#now:not(:empty)",
    "#faults": "#fault-form",
    "docs": "#list a",
    "docs#tasks/create": "section[aria-label='Example response'] pre",
    "docs#mock/create_fault": "#send",
    "../": "h1",
}
"""Paths of pages below `/__mock__/`, each with the selector of an element that exists when the page is complete."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", READY)
def test_page_has_no_violation(open_page: Open, world: LiveWorld, path: str, scheme: str) -> None:
    world.post("create_space", name="Design", mission="Draw")
    goal = world.control("GET", "state/goal?per_page=1")["records"][0]["id"]
    page = open_page(path.format(goal=goal), scheme=scheme)
    page.wait_for_selector(READY[path])
    if path == "#records/goal/{goal}":
        page.click(READY[path])
        page.wait_for_selector("#record .edit")
    if path == "docs#tasks/create":
        page.click("#send")
        page.wait_for_selector("#result a")

    found = axe.Axe().run(page)

    problems = [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]
    assert problems == []
