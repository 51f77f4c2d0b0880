"""A world's state on disk: a TinyDB file as the last snapshot, and beside it a journal of the commits since.

`state.json` has one TinyDB table for each kind of record. `state.json.journal` has one line for each commit, a checksum
before it; `state.json.contents` has the bytes of uploaded files. A commit is one write to the journal, whatever the
size of the state; the snapshot is rewritten, atomically, when the journal has outgrown it and when the server stops. A
line says which commit it is, so that a journal that was not emptied after a snapshot is harmless.

What is promised once a call was answered, by the fsync policy: `always`: it survives the machine; `interval` (100 ms):
it survives the process, and the machine but for the last interval; `off`: it survives the process.
"""

import fcntl
import json
import os
import threading
import zlib
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import msgspec
from tinydb.storages import Storage

from mockserver.model.record import Record
from mockserver.store import dump
from mockserver.store.blob_dir import ContentFolder
from mockserver.store.clock import Clock
from mockserver.store.database import ChangeSet, Database
from mockserver.store.random_source import RandomSource

FORMAT: Final = 1
INTERVAL: Final = 0.1
"""Seconds between two fsyncs of the policy `interval`."""
SMALLEST_JOURNAL: Final = 4_000_000
"""Bytes that a journal may have before a snapshot is worth its while."""


class StateError(Exception):
    """A state that no server can start from. The text names the file and the line, and says how to go on."""


class Meta(msgspec.Struct, frozen=True):
    """The one row of the snapshot's table `_meta`."""

    format: int
    commit: int
    now: datetime
    frozen: bool
    seed: int
    drawn: int
    notes: dict[str, str]
    orders: dump.Orders


class Line(msgspec.Struct, frozen=True):
    """One commit. A change is (kind, record) or, for a deletion, (kind, id as text)."""

    commit: int
    now: datetime
    frozen: bool
    drawn: int
    changes: list[tuple[str, msgspec.Raw]]


