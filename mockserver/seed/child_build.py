"""Builds a large generated fixture in a child process. The child process sends the world through a pipe, and writes the
same bytes to the cache. The parent process reads from the pipe while the child process is still sending.

Python runs one thread at a time. Therefore a build of several seconds in a thread of the server delays the event loop.
A build in a child process does not delay the event loop, and the memory is free when the process has ended.
"""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from mockserver.model.kinds import KINDS
from mockserver.seed import fixtures
from mockserver.seed.build_cache import BuildCache
from mockserver.seed.generator.sizes import SIZES
from mockserver.seed.world_spec import Seeded, WorldSpec
from mockserver.store import packed
from mockserver.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.seed.timeline import Progress

LARGE: Final = 3_000
"""A generated company with at least this number of tasks is built in a child process."""

PROGRESS: Final = re.compile(rb"(\d+) (\d+)\s*")
"""Matches a line with two numbers: the number of finished events and the number of all events. The child process can
also print other lines, for example if the Python installation has a module `sitecustomize` that prints."""

BUILT: Final = b"the packed world follows\n"
"""The line that the child process prints after the last line of progress."""


def is_large(spec: WorldSpec) -> bool:
    """Return true if building the fixture takes much longer than starting a process."""
    return spec.content is None and spec.fixture in SIZES and SIZES[spec.fixture].tasks >= LARGE


def run(
    spec: WorldSpec,
    cache: BuildCache | None,
    on_progress: Progress | None = None,
    reading: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> tuple[Database, Seeded] | None:
    """Build a world in a child process, which also writes it to the cache if there is one. Return the world, or None if
    the child process fails. `reading` returns the context manager in which the world is read."""
    if not sys.executable:  # for example in a program that embeds Python
        return None
    # the child uses the same modules as this process, wherever they were imported from
    code = f"import sys; sys.path[:] = {[*map(str, sys.path)]}; from {__name__} import main; main()"
    command = [sys.executable, "-c", code, _writable_directory(cache)]
    try:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:  # for example because no more processes are allowed
        return None
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(msgspec.json.encode(spec))
            child.stdin.close()
        except BrokenPipeError:
            return None
        for line in child.stdout:
            if line == BUILT:
                break
            if on_progress is not None and (progress := PROGRESS.fullmatch(line)):
                on_progress(int(progress[1]), int(progress[2]))
        try:
            with reading():
                db, encoded = packed.read_stream(child.stdout, KINDS)
            return db, msgspec.json.decode(encoded, type=Seeded)
        except (packed.DamagedFile, msgspec.DecodeError):
            return None


def _writable_directory(cache: BuildCache | None) -> str:
    """Return the directory of a cache, or "" if there is no cache or its directory is not writable."""
    if cache is None:
        return ""
    try:
        cache.check_writable()
    except OSError:
        return ""
    return str(cache.directory.absolute())


def main() -> None:
    """Build the world whose spec is on standard input. Write the progress, and then the world, to standard output. If
    the parent process has ended, writing fails, and the child process also ends."""
    gc.disable()
    spec = msgspec.json.decode(sys.stdin.buffer.read(), type=WorldSpec)
    db, seeded = fixtures.build(spec, lambda done, total: print(done, total, flush=True))
    output = sys.stdout.buffer
    output.write(BUILT)
    if directory := sys.argv[1]:
        BuildCache(Path(directory)).save(spec, db, seeded, output)
    else:
        packed.write(db, msgspec.json.encode(seeded), output)
    output.flush()
    os._exit(0)  # freeing all records would take 0.3 seconds
