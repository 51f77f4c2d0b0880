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

# The tests cache built fixtures in this directory instead of the user's cache directory.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parents[1] / ".pytest_cache" / "cache-home")


# No certificates are loaded: the tests send requests only to this machine, and loading takes up to 0.1 s per client.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)

# Hypothesis generates the same inputs in each run, and no test with generated inputs has a time limit.
hypothesis.settings.register_profile("tests", derandomize=True, deadline=None)
hypothesis.settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fidelity", metavar="FOLDER", help="record the requests of each test in this folder")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without garbage collection, and exclude the collected objects from later garbage collections.

    The collected objects exist until the end of the run, so searching them for garbage would only take time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before tests are selected by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add the marker `slow` to each test that has the marker `extended`."""
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
    """Yield a new company whose only person is its owner.

    The world of the company is closed after the test. Otherwise, the worlds of all tests would need much memory.
    """
    made = server.open()
    yield made
    server.control("DELETE", f"/worlds/{made.world_id}")
