"""A database on disk: a TinyDB file with the last snapshot, a journal of later commits, and a folder of uploaded files.

A commit appends one line to `state.json.journal`. When the journal is larger than the snapshot, a thread rewrites
`state.json` from a fork of the database, while other commits are possible. It first writes `state.json.new`, then
copies its content over `state.json`. This file therefore keeps its inode, and so the lock, the mode, the owner and all
links. If the process ends while the file is copied, the next start uses `state.json.new`.

A commit is acknowledged after it was appended to the journal. If a rewrite fails, it is repeated later. No commit fails
because of this.
"""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Container, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from mockserver.model.record import Record
from mockserver.store import dump, files, snapshot_file, state_loading
from mockserver.store.blob_dir import BlobDir
from mockserver.store.commit_journal import HEADER_SIZE, CommitJournal, ContentSum
from mockserver.store.database import ChangeSet, CommitFailed, Database
from mockserver.store.snapshot_file import FORMAT, Meta, SnapshotFile
from mockserver.store.state_loading import CONTENTS, StateError, StatePlace, open_locked

__all__ = ["StateError", "StateFile"]

log: Final = logging.getLogger("mockserver")

INTERVAL: Final = 0.1
"""The seconds between two calls of fsync with `--fsync interval`."""
SMALLEST_JOURNAL: Final = 4_000_000
"""The minimum size of the journal, in bytes, for a rewrite. A failed rewrite is repeated after this many more bytes."""
GROWTH: Final = 1
"""The snapshot is rewritten when the journal is more than this many times as large as the snapshot."""
LARGEST_FINAL_REWRITE: Final = 32_000_000
"""The server does not rewrite the snapshot at its end if snapshot and journal have more bytes than this."""


class _Position(NamedTuple):
    """The end of the line of a commit in the journal."""

    offset: int
    commit: int
    chain: int


class _Stopped(Exception):
    """Raised to cancel a rewrite in the background when the server stops."""


