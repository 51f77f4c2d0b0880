"""One server for the whole run, a world of its own for each test."""

from collections.abc import Iterator

import pytest

from tests.support import Company, Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def company(server: Server) -> Company:
    """A new company with its owner and nothing else."""
    return server.open()
