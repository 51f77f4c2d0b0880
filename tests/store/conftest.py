from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.state_support import Opener


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


@pytest.fixture
def kept() -> Iterator[Opener]:
    """Yield a function that opens a database with a new or existing state file. `kept.release()` simulates a kill."""
    opener = Opener()
    yield opener
    opener.release()
