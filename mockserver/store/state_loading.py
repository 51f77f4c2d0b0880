"""Open and load a state file. If the file is damaged, loading fails with a description of the damage. With
`--state-repair`, the undamaged part is loaded instead."""

import os
import stat
import zlib
from collections.abc import Iterable
from io import FileIO
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from mockserver.model.record import Record
from mockserver.store import commit_journal, dump, files, snapshot_file
from mockserver.store.blob_dir import BlobDir
from mockserver.store.clock import Clock
from mockserver.store.commit_journal import HEADER_SIZE, CommitJournal, ContentSum, JournalEntry, JournalFile, Line
from mockserver.store.database import Database
from mockserver.store.file_lock import lock
from mockserver.store.random_source import RandomSource
from mockserver.store.snapshot_file import FORMAT, Snapshot

CONTENTS: Final = "_contents"
"""The name of the table in a snapshot that contains the sizes and checksums of the uploaded files."""

ADVICE: Final = (
    "Start with --state-repair to keep the undamaged part and move the rest to another file, "
    "or move the files away to start with the fixture."
)


class StateError(Exception):
    """Raised if a state file can't be used. The message contains the reason and what to do."""


class FileSet(NamedTuple):
    """The files of a state. `fresh` is the path of `state.json.new`, to which a rewrite writes the new snapshot."""

    path: Path
    file: FileIO
    fresh: Path
    journal: CommitJournal
    blobs: BlobDir


