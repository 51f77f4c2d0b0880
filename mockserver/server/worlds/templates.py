"""A template is a database that was built from a fixture. Each new world is a fork of the template of its fixture."""

from __future__ import annotations

import gc
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from mockserver.seed import child_build, fixtures
from mockserver.seed.build_cache import BuildCache
from mockserver.seed.world_spec import Seeded, WorldSpec
from mockserver.store.database import Database

if TYPE_CHECKING:
    from mockserver.seed.timeline import Progress

MAX_RECORDS: Final = 200_000
"""The maximum number of records in all templates in memory. The template that was built last always remains in
memory."""

BYTES_PER_RECORD: Final = 500

LARGE: Final = 10_000
"""If a template has more than this number of records, freed memory is returned to the operating system after the
build."""

SHORT_INTERVAL: Final = 0.0005
"""The switch interval of Python during a build in a thread, in seconds. After each interval, the event loop can run."""


class Template(NamedTuple):
    db: Database
    seeded: Seeded
    stamps: dict[str, tuple[int, int] | None]
    """Maps the path of each file of the fixture to its modification time and size at the time of the build. The value
    is None if the file did not exist."""
    size: int
    """The number of records. A fixture that was sent in a request counts as one record for each BYTES_PER_RECORD
    bytes."""


class TemplateStore:
    """The templates in memory. All methods can be called from any thread."""

    def __init__(self, cache: BuildCache | None = None) -> None:
        self._cache = cache
        self._templates: OrderedDict[WorldSpec, Template] = OrderedDict()  # ordered by the time of the last use
        self._templates_lock = Lock()  # held while `_templates` is read or changed, but not during a build
        self._build_lock = Lock()  # held during a build, so that no fixture is built twice at the same time

    def get(self, spec: WorldSpec, on_progress: Progress | None = None) -> tuple[Database, Seeded]:
        """Return the template of a spec: its database, and the owner, tokens and fault rules of the fixture. Build the
        template if it does not exist, or if a file of the fixture has changed. Raises BadFixture."""
        found = self._find(spec)
        if found is None:
            with self._build_lock:
                found = self._find(spec) or self._build(spec, on_progress)
        return found.db, found.seeded

    async def prepare(self, spec: WorldSpec) -> None:
        """Build the template of a spec in a thread if it does not exist. A later call of `get` then returns
        immediately. Raises BadFixture."""
        from anyio import to_thread  # supports asyncio and trio; imported here, because the import is slow

        if not self._find(spec):
            await to_thread.run_sync(self.build_if_missing, spec, abandon_on_cancel=True)

    def build_if_missing(self, spec: WorldSpec, on_progress: Progress | None = None) -> None:
        """Build the template of a spec if it does not exist. Must be called in a worker thread, so that the build does
        not block the event loop.

        A large generated fixture that is not in the cache is built in a child process.
        """
        with self._build_lock:
            if self._find(spec):
                return
            built = None
            if child_build.is_large(spec) and not (self._cache is not None and self._cache.contains(spec)):
                built = child_build.run(spec, self._cache, on_progress, reading=_short_switch_interval)
            with _short_switch_interval():
                self._build(spec, on_progress, built)

    def _find(self, spec: WorldSpec) -> Template | None:
        with self._templates_lock:
            found = self._templates.get(spec)
            if found is None or any(_stamp(path) != stamp for path, stamp in found.stamps.items()):
                return None
            self._templates.move_to_end(spec)
            return found

    def _build(
        self, spec: WorldSpec, on_progress: Progress | None, built: tuple[Database, Seeded] | None = None
    ) -> Template:
        """Create and store the template of a spec. If a child process has built the fixture, `built` is the result."""
        db, seeded = built or fixtures.build(spec, on_progress, self._cache)
        size = sum(map(len, db.tables.values())) + len(spec.content or b"") // BYTES_PER_RECORD
        template = Template(db, seeded, {path: _stamp(path) for path in seeded.sources}, size)
        with self._templates_lock:
            self._templates[spec] = template
            self._templates.move_to_end(spec)
            while len(self._templates) > 1 and sum(item.size for item in self._templates.values()) > MAX_RECORDS:
                self._templates.popitem(last=False)
        if size > LARGE:
            from mockserver.server import memory  # imported here to shorten the start of the server

            memory.return_freed()
        return template


@contextmanager
def _short_switch_interval() -> Iterator[None]:
    """A context manager for builds in threads. During the `with` statement, the garbage collector is disabled, and
    Python switches often between threads, so that the event loop can run."""
    interval, enabled = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(SHORT_INTERVAL)
    gc.disable()
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if enabled:
            gc.freeze()  # later garbage collections skip the template, which remains in memory
            gc.enable()


def _stamp(path: str) -> tuple[int, int] | None:
    """Return the modification time and size of a file, or None if the file does not exist."""
    try:
        stat = Path(path).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
