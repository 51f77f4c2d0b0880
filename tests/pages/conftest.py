"""Pytest fixtures for tests in a browser: a browser and a server that tests share; a world and pages for each test."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

sync_api: Any
expect: Any
"""Playwright's function for assertions about a page or an element. An assertion fails if it is not true within 10 s."""
try:
    from playwright import sync_api

    expect = sync_api.expect
    expect.set_options(timeout=10_000)
except ImportError:
    sync_api = expect = None

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
DESKTOP = {"width": 1300, "height": 900}
PHONE = {"width": 390, "height": 800}

Open = Callable[..., Any]
"""A function that opens a page of the control API. Its arguments are the path below `/__mock__/`, and options of the
browser context."""


@contextmanager
def chromium(*arguments: str) -> Iterator[Any]:
    """Start Chromium. The test is skipped if Chromium or Playwright is not installed, because both are optional."""
    if sync_api is None:
        pytest.skip("the package playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *arguments])
        yield started
        started.close()


# scope module: Playwright's event loop runs until the end of the scope, and the tests of other modules run other loops
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def live() -> Iterator[str]:
    """Yield the root URL of a server with the demo company."""
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().removesuffix("/api/external/v1")
        finally:
            server.terminate()


class LiveWorld:
    """A world that only one test uses. Tests share the server that contains the world."""

    def __init__(self, root: str, opened: Any) -> None:
        self.root = root
        self.id: str = opened["id"]
        self.name: str = opened["company"]["name"]
        self.people: list[Any] = opened["people"]
        self.token: str = opened["owner"]["token"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request to the control API, which must succeed, and return the JSON body of the response."""
        response = httpx.request(method, f"{self.root}/__mock__/{path}", headers=self.headers(), json=body)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def get(self, endpoint: str, token: str | None = None) -> int:
        """Send a query to the external API, and return the status of the response."""
        url = f"{self.root}/api/external/v1/{endpoint}"
        return httpx.get(url, headers=self.headers(token)).status_code

    def post(self, endpoint: str, token: str | None = None, **inputs: Any) -> int:
        """Send a mutation to the external API, and return the status of the response."""
        url = f"{self.root}/api/external/v1/{endpoint}"
        return httpx.post(url, headers=self.headers(token), json=inputs).status_code

    def headers(self, token: str | None = None) -> dict[str, str]:
        return {"authorization": f"Bearer {token or self.token}"}


@pytest.fixture
def world(live: str) -> Iterator[LiveWorld]:
    opened = httpx.post(f"{live}/__mock__/worlds", json={"fixture": "demo"})
    assert opened.status_code == 201, opened.text
    made = LiveWorld(live, opened.json())
    yield made
    httpx.delete(f"{live}/__mock__/worlds/{made.id}")


@pytest.fixture
def open_page(browser: Any, world: LiveWorld) -> Iterator[Open]:
    """Yield a function that opens pages for the world of the test.

    The test fails if a page writes an error to the browser console.
    """
    contexts: list[Any] = []
    problems: list[str] = []

    def opened(path: str, *, viewport: dict[str, int] = DESKTOP, scheme: str = "light") -> Any:
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        context.add_init_script(f"localStorage['mockserver.world'] ??= {world.id!r}; window.mockserverTest = true")
        page = context.new_page()
        page.set_default_navigation_timeout(20_000)
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if is_problem(message) else None)
        page.goto(f"{world.root}/__mock__/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def is_problem(message: Any) -> bool:
    """Whether a message in the browser console is an error of the page.

    The message that the browser writes about a response with an error status is not such an error.
    """
    return message.type == "error" and not re.search("Failed to load resource", message.text)
