"""One server for the whole test run, and a new world for each test."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import access_checks
from tests.fidelity import RECORDER
from tests.support import Company, Server

access_checks.install()

# Built fixtures are cached between test runs, but not in the cache directory of the user.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parents[1] / ".pytest_cache" / "cache-home")


# All requests of the tests go to loopback. Loading certificates would take up to 0.1 s for each client.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)

# Generated inputs are the same in each run, and their tests have no time limit.
hypothesis.settings.register_profile("tests", derandomize=True, deadline=None)
hypothesis.settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fidelity", metavar="FOLDER", help="take down which endpoints each test calls, in this folder")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without garbage collections, and exclude the collected objects from later ones.

    Each garbage collection would search these objects, which exist until the end of the run.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before tests are selected by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the extended tests as slow as well."""
    for item in items:
        if item.get_closest_marker("extended"):
            item.add_marker("slow")


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
