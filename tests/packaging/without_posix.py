"""Runs a server with a state file in a process that imitates Windows. `test_platforms.py` runs this module.

`sys.platform` is `win32`, and modules and functions that exist only on POSIX systems are missing. `msvcrt` is an
imitation that contains only the lock function that the server uses. Paths, sockets and the event loop are those of the
real system.
"""

import asyncio
import errno
import importlib
import os
import pkgutil
import sys
import types
from pathlib import Path
from typing import Any

import click
import faker
import httpx
import platformdirs
import pytest
import starlette.middleware.cors
import tinydb
import trio
import uvicorn.protocols.http.httptools_impl
import yaml

# The libraries are imported before `sys.platform` is changed, so that they do not execute their code for Windows.
LIBRARIES = (click, faker, httpx, platformdirs, starlette, tinydb, trio, uvicorn, yaml)
POSIX_ONLY = ("fcntl", "grp", "pwd", "resource", "termios", "uvloop")


def imitate_windows() -> None:
    locked: set[tuple[int, int]] = set()

    def locking(descriptor: int, mode: int, size: int) -> None:
        status = os.fstat(descriptor)
        assert os.lseek(descriptor, 0, os.SEEK_CUR) > status.st_size, "other processes could not read the locked byte"
        if status.st_ino in {inode for inode, _ in locked}:
            raise OSError(errno.EACCES, "locked")
        locked.add((status.st_ino, descriptor))

    msvcrt = types.ModuleType("msvcrt")
    msvcrt.__dict__.update(locking=locking, LK_NBLCK=2)
    sys.modules["msvcrt"] = msvcrt
    missing: Any = dict.fromkeys(POSIX_ONLY)  # a module that is None can't be imported
    sys.modules.update(missing)
    setattr(asyncio, "ProactorEventLoop", asyncio.SelectorEventLoop)  # noqa: B010  # uvicorn uses this class on Windows
    for name in ("pwrite", "posix_fallocate"):
        delattr(os, name)
    sys.platform = "win32"


def main(state: Path) -> None:
    imitate_windows()
    import mockserver

    for module in pkgutil.walk_packages(mockserver.__path__, "mockserver."):
        if module.name != "mockserver.__main__":
            importlib.import_module(module.name)

    from mockserver.server.app import create_app
    from mockserver.server.persistence import open_state
    from mockserver.server.run import in_background
    from mockserver.server.settings import BadSetting, Settings

    settings = Settings(fixture="empty", port=0, state=str(state))
    app = create_app(settings)
    with open_state(app.worlds, settings), in_background(app, settings) as root:
        with httpx.Client(base_url=root, headers={"authorization": "Bearer opk_owner"}, trust_env=False) as client:
            body = {"name": "Design", "mission": "Draw"}
            assert client.post("/api/external/v1/create_space", json=body).status_code == 200
            assert client.get("/__mock__/worlds").status_code == 200
        other = open_state(create_app(settings).worlds, settings)
        with pytest.raises(BadSetting, match="is used by another mockserver"), other:
            pass
    print("Design" in state.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
