"""Fixtures for tests of clients: one server a run, one world a test (docs/testing.md).

`mock_server` is the default world of a real server on a free port; `mock_world` is a fork of it that is dropped after
the test. With pytest-xdist every worker has a server of its own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mockserver.testing import MockWorld


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mockserver", "a stand-in for the Operately API")
    group.addoption("--mock-fixture", default="demo", help="What the world of each test holds. [default: demo]")
    group.addoption("--mock-keep-on-failure", action="store_true", help="Print the requests of a failed test's world.")


@pytest.fixture(scope="session")
def mock_server(request: pytest.FixtureRequest) -> Iterator[MockWorld]:
    """A server for the whole run: its default world, which tests should leave as it is."""
    from mockserver.testing import MockServer

    with MockServer(fixture=request.config.getoption("--mock-fixture")) as world:
        yield world


@pytest.fixture
def mock_world(mock_server: MockWorld) -> Iterator[MockWorld]:
    """A world for this test alone."""
    with mock_server.fork() as world:
        yield world


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Adds to the report of a failed test what its world was asked."""
    report = yield
    world: MockWorld | None = getattr(item, "funcargs", {}).get("mock_world")
    failed = report.when == "call" and report.failed
    if failed and world is not None and item.config.getoption("--mock-keep-on-failure"):
        report.sections.append(("requests to the mock", world.told() or "none"))
    return report
