"""Builds a large generated fixture in a child process, which writes the world to the cache.

Python runs one thread at a time. Therefore a build of several seconds in a thread of the server delays the event loop.
A build in a child process does not delay the event loop, and the memory is free when the process has ended.
"""

from __future__ import annotations

import gc
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from mockserver.seed import fixtures
from mockserver.seed.build_cache import BuildCache
from mockserver.seed.generator.sizes import SIZES
from mockserver.seed.world_spec import WorldSpec

if TYPE_CHECKING:
    from mockserver.seed.timeline import Progress

LARGE: Final = 3_000
"""A generated company with at least this number of tasks is built in a child process."""

PROGRESS: Final = re.compile(rb"(\d+) (\d+)\s*")
"""Matches a line with two numbers: the number of finished events and the number of all events. The child process can
also print other lines, for example if the Python installation has a module `sitecustomize` that prints."""


def is_large(spec: WorldSpec) -> bool:
    """Return true if building the fixture takes much longer than starting a process."""
    return spec.content is None and spec.fixture in SIZES and SIZES[spec.fixture].tasks >= LARGE


def run(spec: WorldSpec, cache: BuildCache, on_progress: Progress | None = None) -> None:
    """Build a world in a child process and wait until the process has ended. If the process fails, nothing is written
    to the cache. If the cache is not writable, no process is started."""
    try:
        cache.check_writable()
    except OSError:
        return
    # the child uses the same modules as this process, wherever they were imported from
    code = f"import sys; sys.path[:] = {[*map(str, sys.path)]}; from {__name__} import main; main()"
    command = [sys.executable, "-c", code, str(cache.directory.absolute())]
    try:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:  # for example because no more processes are allowed
        return
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(msgspec.json.encode(spec))
            child.stdin.close()
        except BrokenPipeError:
            return
        for line in child.stdout:
            if on_progress is not None and (progress := PROGRESS.fullmatch(line)):
                on_progress(int(progress[1]), int(progress[2]))


def main() -> None:
    """Build the world whose spec is on standard input, and write the progress to standard output. If the parent process
    has ended, writing fails, and the child process also ends."""
    gc.disable()
    spec = msgspec.json.decode(sys.stdin.buffer.read(), type=WorldSpec)
    fixtures.build(spec, lambda done, total: print(done, total, flush=True), BuildCache(Path(sys.argv[1])))
