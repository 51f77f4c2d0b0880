"""Random sessions break no invariant."""

from pathlib import Path

import pytest

from tests.sessions.session import run_session


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_session_keeps_every_invariant(seed: int, tmp_path: Path) -> None:
    statuses = run_session(seed, 200, tmp_path)

    assert statuses[200] > 60, f"too few of these requests succeed: {statuses}"
