"""A server that listens on a socket. All tests of this folder that need no special settings share it."""

from collections.abc import Iterator

import pytest

from tests.http.wire import Wire, serving


@pytest.fixture(scope="session")
def shared_wire() -> Iterator[Wire]:
    with serving() as wire:
        yield wire


@pytest.fixture
def wire(shared_wire: Wire) -> Wire:
    """Return the shared server, after a reset of its default world."""
    shared_wire.app.worlds.reset(shared_wire.app.worlds.default)
    return shared_wire
