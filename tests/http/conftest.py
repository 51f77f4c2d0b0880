"""One server behind a socket for all tests of this folder that do not need settings of their own."""

from collections.abc import Iterator

import pytest

from tests.http.wire import Wire, serving


@pytest.fixture(scope="session")
def shared_wire() -> Iterator[Wire]:
    with serving() as wire:
        yield wire


@pytest.fixture
def wire(shared_wire: Wire) -> Wire:
    """The shared server, with its default world in the initial state."""
    shared_wire.app.worlds.reset(shared_wire.app.worlds.default)
    return shared_wire
