"""A server on a socket, which all tests of this folder share unless they need special settings."""

from collections.abc import Iterator

import pytest

from tests.http.raw_client import RawClient, serving


@pytest.fixture(scope="session")
def shared_raw_client() -> Iterator[RawClient]:
    with serving() as raw_client:
        yield raw_client


@pytest.fixture
def raw_client(shared_raw_client: RawClient) -> RawClient:
    """Reset the default world of the shared server, and return the client."""
    shared_raw_client.app.worlds.reset(shared_raw_client.app.worlds.default)
    return shared_raw_client