class AtomicJSON(Storage):
    """TinyDB's storage, written beside the file and then put in its place."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        if not self._path.exists():
            return None
        text = self._path.read_bytes()
        tables: dict[str, dict[str, Any]] | None = json.loads(text) if text else None
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        beside = self._path.with_name(f"{self._path.name}.new")
        with beside.open("wb") as file:
            file.write(msgspec.json.encode(data))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        _sync_folder(self._path.parent)


class StateFile:
    """The backend of one world. Opening takes a lock that the system gives back when the process ends."""

    def __init__(self, path: Path, fsync: str = "interval") -> None:
        self.path = path
        self.journal = path.with_name(f"{path.name}.journal")
        self.notes: dict[str, str] = {}
        """What the server wants back with the state, such as whose company it is."""
        self.warnings: list[str] = []
        self._fsync = fsync
        self._commit = 0
        self._snapshot_size = 0
        self._dirty = False
        self._storage = AtomicJSON(path)
        self._contents = ContentFolder(path.with_name(f"{path.name}.contents"))
        self._stopped = threading.Event()
        self._syncer = threading.Thread(target=self._sync_now_and_then, name="mockserver-fsync", daemon=True)
        self._lock = _locked(path.with_name(f"{path.name}.lock"))
        self._file = os.open(self.journal, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        self._size = os.fstat(self._file).st_size

    # --- opening -------------------------------------------------------------------------------------------------

    def load(self, kinds: Iterable[type[Record]], *, repair: bool = False) -> Database | None:
        """The world as it was after its last commit, None where there is no state yet.

        Raises StateError for damage, unless `repair` keeps what is good and puts the rest beside it.
        """
        named = {kind.__name__: kind for kind in kinds}
        try:
            tables = self._storage.read()
        except (ValueError, OSError) as error:
            if not repair:
                raise StateError(f"{self.path} is not readable ({error}). {ADVICE}") from None
            self._put_aside(self.path)
            tables = None
        if tables is None:
            if self._size:
                if not repair:
                    raise StateError(f"{self.path} is missing, but {self.journal} is there. {ADVICE}")
                self._put_aside(self.journal)
                self._empty_journal()
            return None
        db = self._from_snapshot(tables, named)
        self._replay(db, named, repair)
        db.contents = self._contents.load({row.id for table in db.tables.values() for row in table})
        return db

    def _from_snapshot(self, tables: dict[str, dict[str, Any]], named: dict[str, type[Record]]) -> Database:
        try:
            raw = tables["_meta"]["1"]
            if raw.get("format") != FORMAT:
                raise StateError(
                    f"{self.path} has format {raw.get('format')}, this server knows format {FORMAT}. "
                    "Start it with the mockserver that wrote it, or with another --state file."
                )
            meta = msgspec.convert(raw, Meta)
            db = Database(named.values(), Clock(meta.now, meta.frozen), RandomSource(meta.seed, meta.drawn))
            for name, rows in tables.items():
                if name != "_meta":
                    for row in rows.values():
                        db.tables[named[name]].set(row["id"], msgspec.convert(row, named[name], str_keys=True))
            dump.restore_orders(db, meta.orders)
        except (KeyError, TypeError, AttributeError, msgspec.ValidationError) as error:
            raise StateError(f"{self.path} is no state file of mockserver ({error!r}). {ADVICE}") from None
        self.notes, self._commit, self._snapshot_size = dict(meta.notes), meta.commit, self.path.stat().st_size
        return db

    def _replay(self, db: Database, named: dict[str, type[Record]], repair: bool) -> None:
        text = self.journal.read_bytes()
        good = 0
        for number, raw in enumerate(BytesIO(text), start=1):
            if not raw.endswith(b"\n"):
                self.warnings.append(f"{self.journal}: dropped the last line, which was cut off while it was written")
                break
            try:
                line = _parsed(raw)
                if line.commit > self._commit:
                    self._apply(db, named, line)
            except (ValueError, KeyError) as error:
                if not repair:
                    raise StateError(f"{self.journal}, line {number} is damaged ({error}). {ADVICE}") from None
                self._put_aside(self.journal, text[good:])
                self.warnings.append(f"{self.journal}: kept {number - 1} good lines, put the rest beside it")
                break
            good += len(raw)
        if good < len(text):
            os.ftruncate(self._file, good)
        self._size = good

    def _apply(self, db: Database, named: dict[str, type[Record]], line: Line) -> None:
        if line.commit != self._commit + 1:
            raise ValueError(f"commit {line.commit} follows on {self._commit}")
        for name, raw in line.changes:
            kind = named[name]
            value = bytes(raw)
            if value.startswith(b'"'):
                db.tables[kind].set(json.loads(value), None)
            else:
                record = msgspec.json.decode(value, type=kind)
                db.tables[kind].set(record.id, record)
            db.tables[kind].sweep()
        db.clock.set(line.now, line.frozen)
        db.chance.drawn = line.drawn
        self._commit = line.commit

    def _put_aside(self, path: Path, content: bytes | None = None) -> None:
        number = 1
        while (beside := path.with_name(f"{path.name}.damaged-{number}")).exists():
            number += 1
        beside.write_bytes(path.read_bytes() if content is None else content)
        self.warnings.append(f"{beside}: what could not be read was put here")

    # --- writing -------------------------------------------------------------------------------------------------

    def start(self, db: Database) -> None:
        """Takes a world into care: a fresh snapshot if there is none, then every commit."""
        if not self.path.exists() or self.warnings:
            self.snapshot(db)
        db.backend = self
        if self._fsync == "interval":
            self._syncer.start()

    def commit(self, db: Database, changes: ChangeSet) -> None:
        """Appends the commit; raises OSError, with the journal as it was, when the disk does not take it."""
        listed = [(change.kind.__name__, change.id if change.after is None else change.after) for change in changes]
        text = msgspec.json.encode(
            {
                "commit": self._commit + 1,
                "now": db.clock.now(),
                "frozen": db.clock.frozen,
                "drawn": db.chance.drawn,
                "changes": listed,
            }
        )
        line = b"%08x %s\n" % (zlib.crc32(text), text)
        try:
            for change in changes if db.contents else ():
                if change.before is None and change.id in db.contents:
                    self._contents.add(change.id, db.contents[change.id], sync=self._fsync == "always")
            written = os.write(self._file, line)
            if written < len(line):
                raise OSError(f"{self.journal}: the disk took {written} of {len(line)} bytes")
            if self._fsync == "always":
                os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._size)
            raise
        self._commit += 1
        self._size += len(line)
        self._dirty = True
        if self._size > max(SMALLEST_JOURNAL, 2 * self._snapshot_size):
            self.snapshot(db)

    def replaced(self, db: Database) -> None:
        """The whole state is another one now: nothing that the journal could say in a line."""
        self._commit += 1
        self.snapshot(db)

    def snapshot(self, db: Database) -> None:
        """Rewrites the TinyDB file and empties the journal."""
        meta = Meta(
            format=FORMAT,
            commit=self._commit,
            now=db.clock.now(),
            frozen=db.clock.frozen,
            seed=db.chance.seed,
            drawn=db.chance.drawn,
            notes=self.notes,
            orders=dump.orders(db),
        )
        tables: dict[str, dict[str, Any]] = {"_meta": {"1": meta}}
        for kind, table in db.tables.items():
            tables[kind.__name__] = {str(number): row for number, row in enumerate(table, start=1)}
        self._contents.agree(db.contents)
        self._storage.write(tables)
        self._snapshot_size = self.path.stat().st_size
        self._empty_journal()

    def close(self, db: Database) -> None:
        """The last snapshot; the lock is given back."""
        self._stopped.set()
        if self._syncer.is_alive():
            self._syncer.join()
        db.backend = None
        self.snapshot(db)
        os.close(self._file)
        os.close(self._lock)

    def _empty_journal(self) -> None:
        os.ftruncate(self._file, 0)
        os.fsync(self._file)
        self._size = 0

    def _sync_now_and_then(self) -> None:
        while not self._stopped.wait(INTERVAL):
            if self._dirty:
                self._dirty = False
                os.fsync(self._file)


ADVICE: Final = (
    "Start with --state-repair to keep what is good and put the rest beside it, or move the files away to start afresh."
)


def _parsed(raw: bytes) -> Line:
    checksum, _, text = raw.rstrip(b"\n").partition(b" ")
    if checksum != b"%08x" % zlib.crc32(text):
        raise ValueError("its checksum does not fit")
    return msgspec.json.decode(text, type=Line)


def _locked(path: Path) -> int:
    """An exclusive lock for as long as the process lives."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StateError(f"{path} can't be written ({error.strerror}). Give --state a place that can be.") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        raise StateError(
            f"{path.with_suffix('')} is in use by another mockserver. Stop that one, or give another --state file."
        ) from None
    return file


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
