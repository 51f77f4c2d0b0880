from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.state_support import Opener


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


@pytest.fixture
def kept() -> Iterator[Opener]:
    """Opens a database with a state file, new or as it was; `kept.release()` stands for a kill."""
    opener = Opener()
    yield opener
    opener.release()