class Loaded:
    """The result of loading: the database, the number and checksum of its last commit, and what to do with the
    files."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.commit = 0
        self.checksum = 0
        self.copy_pending = False
        """True if `state.json.new` must be copied over the state file."""
        self.can_append = False
        """True if later commits can be appended to the files. If false, the files are first written again from the
        database."""


class _NotContinued(Exception):
    """Raised if the journal does not contain the commits that follow the snapshot."""


def open_locked(path: Path) -> FileIO:
    """Open a file, or create it if it does not exist, and lock its inode. Raises StateError if this is impossible."""
    if path.is_dir():
        raise StateError(f"{path} is a directory. Give --state the name of a file.")
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise StateError(f"{path} is not a regular file. Give --state the name of a file.")
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = files.open_private(path, os.O_CREAT)
        except OSError as error:
            raise StateError(
                f"{path} can't be written: {error.strerror}. Give --state a file in a writable folder."
            ) from None
        if not lock(file):
            file.close()
            raise StateError(
                f"{path} is used by another mockserver. Stop the other server, or give another --state file."
            )
        if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
        file.close()  # try again, because another process replaced the file before it was locked


def load(state: FileSet, kinds: Iterable[type[Record]], warnings: list[str], *, repair: bool) -> Loaded | None:
    """Return the state in these files, or None if they contain no state. `StateFile.load` describes the parameters.
    Descriptions of problems are appended to `warnings`. Raises StateError, or OSError if a file can't be read or
    written."""
    state.file.seek(0)
    data = state.file.readall() or b""
    journal = _read(state.journal.path)
    spare_data = _read(state.fresh)
    if not data and journal is None:
        state.fresh.unlink(missing_ok=True)
        return None
    loading = _Loading(state, data, spare_data or b"", journal, {kind.__name__: kind for kind in kinds}, warnings)
    return loading.repaired() if repair else loading.complete()


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


class _Loading:
    """The parsed files of a state: `main` is the snapshot in `state.json`, `spare` the snapshot in `state.json.new`.
    `complete` and `repaired` create a database from them."""

    def __init__(
        self,
        state: FileSet,
        data: bytes,
        spare: bytes,
        journal: bytes | None,
        kinds: dict[str, type[Record]],
        warnings: list[str],
    ) -> None:
        self.state = state
        self.data = data
        self.kinds = kinds
        self.warnings = warnings
        self.main = snapshot_file.parse(data)
        self.spare = snapshot_file.parse(spare)
        self.journal: JournalFile | None = None if journal is None else commit_journal.read(journal)

    def complete(self) -> Loaded | None:
        """Create the database from an undamaged snapshot and the commits after it. Raises StateError if there is no
        such snapshot, or if the journal or an uploaded file is damaged."""
        problem = ""
        for snapshot in (self.main, self.spare):
            if snapshot.meta is None or snapshot.damage:
                continue
            try:
                lines = self._following(snapshot)
            except _NotContinued as error:
                problem = problem or str(error)
                continue
            if any(line.replaced for line in lines if line.replaced != snapshot.meta.snapshot_id):
                problem = problem or f"{self.state.fresh}, which contains the state since the last reset, is missing"
                continue
            if self.journal is not None and self.journal.damage:
                raise StateError(f"{self.state.journal.path}: {self.journal.damage}. {ADVICE}")
            loaded, damage = self._database(snapshot, lines)
            if damage:
                raise StateError(f"{damage[0]}. {ADVICE}")
            self._continue(loaded, snapshot)
            return loaded
        raise StateError(f"{problem}. {ADVICE}" if problem else self._why_damaged())

    def _continue(self, loaded: Loaded, snapshot: Snapshot) -> None:
        """Prepare the files for the commits that will be appended."""
        state = self.state
        loaded.can_append, loaded.copy_pending = True, snapshot is self.spare
        if not loaded.copy_pending:
            state.fresh.unlink(missing_ok=True)
        if self.journal is None or loaded.commit > self._last_in_journal():
            state.journal.create(loaded.commit, loaded.checksum)
        else:
            state.journal.resume(self.journal)
            if self.journal.torn:
                self.warnings.append(f"{state.journal.path}: dropped the last line, because it is incomplete")

    def _last_in_journal(self) -> int:
        assert self.journal is not None
        return self.journal.lines[-1].number if self.journal.lines else self.journal.commit

    def _why_damaged(self) -> str:
        path = self.state.path
        if not self.data:
            return f"{path} is missing or empty, but {self.state.journal.path} exists. {ADVICE}"
        self._refuse_other_formats()
        return f"{path} is damaged: {'; '.join(self.main.damage or ['it has no `_meta`'])}. {ADVICE}"

    def _refuse_other_formats(self) -> None:
        """Raise StateError if `state.json` is not a state file, or has a format other than FORMAT. Therefore a repair
        does not overwrite such a file."""
        path, format = self.state.path, self.main.format
        if self.main.meta is not None or self.spare.meta is not None or not self.data:
            return
        if format is None:
            try:
                format = msgspec.json.decode(self.data)["_meta"]["1"]["format"]
            except (msgspec.DecodeError, UnicodeDecodeError, LookupError, TypeError):
                format = None
        if format not in (None, FORMAT):
            raise StateError(
                f"{path} has format {format}, but this server reads format {FORMAT}. "
                "Use the version of mockserver that wrote the file, or give another --state file."
            )
        if b'"_crc":"' not in self.data and not snapshot_file.START.startswith(self.data[:20]):
            raise StateError(f"{path} is not a state file of mockserver. Give another --state file.")

    def _following(self, snapshot: Snapshot) -> list[Line]:
        """Return the commits that follow a snapshot. Raises _NotContinued if the journal does not contain these
        commits."""
        meta, journal, path = snapshot.meta, self.journal, self.state.journal.path
        assert meta is not None
        if journal is None:
            if snapshot.open:
                raise _NotContinued(f"{path} is missing. It contained the commits since {self.state.path} was written")
            return []
        for index in reversed(range(len(journal.lines))):
            line = journal.lines[index]
            if line.replaced == meta.snapshot_id:
                return journal.lines[index:]
            if (line.number, line.checksum) == (meta.commit, meta.checksum):
                return journal.lines[index + 1 :]
        if journal.commit == meta.commit and journal.checksum in (meta.checksum, commit_journal.UNKNOWN):
            return journal.lines
        if self._last_in_journal() < meta.commit and journal.acknowledged <= meta.commit:
            return []  # lines were lost in a power failure, but the snapshot contains their commits
        if journal.lines or not journal.damage:
            raise _NotContinued(f"{path} does not continue {self.state.path}: the files belong to different states")
        raise _NotContinued(f"{path}: {journal.damage}")

    # --- repair --------------------------------------------------------------------------------------------------

    def repaired(self) -> Loaded | None:
        """Create the database from the undamaged parts, or return None if there are none. Copies the damaged parts to
        `.damaged` files."""
        self._refuse_other_formats()
        try:
            return self.complete()
        except StateError:
            pass
        state, used = self.state, 0
        snapshot = self._best()
        if snapshot is None:
            self._set_aside(0)
            self.warnings.append(f"{state.path} has no undamaged part, so the server starts with its fixture")
            return None
        assert snapshot.meta is not None
        lines: list[Line] = []
        try:
            lines = self._following(snapshot)
        except _NotContinued as error:
            self.warnings.append(str(error))
        replaced = [index for index, line in enumerate(lines) if line.replaced not in ("", snapshot.meta.snapshot_id)]
        if replaced:
            self.warnings.append(f"{state.fresh} is missing or damaged. The server uses the state before the reset")
            lines = lines[: replaced[0]]
        if self.journal is not None:
            used = lines[-1].end if lines else 0
            if self.journal.damage:
                self.warnings.append(f"{state.journal.path}: {self.journal.damage}; kept {len(lines)} commits")
        if snapshot.damage:
            self.warnings.append(f"{state.path}: {'; '.join(snapshot.damage)}; kept the other records")
        self._set_aside(used)
        loaded, damage = self._database(snapshot, lines, aside=True)
        self.warnings += damage
        return loaded

    def _best(self) -> Snapshot | None:
        """Return `main` or `spare`: the first one that is undamaged, or else the first one with a readable `_meta`, or
        else None."""
        for snapshot in (self.main, self.spare):
            if snapshot.meta is not None and not snapshot.damage:
                return snapshot
        return next((item for item in (self.main, self.spare) if item.meta is not None), None)

    def _set_aside(self, used: int) -> None:
        """Copy the damaged parts to new files in the folder of the state file. `used` is the offset of the end of the
        journal lines that the server uses, or 0 if it uses none."""
        state, asides = self.state, list[Path]()
        if self.data and (self.main.damage or self.main.meta is None):
            asides.append(files.put_aside(state.path, self.data))
        if self.journal is not None and (rest := self.journal.data[used or HEADER_SIZE :]):
            asides.append(files.put_aside(state.journal.path, rest))
        if asides:
            self.warnings.append(f"the damaged data is in {' and '.join(map(str, asides))}")

    # --- building ------------------------------------------------------------------------------------------------

    def _database(self, snapshot: Snapshot, lines: list[Line], *, aside: bool = False) -> tuple[Loaded, list[str]]:
        """Create the database from a snapshot and `lines`, the journal lines with the commits since the snapshot.
        Return the database and descriptions of missing or damaged uploaded files. If `aside` is true, copy damaged
        uploaded files to new files."""
        meta, state = snapshot.meta, self.state
        assert meta is not None
        db = Database(self.kinds.values(), Clock(meta.now, meta.frozen), RandomSource(meta.seed, meta.drawn))
        db.metadata = meta.metadata
        loaded = Loaded(db)
        sums: dict[str, ContentSum] = {}
        try:
            for name, rows in snapshot.rows.items():
                if name == CONTENTS:
                    sums = {sum.id: sum for sum in (msgspec.json.decode(row, type=ContentSum) for row in rows)}
                else:
                    decode = msgspec.json.Decoder(self.kinds[name]).decode
                    db.tables[self.kinds[name]].fill([decode(row) for row in rows])
            dump.restore_orders(db, meta.orders)
            loaded.commit, loaded.checksum = meta.commit, meta.checksum
            for line in lines:
                entry = msgspec.json.decode(line.text, type=JournalEntry)
                self._apply(db, entry)
                sums |= {sum.id: sum for sum in entry.contents}
                loaded.commit, loaded.checksum = line.number, line.checksum
        except (KeyError, msgspec.DecodeError) as error:
            raise StateError(
                f"{state.path} has records that this version of mockserver does not support ({error}). "
                "Use the version of mockserver that wrote the file, or give another --state file."
            ) from None
        return loaded, self._load_contents(db, sums, aside)

    def _apply(self, db: Database, entry: JournalEntry) -> None:
        for name, raw in entry.changes:
            kind, value = self.kinds[name], bytes(raw)
            if value.startswith(b'"'):
                db.tables[kind].set(msgspec.json.decode(value, type=str), None)
            else:
                record = msgspec.json.decode(value, type=kind)
                db.tables[kind].set(record.id, record)
        for name in {name for name, _ in entry.changes}:
            db.tables[self.kinds[name]].purge()
        db.clock.set(entry.now, entry.frozen)
        db.random_source.counter = entry.drawn

    def _load_contents(self, db: Database, sums: dict[str, ContentSum], aside: bool) -> list[str]:
        damage, contents, blobs = [], dict[str, bytes](), self.state.blobs
        for id, expected in sums.items():
            if not any(table.get(id) is not None for table in db.tables.values()):
                continue
            content, problem = blobs.read(id)
            if content is not None and (len(content), zlib.crc32(content)) != (expected.size, expected.crc32):
                problem = f"{blobs.path / id} is damaged: its checksum does not match"
                if aside:
                    problem += f"; the rest of the file is in {files.put_aside(blobs.path / id, content)}"
            if problem:
                damage.append(problem)
            elif content is not None:
                contents[id] = content
                blobs.sums[id] = expected
        db.contents = contents
        return damage
