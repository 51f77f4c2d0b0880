"""A server on a socket, which all tests of this folder share unless they need special settings."""

from collections.abc import Iterator

import pytest

from tests.http.wire import Wire, serving


@pytest.fixture(scope="session")
def shared_wire() -> Iterator[Wire]:
    with serving() as wire:
        yield wire


@pytest.fixture
def wire(shared_wire: Wire) -> Wire:
    """Reset the default world of the shared server, and return the server."""
    shared_wire.app.worlds.reset(shared_wire.app.worlds.default)
    return shared_wire
