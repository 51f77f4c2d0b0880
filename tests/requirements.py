"""Pytest marks. Each mark skips a test if a requirement of the test, such as a program or `/proc`, is absent."""

import shutil
import sys
from pathlib import Path

import pytest

proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux has data of other processes in /proc")
full_device = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has the device /dev/full")
named_pipes = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes and devices in folders")
ctrl_c = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to the tests as well")
posix = pytest.mark.skipif(sys.platform == "win32", reason="the test imitates Windows on other systems")


def programs(*names: str, path: str | None = None) -> pytest.MarkDecorator:
    """Return a mark that skips a test unless all of these programs are installed.

    `path` lists the folders that are searched, in the form of the variable `PATH`. The default is the variable `PATH`.
    """
    absent = [name for name in names if shutil.which(name, path=path) is None]
    return pytest.mark.skipif(bool(absent), reason=f"the test runs {', '.join(absent)}, which is not installed")


def created_by(command: str, path: Path) -> pytest.MarkDecorator:
    """Return a mark that skips a test unless a file or folder exists that this command creates."""
    return pytest.mark.skipif(not path.exists(), reason=f"`{command}` was not run")
