from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.state_support import Opener


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


@pytest.fixture
def opener() -> Iterator[Opener]:
    """Yield a function that opens a state file and its database. `opener.release()` simulates a kill of the server."""
    opener = Opener()
    yield opener
    opener.release()
