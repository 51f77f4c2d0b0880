"""Built fixtures. Each new world of a fixture is a fork of its template."""

from __future__ import annotations

import gc
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import starmap
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from mockserver.seed import fixtures
from mockserver.seed.build_cache import BuildCache
from mockserver.seed.world_spec import Seeded, WorldSpec
from mockserver.store.database import Database

if TYPE_CHECKING:
    from mockserver.seed.timeline import Progress

MAX_RECORDS: Final = 200_000
"""The number of records of all templates that are kept in memory. The latest template is always kept."""

BYTES_PER_RECORD: Final = 500

LARGE: Final = 10_000
"""After a template with more records was made, the memory that this needed is returned to the system."""

SHORT_INTERVAL: Final = 0.0005
"""How long, in seconds, a build keeps the interpreter before the event loop gets it."""


class Template(NamedTuple):
    db: Database
    seeded: Seeded
    stamps: dict[str, tuple[int, int] | None]
    """The files of the fixture, as they were when it was built."""


class TemplateStore:
    def __init__(self, cache: BuildCache | None = None) -> None:
        self._cache = cache
        self._templates: OrderedDict[WorldSpec, Template] = OrderedDict()
        self._lock = Lock()  # held during a build, so that a fixture is not built twice at the same time

    def get(self, spec: WorldSpec, on_progress: Progress | None = None) -> tuple[Database, Seeded]:
        """The template of a spec. It is built again if a file of the fixture has changed. Raises BadFixture."""
        if found := self._find(spec):
            return found.db, found.seeded
        with self._lock:
            found = self._find(spec) or self._build(spec, on_progress)
        return found.db, found.seeded

    async def prepare(self, spec: WorldSpec) -> None:
        """Build the template of a spec in a thread, so that `get` returns at once. Raises BadFixture."""
        from anyio import to_thread  # works in asyncio and in trio; not needed to start

        if not self._find(spec):
            await to_thread.run_sync(self.get_in_thread, spec, abandon_on_cancel=True)

    def get_in_thread(self, spec: WorldSpec, on_progress: Progress | None = None) -> None:
        """Build the template of a spec without blocking the event loop, which runs in another thread."""
        with _short_switch_interval():
            self.get(spec, on_progress)

    def _find(self, spec: WorldSpec) -> Template | None:
        found = self._templates.get(spec)
        if found is None or any(_stamp(path) != stamp for path, stamp in found.stamps.items()):
            return None
        self._templates.move_to_end(spec)
        return found

    def _build(self, spec: WorldSpec, on_progress: Progress | None) -> Template:
        db, seeded = fixtures.build(spec, on_progress, self._cache)
        template = Template(db, seeded, {path: _stamp(path) for path in seeded.sources})
        self._templates[spec] = template
        if _size(spec, template) > LARGE:
            from mockserver.server import memory  # not needed to start

            memory.return_freed()
        while len(self._templates) > 1 and sum(starmap(_size, self._templates.items())) > MAX_RECORDS:
            self._templates.popitem(last=False)
        return template


@contextmanager
def _short_switch_interval() -> Iterator[None]:
    """Give the event loop the interpreter often, and never stop it for a garbage collection, while a build runs."""
    interval, enabled = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(SHORT_INTERVAL)
    gc.disable()
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if enabled:
            gc.freeze()  # a template lives long: later collections need not visit it
            gc.enable()


def _size(spec: WorldSpec, template: Template) -> int:
    """The number of records, and that of the records that need as much memory as the text of the spec."""
    return sum(map(len, template.db.tables.values())) + len(spec.content or b"") // BYTES_PER_RECORD


def _stamp(path: str) -> tuple[int, int] | None:
    """The modification time and size of a file."""
    try:
        stat = Path(path).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