class StateFile:
    """The backend of one database. The constructor locks the file until the process ends."""

    def __init__(self, path: Path, fsync: str = "interval") -> None:
        """Open and lock the file. Raises StateError if the file can't be used."""
        self.path = Path(os.path.realpath(path))
        self.warnings: list[str] = []
        self.commit_number = 0
        self.chain = 0
        self.redo = False
        """Whether `state.json.new` must be copied over the state file before the next rewrite."""
        self.sync = fsync == "always"
        self.file = open_locked(self.path)
        self.fresh = self.path.with_name(f"{self.path.name}.new")
        self.journal = CommitJournal(self.path.with_name(f"{self.path.name}.journal"))
        self.blobs = BlobDir(self.path.with_name(f"{self.path.name}.contents"), sync=fsync != "off")
        self.snapshot_size = 0
        self._started = False
        self._reported = ""
        self._retry_at = 0
        self._busy = False
        self._prepared: tuple[Database, str] | None = None
        self._stopping = threading.Event()
        self._jobs = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mockserver-state")
        self._syncer = threading.Thread(target=self._sync_now_and_then, name="mockserver-fsync", daemon=True)
        self._interval = fsync == "interval"

    def load(self, kinds: Iterable[type[Record]], *, repair: bool = False) -> Database | None:
        """Return the database in its last state, or None if there is no state yet.

        Raises StateError for a damaged file. With `repair`, loads the undamaged part and copies the rest to new files.
        """
        place = StatePlace(self.path, self.file, self.fresh, self.journal, self.blobs)
        try:
            loaded = state_loading.load(place, kinds, self.warnings, repair=repair)
        except OSError as error:
            raise StateError(f"{self.path} can't be read: {_reason(error)}.") from None
        if loaded is None:
            return None
        self.redo, self._started = loaded.redo, loaded.resumes
        self.commit_number, self.chain = loaded.commit, loaded.chain
        return loaded.db

    def discard(self) -> None:
        """Copy the file that was loaded to a `.damaged` file, because the server can't use its state. Raises
        StateError."""
        try:
            self.file.seek(0)
            aside = files.put_aside(self.path, self.file.readall() or b"")
        except OSError as error:
            raise StateError(f"{self.path} can't be moved to another name: {_reason(error)}.") from None
        self.warnings.append(
            f"{self.path} has no usable company. Its data is in {aside}, and the server starts with its fixture"
        )
        self.redo = self._started = False

    def start(self, db: Database) -> None:
        """Store the database and all its later commits. Raises StateError if the file can't be written."""
        try:
            if self.redo:
                self._copy_over(_no_pause)
            if not self._started:
                self.blobs.add_all({id: new for id, new in db.contents.items() if id not in self.blobs.sums})
                self._write_fresh(db, self._position(), open=False, pause=_no_pause)
                self._copy_over(_no_pause)
                self.journal.create(self.commit_number, self.chain)
            self.snapshot_size = os.fstat(self.file.fileno()).st_size
            files.write_at(self.file, snapshot_file.OPEN_FLAG, b"1")
            os.fsync(self.file.fileno())
            self.blobs.sweep()
        except OSError as error:
            raise StateError(f"{self.path} can't be written: {_reason(error)}.") from None
        db.backend = self
        if self._interval:
            self._syncer.start()

    # --- committing ----------------------------------------------------------------------------------------------

    def commit(self, db: Database, changes: ChangeSet, contents: Mapping[str, bytes]) -> None:
        listed = [(change.kind.__name__, change.id if change.after is None else change.after) for change in changes]
        try:
            added = self.blobs.add_all(contents)
        except OSError as error:
            raise self._failed(error) from error
        try:
            self._append(db, listed, added)
        except CommitFailed:
            self.blobs.discard(sum.id for sum in added)
            raise

    def _append(self, db: Database, changes: list[tuple[str, Any]], added: list[ContentSum], seal: str = "") -> None:
        state = {"now": db.clock.now(), "frozen": db.clock.frozen, "drawn": db.random_source.drawn}
        text = msgspec.json.encode({**state, "changes": changes, "contents": added})
        try:
            self.chain = self.journal.append(self.commit_number + 1, self.chain, text, replaced=seal, sync=self.sync)
        except OSError as error:
            raise self._failed(error) from error
        self.commit_number += 1

    def _failed(self, error: OSError) -> CommitFailed:
        return CommitFailed(f"the state file {self.path} can't be written ({_reason(error)}); nothing was changed")

    def committed(self, db: Database) -> None:
        if (
            not self._busy
            and self._prepared is None
            and self.journal.size > max(SMALLEST_JOURNAL, GROWTH * self.snapshot_size, self._retry_at)
        ):
            self._busy = True
            self._jobs.submit(self._rewrite, db.fork(), self._position())

    def stage(self, content: bytes) -> None:
        try:
            self.blobs.stage(content)
        except OSError as error:
            raise self._failed(error) from error

    def unstage(self, content: bytes) -> None:
        self.blobs.unstage(content)

    # --- replacing the whole state -------------------------------------------------------------------------------

    def prepare(self, origin: Database, exclude: Container[type[Record]]) -> None:
        self._prepared = (origin, "")  # no rewrite may begin now, because it would use the same file
        try:
            self._jobs.submit(self._prepare, origin, exclude).result()
        except BaseException as error:
            self._prepared = None
            if isinstance(error, OSError):
                raise self._failed(error) from error
            raise

    def _prepare(self, origin: Database, exclude: Container[type[Record]]) -> None:
        if self.redo:
            self._copy_over(self._pause)
        seal = f"replacement-{self.commit_number}-{self.chain:08x}"
        kept = self.blobs.sums.keys()
        added = self.blobs.add_all({id: content for id, content in origin.contents.items() if id not in kept})
        try:
            self._write_fresh(origin, self._position(), seal=seal, open=True, pause=self._pause, exclude=exclude)
        except OSError:
            self.blobs.discard(sum.id for sum in added)
            raise
        self._prepared = (origin, seal)

    def replace(self, db: Database, origin: Database, exclude: Container[type[Record]]) -> None:
        if self._prepared is None or self._prepared[0] is not origin or not self._prepared[1]:
            self.prepare(origin, exclude)
        assert self._prepared is not None
        seal = self._prepared[1]
        before = self._position()
        rows = [(kind.__name__, row) for kind, table in db.tables.items() if kind in exclude for row in table]
        try:
            self._append(db, rows, [], seal)
        except CommitFailed:
            self._remove_fresh()
            raise
        finally:
            self._prepared = None
        self.redo = self._busy = True
        outdated = self.blobs.sums.keys() - db.contents.keys()  # files that are uploaded later are not removed
        self._jobs.submit(self._in_background, lambda: self._put_in_place(before, outdated))

    # --- rewriting -----------------------------------------------------------------------------------------------

    def _rewrite(self, db: Database, position: _Position) -> None:
        """Write a new snapshot from a fork, then remove the commits that it contains from the journal."""
        before = set(self.blobs.sums)

        def work() -> None:
            if self.redo:
                self._copy_over(self._pause)
            kept = self._write_fresh(db, position, open=True, pause=self._pause)
            while db.tables:  # freeing the memory of a large fork at once would block requests
                db.tables.popitem()
                self._pause()
            self._put_in_place(position, before - kept)

        self._in_background(work)

    def _put_in_place(self, position: _Position, outdated: Iterable[str]) -> None:
        self._copy_over(self._pause)
        self.journal.trim(*position, sync=self.sync, pause=self._pause)
        self.blobs.discard(outdated)

    def _in_background(self, work: Callable[[], None]) -> None:
        try:
            work()
            self._retry_at, self._reported = 0, ""
        except _Stopped:
            pass
        except OSError as error:
            if not self.redo:
                self._remove_fresh()  # the disk may be full
            self._retry_at = self.journal.size + SMALLEST_JOURNAL
            self._report(f"{self.path} can't be rewritten now, and will be rewritten later: {_reason(error)}")
        except Exception:  # a bug here must not stop the rewrites of the running server: log it and retry later
            self._retry_at = self.journal.size + SMALLEST_JOURNAL
            log.exception("rewriting %s failed", self.path)
        finally:
            self._busy = False

    def _write_fresh(
        self,
        db: Database,
        position: _Position,
        *,
        seal: str = "",
        open: bool,
        pause: Callable[[], None],
        exclude: Container[type[Record]] = (),
    ) -> set[str]:
        """Write a snapshot to `state.json.new`. Return the ids of the records in it that have a content. If this raises
        OSError, the file is removed."""
        tables = {kind.__name__: table for kind, table in db.tables.items() if kind not in exclude}
        orders: dump.Orders = {}
        for name, table in tables.items():
            if odd := dump.orders_of(table, pause):
                orders[name] = odd
            pause()
        kept = {id for id in db.contents if any(table.get(id) is not None for table in tables.values())}
        sums = [self.blobs.sums[id] for id in sorted(kept)]
        meta = Meta(
            format=FORMAT,
            seal=seal or f"{position.commit}-{position.chain:08x}",
            commit=position.commit,
            chain=position.chain,
            now=db.clock.now(),
            frozen=db.clock.frozen,
            seed=db.random_source.seed,
            drawn=db.random_source.drawn,
            notes=dict(db.notes),
            tables={name: len(table) for name, table in tables.items()} | {CONTENTS: len(sums)},
            orders=orders,
        )
        try:
            SnapshotFile(self.fresh, meta, open=open, pause=pause).write({**tables, CONTENTS: sums})
        except BaseException:
            self._remove_fresh()
            raise
        return kept

    def _remove_fresh(self) -> None:
        with contextlib.suppress(OSError):
            self.fresh.unlink(missing_ok=True)

    def _copy_over(self, pause: Callable[[], None]) -> None:
        """Copy `state.json.new` over the state file, then remove `state.json.new`. If this fails, the next rewrite
        repeats it first."""
        self._reopen_if_replaced()
        with files.open_private(self.fresh) as source:
            size = os.fstat(source.fileno()).st_size
            files.reserve(self.file, size)
            self.redo = True
            files.copy(source, 0, size, self.file, 0, pause)
            self.file.truncate(size)
            os.fsync(self.file.fileno())
        self.redo = False
        self.snapshot_size = size
        self.fresh.unlink()
        files.sync_folder(self.path.parent)

    def _reopen_if_replaced(self) -> None:
        """If another program has replaced or removed the state file, open the file that has its name now."""
        try:
            same = os.path.samestat(os.stat(self.path), os.fstat(self.file.fileno()))
        except FileNotFoundError:
            same = False
        if not same:
            try:
                file = open_locked(self.path)
            except StateError as error:
                raise OSError(str(error)) from None
            self.file.close()
            self.file = file

    def _position(self) -> _Position:
        return _Position(self.journal.size, self.commit_number, self.chain)

    def _pause(self) -> None:
        """Let other threads handle requests between two steps of a rewrite."""
        if self._stopping.is_set():
            raise _Stopped
        time.sleep(0.001)

    def close(self, db: Database) -> None:
        """Write the last snapshot, unless the state is too large for that, and release the lock.

        If the snapshot can't be written, this is only logged, because the journal contains every commit.
        """
        self._end_threads()
        db.backend = None
        try:
            if self.redo:
                self._copy_over(_no_pause)
            if self.journal.size == HEADER_SIZE:
                self._close_journal()
            elif self.journal.size + self.snapshot_size <= LARGEST_FINAL_REWRITE:
                kept = self._write_fresh(db, self._position(), open=False, pause=_no_pause)
                self._copy_over(_no_pause)
                self._close_journal()
                self.blobs.discard(self.blobs.sums.keys() - kept)
            elif self._interval:
                self.journal.sync()
        except OSError as error:
            self._report(f"{self.path} can't be rewritten: {_reason(error)}. {self.journal.path} contains all changes")
        self.release()

    def release(self) -> None:
        """Close the files without writing a snapshot, and release the lock."""
        self._end_threads()
        self.journal.close()
        self.file.close()

    def _end_threads(self) -> None:
        self._stopping.set()
        self._jobs.shutdown()
        if self._syncer.is_alive():
            self._syncer.join()

    def _close_journal(self) -> None:
        """Store in the state file that it has no journal, and remove the journal."""
        files.write_at(self.file, snapshot_file.OPEN_FLAG, b"0")
        os.fsync(self.file.fileno())
        self.journal.remove()

    def _sync_now_and_then(self) -> None:
        while not self._stopping.wait(INTERVAL):
            try:
                self.journal.sync()
            except OSError as error:
                self._report(f"{self.journal.path} can't be flushed to the disk: {_reason(error)}")

    def _report(self, problem: str) -> None:
        """Log a problem, but not again until it is solved."""
        if problem != self._reported:
            self._reported = problem
            log.warning("%s", problem)


def _no_pause() -> None: ...


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
