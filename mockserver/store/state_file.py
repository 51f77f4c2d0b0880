"""A database on disk: a TinyDB file with a snapshot, a journal of later commits, and a folder of uploaded files.

Each commit appends one line to `state.json.journal`. When the journal is larger than the snapshot, a thread rewrites
`state.json`. The thread reads a fork of the database, so that other threads can commit meanwhile. The thread first
writes the new snapshot to `state.json.new`, then copies the content over `state.json`. Therefore `state.json` keeps its
inode, and with it the lock, the mode, the owner and all links. If the process ends during the copy, the next start uses
`state.json.new`.

A commit succeeds as soon as its line is in the journal. If a rewrite of `state.json` fails, no commit fails, and the
thread tries again later.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Container, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from mockserver.model.record import Record
from mockserver.store import files, state_loading
from mockserver.store.blob_dir import BlobDir
from mockserver.store.commit_journal import HEADER_SIZE, CommitJournal, ContentSum
from mockserver.store.database import ChangeSet, CommitFailed, Database
from mockserver.store.snapshot_replacer import Position, SnapshotReplacer
from mockserver.store.state_loading import FileSet, StateError

__all__ = ["StateError", "StateFile"]

log: Final = logging.getLogger("mockserver")

INTERVAL: Final = 0.1
"""The seconds between two calls of fsync with `--fsync interval`."""
SMALLEST_JOURNAL: Final = 4_000_000
"""A rewrite of the state file starts only if the journal has more than this number of bytes. After a failed rewrite,
the next rewrite starts when the journal has grown by this number of bytes."""
GROWTH: Final = 1
"""The snapshot is rewritten when the size of the journal exceeds the size of the snapshot times this factor."""
LARGEST_FINAL_REWRITE: Final = 32_000_000
"""When the server stops, it rewrites the state file unless snapshot and journal together have more bytes than this."""


class _Stopped(Exception):
    """Raised to cancel a rewrite in the background when the server stops."""


class StateFile:
    """The backend of one database. The constructor locks the state file; `close` and `release` unlock it."""

    def __init__(self, path: Path, fsync: str = "interval") -> None:
        """Open and lock the file. `fsync` is `always`, `interval` or `off`. Raises StateError if the file can't be
        used."""
        self.path = Path(os.path.realpath(path))
        self.warnings: list[str] = []
        self.commit_number = 0
        self.commit_checksum = 0
        self.sync = fsync == "always"
        self.replacer = SnapshotReplacer(self.path)
        self.journal = CommitJournal(self.path.with_name(f"{self.path.name}.journal"))
        self.blobs = BlobDir(self.path.with_name(f"{self.path.name}.contents"), sync=fsync != "off")
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
        """Return the database in its last state, or None if the files contain no state.

        If a file is damaged, raises StateError. If `repair` is true, loads the undamaged part instead, and copies the
        damaged data to new files.
        """
        file_set = FileSet(self.path, self.replacer.file, self.replacer.fresh, self.journal, self.blobs)
        try:
            loaded = state_loading.load(file_set, kinds, self.warnings, repair=repair)
        except OSError as error:
            raise StateError(f"{self.path} can't be read: {_reason(error)}.") from None
        if loaded is None:
            return None
        self.replacer.copy_pending, self._started = loaded.copy_pending, loaded.can_append
        self.commit_number, self.commit_checksum = loaded.commit, loaded.checksum
        return loaded.db

    def discard(self) -> None:
        """Copy the state file to a `.damaged` file, because the server can't use the state. A later call of `start`
        then writes a new state. Raises StateError if the file can't be copied."""
        try:
            self.replacer.file.seek(0)
            aside = files.put_aside(self.path, self.replacer.file.readall() or b"")
        except OSError as error:
            raise StateError(
                f"{self.path} contains no company, or the owner of the company is missing. The server does not start, "
                "because it cannot save the file as a `.damaged` file before it replaces the data with the fixture: "
                f"{_reason(error)}."
            ) from None
        self.warnings.append(
            f"{self.path} contains no company, or the owner of the company is missing. The data of the file is now in "
            f"{aside}, and the server starts with its fixture"
        )
        self.replacer.copy_pending = self._started = False

    def start(self, db: Database) -> None:
        """Store the database and, from now on, each of its commits. Raises StateError if the file can't be written."""
        try:
            if self.replacer.copy_pending:
                self.replacer.copy_over(_no_pause)
            if not self._started:
                self.blobs.add_all({id: new for id, new in db.contents.items() if id not in self.blobs.sums})
                self.replacer.write(db, self._position(), self.blobs.sums, open=False, pause=_no_pause)
                self.replacer.copy_over(_no_pause)
                self.journal.create(self.commit_number, self.commit_checksum)
            self.replacer.size = os.fstat(self.replacer.file.fileno()).st_size
            self.replacer.set_open(True)
            self.blobs.delete_unreferenced()
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

    def _append(
        self, db: Database, changes: list[tuple[str, Any]], added: list[ContentSum], snapshot_id: str = ""
    ) -> None:
        state = {"now": db.clock.now(), "frozen": db.clock.frozen, "drawn": db.random_source.counter}
        text = msgspec.json.encode({**state, "changes": changes, "contents": added})
        try:
            self.commit_checksum = self.journal.append(
                self.commit_number + 1, self.commit_checksum, text, replaced=snapshot_id, sync=self.sync
            )
        except OSError as error:
            raise self._failed(error) from error
        self.commit_number += 1

    def _failed(self, error: OSError) -> CommitFailed:
        return CommitFailed(f"the state file {self.path} can't be written ({_reason(error)}); nothing was changed")

    def committed(self, db: Database) -> None:
        if (
            not self._busy
            and self._prepared is None
            and self.journal.size > max(SMALLEST_JOURNAL, GROWTH * self.replacer.size, self._retry_at)
        ):
            self._start_job(partial(self._rewrite, db.fork(), self._position()))

    def stage(self, content: bytes) -> None:
        try:
            self.blobs.stage(content)
        except OSError as error:
            raise self._failed(error) from error

    def unstage(self, content: bytes) -> None:
        self.blobs.unstage(content)

    # --- replacing the whole state -------------------------------------------------------------------------------

    def prepare(self, origin: Database, exclude: Container[type[Record]]) -> None:
        self._prepared = (origin, "")  # prevents a rewrite, which would also write to `state.json.new`
        try:
            self._jobs.submit(self._prepare, origin, exclude).result()
        except BaseException as error:
            self._prepared = None
            if isinstance(error, OSError):
                raise self._failed(error) from error
            raise

    def _prepare(self, origin: Database, exclude: Container[type[Record]]) -> None:
        if self.replacer.copy_pending:
            self.replacer.copy_over(self._pause)
        snapshot_id = f"replacement-{self.commit_number}-{self.commit_checksum:08x}"
        kept = self.blobs.sums.keys()
        added = self.blobs.add_all({id: content for id, content in origin.contents.items() if id not in kept})
        try:
            self.replacer.write(
                origin,
                self._position(),
                self.blobs.sums,
                snapshot_id=snapshot_id,
                open=True,
                pause=self._pause,
                exclude=exclude,
            )
        except OSError:
            self.blobs.discard(sum.id for sum in added)
            raise
        self._prepared = (origin, snapshot_id)

    def replace(self, db: Database, origin: Database, exclude: Container[type[Record]]) -> None:
        if self._prepared is None or self._prepared[0] is not origin or not self._prepared[1]:
            self.prepare(origin, exclude)
        assert self._prepared is not None
        snapshot_id = self._prepared[1]
        before = self._position()
        rows = [(kind.__name__, row) for kind, table in db.tables.items() if kind in exclude for row in table]
        try:
            self._append(db, rows, [], snapshot_id)
        except CommitFailed:
            self.replacer.remove()
            raise
        finally:
            self._prepared = None
        self.replacer.copy_pending = True
        outdated = self.blobs.sums.keys() - db.contents.keys()  # computed now, so that later uploads are kept
        self._start_job(partial(self._put_in_place, before, outdated))

    # --- rewriting -----------------------------------------------------------------------------------------------

    def _rewrite(self, db: Database, position: Position) -> None:
        """Write a new snapshot of `db`, a fork whose last commit is `position`. Then remove from the journal the
        commits that the snapshot contains."""
        before = set(self.blobs.sums)
        if self.replacer.copy_pending:
            self.replacer.copy_over(self._pause)
        kept = self.replacer.write(db, position, self.blobs.sums, open=True, pause=self._pause)
        while db.tables:  # freeing the memory of a large fork in one step would block requests
            db.tables.popitem()
            self._pause()
        self._put_in_place(position, before - kept)

    def _put_in_place(self, position: Position, outdated: Iterable[str]) -> None:
        self.replacer.copy_over(self._pause)
        self.journal.trim(*position, sync=self.sync, pause=self._pause)
        self.blobs.discard(outdated)

    def _start_job(self, work: Callable[[], None]) -> None:
        self._busy = True
        self._jobs.submit(work).add_done_callback(self._end_job)

    def _end_job(self, job: Future[None]) -> None:
        """If a rewrite failed, log its error. A later commit then starts another rewrite."""
        error = job.exception()
        if error is None:
            self._retry_at, self._reported = 0, ""
        elif not isinstance(error, _Stopped):
            self._retry_at = self.journal.size + SMALLEST_JOURNAL
            if not isinstance(error, OSError):
                log.error("rewriting %s failed", self.path, exc_info=error)
            else:
                if not self.replacer.copy_pending:
                    self.replacer.remove()  # frees space, because the disk may be full
                self._report(f"{self.path} can't be rewritten now, and will be rewritten later: {_reason(error)}")
        self._busy = False

    def _position(self) -> Position:
        return Position(self.journal.size, self.commit_number, self.commit_checksum)

    def _pause(self) -> None:
        """Let other threads run between two steps of a rewrite. Raises _Stopped if the server is stopping."""
        if self._stopping.is_set():
            raise _Stopped
        time.sleep(0.001)

    def close(self, db: Database) -> None:
        """Write a last snapshot, unless the journal is empty or the files are larger than LARGEST_FINAL_REWRITE. Then
        release the lock.

        If the snapshot can't be written, logs a warning and raises no error, because the journal contains every commit
        since the previous snapshot.
        """
        self._end_threads()
        db.backend = None
        try:
            if self.replacer.copy_pending:
                self.replacer.copy_over(_no_pause)
            if self.journal.size == HEADER_SIZE:
                self._close_journal()
            elif self.journal.size + self.replacer.size <= LARGEST_FINAL_REWRITE:
                kept = self.replacer.write(db, self._position(), self.blobs.sums, open=False, pause=_no_pause)
                self.replacer.copy_over(_no_pause)
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
        self.replacer.file.close()

    def _end_threads(self) -> None:
        self._stopping.set()
        self._jobs.shutdown()
        if self._syncer.is_alive():
            self._syncer.join()

    def _close_journal(self) -> None:
        """Mark the state file as complete without a journal, and delete the journal."""
        self.replacer.set_open(False)
        self.journal.remove()

    def _sync_now_and_then(self) -> None:
        while not self._stopping.wait(INTERVAL):
            try:
                self.journal.sync()
            except OSError as error:
                self._report(f"{self.journal.path} can't be flushed to the disk: {_reason(error)}")

    def _report(self, problem: str) -> None:
        """Log a problem, unless it is the problem that was logged last and no rewrite has succeeded since."""
        if problem != self._reported:
            self._reported = problem
            log.warning("%s", problem)


def _no_pause() -> None: ...


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
