"""Fixtures for browser tests: one browser, one server, and for each test a world and pages that show it."""

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
"""Asserts something about a page or a part of it. It waits until the assertion holds, at most 10 s."""
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
"""Opens a page of the control API: path below `/__mock__/`, and options of the browser context."""


@contextmanager
def chromium(*arguments: str) -> Iterator[Any]:
    """Start Chromium. Skips the test if the browser or Playwright is not installed: the suite needs only Python."""
    if sync_api is None:
        pytest.skip("the package playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *arguments])
        yield started
        started.close()


@pytest.fixture(scope="module")  # Playwright keeps an event loop running: tests of other modules run loops of their own
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def live() -> Iterator[str]:
    """The root URL of a server with the demo company."""
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().removesuffix("/api/external/v1")
        finally:
            server.terminate()


class LiveWorld:
    """A world of the live server, for one test."""

    def __init__(self, root: str, opened: Any) -> None:
        self.root = root
        self.id: str = opened["id"]
        self.name: str = opened["company"]["name"]
        self.people: list[Any] = opened["people"]
        self.token: str = opened["owner"]["token"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON body of a request to the control API, which must succeed."""
        response = httpx.request(method, f"{self.root}/__mock__/{path}", headers=self.headers(), json=body)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def get(self, endpoint: str, token: str | None = None) -> int:
        """The status of a query of the external API."""
        url = f"{self.root}/api/external/v1/{endpoint}"
        return httpx.get(url, headers=self.headers(token)).status_code

    def post(self, endpoint: str, token: str | None = None, **inputs: Any) -> int:
        """The status of a mutation of the external API."""
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
    """Opens pages in the world of the test. An error in the console of a page fails the test."""
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
    """Whether a console message is an error other than the browser's note about a response with an error status."""
    return message.type == "error" and not re.search("Failed to load resource", message.text)
