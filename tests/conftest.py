"""One server for the whole test run, and a new world for each test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import access_checks
from tests.fidelity import RECORDER
from tests.support import Company, Server

access_checks.install()

# Built fixtures are cached between test runs, but not in the cache directory of the user.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parents[1] / ".pytest_cache" / "cache-home")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fidelity", metavar="FOLDER", help="take down which endpoints each test calls, in this folder")


def pytest_sessionfinish(session: pytest.Session) -> None:
    folder = session.config.getoption("--fidelity")
    if folder:
        RECORDER.save(session.config.rootpath / folder)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def company(server: Server) -> Iterator[Company]:
    """Yield a new company that has only its owner.

    Its world is closed after the test, because thousands of worlds need much memory.
    """
    made = server.open()
    yield made
    server.control("DELETE", f"/worlds/{made.world_id}")
