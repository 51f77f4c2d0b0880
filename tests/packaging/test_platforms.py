"""The code for Windows. These tests run it on other systems, in a process that imitates Windows."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import requirements
from tests.docs.blocks import ROOT


@pytest.mark.extended
@requirements.posix
def test_server_with_state_file_works_without_posix_modules(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.packaging.without_posix", str(tmp_path / "state.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (result.returncode, result.stdout) == (0, "True\n"), result.stderr
