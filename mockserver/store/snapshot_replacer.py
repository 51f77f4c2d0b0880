"""The two files of a snapshot: `state.json` and `state.json.new`. A new snapshot is first written completely to
`state.json.new`. The bytes of this file are then copied into the existing file `state.json`. Therefore `state.json`
keeps its inode, and with it the lock, the mode, the owner and all links."""

import contextlib
import os
from collections.abc import Callable, Container, Mapping
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from mockserver.model.record import Record
from mockserver.store import dump, files
from mockserver.store.commit_journal import ContentSum
from mockserver.store.database import Database
from mockserver.store.snapshot_file import FORMAT, OPEN_FLAG, Meta, SnapshotFile
from mockserver.store.state_loading import CONTENTS, StateError, open_locked


class Position(NamedTuple):
    """The last commit that a snapshot contains. `commit` and `checksum` are the number and checksum of this commit.
    `offset` is the end of its line in the journal."""

    offset: int
    commit: int
    checksum: int


class SnapshotReplacer:
    """Writes snapshots to `state.json.new`, and copies them over `state.json`."""

    def __init__(self, path: Path) -> None:
        """Open and lock `state.json`. Raises StateError if the file can't be used."""
        self.path = path
        self.file: FileIO = open_locked(path)
        self.fresh = path.with_name(f"{path.name}.new")
        self.size = 0
        """The size of `state.json` in bytes."""
        self.copy_pending = False
        """True if `state.json.new` must be copied over `state.json` before the next snapshot is written."""

    def write(
        self,
        db: Database,
        position: Position,
        sums: Mapping[str, ContentSum],
        *,
        snapshot_id: str = "",
        open: bool,
        pause: Callable[[], None],
        exclude: Container[type[Record]] = (),
    ) -> set[str]:
        """Write a snapshot of `db` to `state.json.new`. Return the ids of those records in the snapshot that have an
        uploaded file. If an exception is raised, `state.json.new` is removed. `position` is the last commit in `db`.
        `sums` contains the checksums of uploaded files. `open` is true if a journal belongs to the snapshot."""
        tables = {kind.__name__: table for kind, table in db.tables.items() if kind not in exclude}
        orders: dump.Orders = {}
        for name, table in tables.items():
            if odd := dump.orders_of(table, pause):
                orders[name] = odd
            pause()
        kept = {id for id in db.contents if any(table.get(id) is not None for table in tables.values())}
        kept_sums = [sums[id] for id in sorted(kept)]
        meta = Meta(
            format=FORMAT,
            snapshot_id=snapshot_id or f"{position.commit}-{position.checksum:08x}",
            commit=position.commit,
            checksum=position.checksum,
            now=db.clock.now(),
            frozen=db.clock.frozen,
            seed=db.random_source.seed,
            drawn=db.random_source.counter,
            metadata=dict(db.metadata),
            tables={name: len(table) for name, table in tables.items()} | {CONTENTS: len(kept_sums)},
            orders=orders,
        )
        try:
            SnapshotFile(self.fresh, meta, open=open, pause=pause).write({**tables, CONTENTS: kept_sums})
        except BaseException:
            self.remove()
            raise
        return kept

    def remove(self) -> None:
        with contextlib.suppress(OSError):
            self.fresh.unlink(missing_ok=True)

    def copy_over(self, pause: Callable[[], None]) -> None:
        """Copy `state.json.new` over the state file, then remove `state.json.new`. If the copy is incomplete,
        `copy_pending` is true, and the next rewrite first copies the file again."""
        self._reopen_if_replaced()
        with files.open_private(self.fresh) as source:
            size = os.fstat(source.fileno()).st_size
            files.reserve(self.file, size)
            self.copy_pending = True
            files.copy(source, 0, size, self.file, 0, pause)
            self.file.truncate(size)
            os.fsync(self.file.fileno())
        self.copy_pending = False
        self.size = size
        self.fresh.unlink()
        files.sync_folder(self.path.parent)

    def _reopen_if_replaced(self) -> None:
        """If another program has replaced the state file, open the new file. If another program has removed the state
        file, create it."""
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

    def set_open(self, open: bool) -> None:
        """Store `open` in `state.json`. `open` is true if a journal belongs to the snapshot."""
        files.write_at(self.file, OPEN_FLAG, b"1" if open else b"0")
        os.fsync(self.file.fileno())
