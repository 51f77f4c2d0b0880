"""Pytest fixtures for tests of clients: one server per run, and one world per test (docs/testing.md).

`mock_server` is the default world of a server on a free port. `mock_world` is a fork of the default world. The fork is
closed after the test. `async_mock_world` is the same fork as an `AsyncMockWorld`, for `async def` tests. With
pytest-xdist, each worker has its own server.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mockserver.testing import AsyncMockWorld, MockWorld


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mockserver", "a mock of the Operately API")
    group.addoption(
        "--mock-fixture",
        default="demo",
        help="Name of a fixture, or path of a fixture file, from which the mock's worlds are built. [default: demo]",
    )
    group.addoption(
        "--mock-keep-on-failure", action="store_true", help="If a test fails, print the requests of its world."
    )


@pytest.fixture(scope="session")
def mock_server(request: pytest.FixtureRequest) -> Iterator[MockWorld]:
    """The default world of a server. All tests of a run share this world, so they should not change it."""
    from mockserver.testing import MockServer

    with MockServer(fixture=request.config.getoption("--mock-fixture")) as world:
        yield world


@pytest.fixture
def mock_world(mock_server: MockWorld) -> Iterator[MockWorld]:
    """A new world for each test: a fork of the server's default world."""
    with mock_server.fork() as world:
        yield world


@pytest.fixture
def async_mock_world(mock_world: MockWorld) -> AsyncMockWorld:
    """The world of `mock_world` as an `AsyncMockWorld`, for tests with asyncio or trio."""
    from mockserver.testing import AsyncMockWorld

    return AsyncMockWorld(mock_world)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With --mock-keep-on-failure, add the requests of the test's world to the report of a failed test."""
    report = yield
    world: MockWorld | None = getattr(item, "funcargs", {}).get("mock_world")
    failed = report.when == "call" and report.failed
    if failed and world is not None and item.config.getoption("--mock-keep-on-failure"):
        report.sections.append(("requests to the mock", world.format_requests() or "none"))
    return report
