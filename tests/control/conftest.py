"""A server behind a socket, for what only a real client can see."""

from collections.abc import Iterator

import httpx
import pytest

from mockserver.server.app import create_app
from mockserver.server.run import in_background
from mockserver.server.settings import Settings


@pytest.fixture(scope="session")
def root() -> Iterator[str]:
    """The root URL of a server that listens."""
    settings = Settings(fixture="empty", port=0)
    with in_background(create_app(settings), settings) as url:
        yield url


@pytest.fixture(scope="session")
def http(root: str) -> Iterator[httpx.Client]:
    """A real client, without a token."""
    with httpx.Client(base_url=root, timeout=5) as client:
        yield client
