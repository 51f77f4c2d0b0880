"""A world: the tables of one isolated universe, its clock and its chance, and the transactions that change it."""

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, TypeVar, cast

import msgspec

from mockserver.model.record import Record
from mockserver.store.clock import Clock
from mockserver.store.random_source import RandomSource
from mockserver.store.table import Table

R = TypeVar("R", bound=Record)


class Change(msgspec.Struct, frozen=True):
    """What a transaction did to one record: None before is a creation, None after a deletion."""

    kind: type[Record]
    id: str
    before: Record | None
    after: Record | None


ChangeSet = list[Change]


class CommitFailed(Exception):
    """The backend could not keep a change, which is undone. The text says why."""


class Backend(Protocol):
    """Keeps a database beyond the process."""

    def commit(self, db: "Database", changes: ChangeSet, contents: Mapping[str, bytes]) -> None:
        """Keep a change set and the contents that came with it. Raises CommitFailed with nothing kept."""

    def committed(self, db: "Database") -> None:
        """Called after a transaction, when the database is consistent again."""

    def prepare(self, origin: "Database", but: Container[type[Record]]) -> None:
        """Get ready to replace the whole state; takes long in a large database. Raises CommitFailed."""

    def replace(self, db: "Database", origin: "Database", but: Container[type[Record]]) -> None:
        """Keep the state of `origin`, but of the kinds in `but` the rows that `db` has. Raises CommitFailed."""

    def stage(self, content: bytes) -> None:
        """Write content that a transaction will keep; takes long for a large one. Raises CommitFailed."""

    def unstage(self, content: bytes) -> None:
        """Forget content that no transaction kept."""


class Database:
    """Reads see what the open transaction wrote. All writes happen inside a transaction."""

    def __init__(self, kinds: Iterable[type[Record]], clock: Clock, chance: RandomSource) -> None:
        self.tables: dict[type[Record], Table[Any]] = {kind: Table(kind) for kind in kinds}
        self.clock = clock
        self.chance = chance
        self.version = 0
        self.contents: Mapping[str, bytes] = {}
        """What is too big for a record, by the record's id. Never changed in place, so that forks can share it."""
        self.notes: Mapping[str, str] = {}
        """What the server stores with the state, such as the id of the owner. Never changed in place."""
        self.backend: Backend | None = None
        self._transaction: Transaction | None = None
        self._memos: dict[str, tuple[tuple[int, ...], dict[Any, Any]]] = {}

    def fork(self) -> "Database":
        """A world with the same state that goes its own way. Costs the same at any size; keeps no backend."""
        other = Database((), self.clock.fork(), self.chance.fork())
        other.tables = {kind: table.fork() for kind, table in self.tables.items()}
        other.version = self.version
        other.contents, other.notes = self.contents, self.notes
        return other

    def restore(self, origin: "Database", *, but: Container[type[Record]] = ()) -> None:
        """Go back to the state, clock and random source of a fork; the kinds in `but` stay as they are.

        Raises CommitFailed with nothing changed.
        """
        before = self.tables, self.clock, self.chance, self.contents, self.notes
        self.tables = {
            kind: self.tables[kind] if kind in but else table.fork() for kind, table in origin.tables.items()
        }
        self.clock, self.chance = origin.clock.fork(), origin.chance.fork()
        self.contents, self.notes = origin.contents, origin.notes
        if self.backend is not None:
            try:
                self.backend.replace(self, origin, but)
            except BaseException:
                self.tables, self.clock, self.chance, self.contents, self.notes = before
                raise
        self.version += 1
        self._memos = {}

    def stage(self, content: bytes) -> None:
        """Do the slow part of `keep`, in any thread. Raises CommitFailed."""
        if self.backend is not None:
            self.backend.stage(content)

    def unstage(self, content: bytes) -> None:
        """Undo `stage`, if no transaction kept the content."""
        if self.backend is not None:
            self.backend.unstage(content)

    def prepare_restore(self, origin: "Database", *, but: Container[type[Record]] = ()) -> None:
        """Do the slow part of `restore`, in any thread. Without it, `restore` does it itself. Raises CommitFailed."""
        if self.backend is not None:
            self.backend.prepare(origin, but)

    def empty(self, kind: type[Record]) -> None:
        """Forgets every record of a kind at once, in a world that nobody uses yet."""
        self.tables[kind] = Table(kind)

    # --- reading -------------------------------------------------------------------------------------------------

    def table(self, kind: type[R]) -> Table[R]:
        return cast("Table[R]", self.tables[kind])

    def get(self, kind: type[R], id: str | None) -> R | None:
        """The record with this id, or None."""
        record: R | None = None if id is None else self.tables[kind].get(id)
        return record

    def known(self, kind: type[R], id: str) -> R:
        """The record that another record names: it is there, or the world is broken (KeyError)."""
        record: R | None = self.tables[kind].get(id)
        if record is None:
            raise KeyError(f"no {kind.__name__} {id}")
        return record

    def all(self, kind: type[R]) -> Iterator[R]:
        """Every record of a kind, oldest first."""
        return iter(self.table(kind))

    def where(self, kind: type[R], **key: Hashable) -> list[R]:
        """The records of a kind that one of its indexes lists under a key, oldest first."""
        ((index, value),) = key.items()
        return self.table(kind).where(index, value)

    def newest(self, kind: type[R], **key: Hashable) -> Iterator[R]:
        """The same, newest first, one at a time."""
        ((index, value),) = key.items()
        return self.table(kind).newest(index, value)

    def first(self, kind: type[R], **key: Hashable) -> R | None:
        """The oldest record under a key, or None."""
        ((index, value),) = key.items()
        return next(self.table(kind).oldest(index, value), None)

    def count(self, kind: type[R], **key: Hashable) -> int:
        """How many records are listed under a key."""
        ((index, value),) = key.items()
        return self.table(kind).count(index, value)

    def memo(self, name: str, *kinds: type[Record]) -> dict[Any, Any]:
        """A dictionary for what is derived from these kinds alone; it comes back empty after any of them changed."""
        versions = tuple([self.tables[kind].version for kind in kinds])
        kept = self._memos.get(name)
        if kept is None or kept[0] != versions:
            kept = self._memos[name] = (versions, {})
        return kept[1]

    # --- writing -------------------------------------------------------------------------------------------------

    def put(self, record: R) -> R:
        """Creates or replaces a record."""
        self._write(type(record), record.id, record)
        return record

    def change(self, record: R, **fields: object) -> R:
        """Changes fields of a record; `updated_at`, where it has one, moves only if something really differs."""
        if all(getattr(record, name) == value for name, value in fields.items()):
            return record
        if "updated_at" in record.__struct_fields__ and "updated_at" not in fields:
            fields["updated_at"] = self.clock.now()
        return self.put(msgspec.structs.replace(record, **fields))

    def delete(self, *records: Record) -> None:
        """Takes records out; one that is already gone is no error."""
        for record in records:
            if self.tables[type(record)].get(record.id) is not None:
                self._write(type(record), record.id, None)

    def new_id(self) -> str:
        """The id of a new record."""
        return self.chance.uuid()

    def keep(self, record: Record, content: bytes) -> None:
        """Keep content with a record."""
        if self._transaction is None:
            raise RuntimeError("a database can be changed only inside a transaction")
        self._transaction.contents[record.id] = content
        self.contents = {**self.contents, record.id: content}

    def transaction(self) -> "Transaction":
        """All or nothing: `with world.transaction() as work: …`; afterwards `work.changes` says what it did."""
        return Transaction(self)

    def set_clock(self, now: datetime, frozen: bool) -> None:
        """Move the clock to a moment, frozen or running from there. Raises CommitFailed with the clock as before."""
        before, self.clock = self.clock, Clock(now, frozen)
        if self.backend is not None:
            try:
                self.backend.commit(self, [], {})
            except BaseException:
                self.clock = before
                raise

    def _write(self, kind: type[Record], id: str, new: Record | None) -> None:
        if self._transaction is None:
            raise RuntimeError("a database can be changed only inside a transaction")
        table = self.tables[kind]
        self._transaction.log.append((table, id, table.set(id, new)))


class Transaction:
    """A change in the making. An exception that leaves the block undoes it, as if nothing had happened."""

    __slots__ = ("_abandoned", "_contents", "_db", "_drawn", "changes", "contents", "log")

    def __init__(self, db: Database) -> None:
        self._db = db
        self.log: list[tuple[Table[Any], str, Record | None]] = []
        self.changes: ChangeSet = []
        self.contents: dict[str, bytes] = {}
        self._abandoned = False

    def abandon(self) -> None:
        """Lets the block run to its end and then undoes it."""
        self._abandoned = True

    def __enter__(self) -> "Transaction":
        if self._db._transaction is not None:
            raise RuntimeError("a transaction is open")
        self._db._transaction = self
        self._drawn = self._db.chance.drawn
        self._contents = self._db.contents
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and not self._abandoned:
                self._commit()
            else:
                self._undo()
        finally:
            for written in {table.kind for table, _, _ in self.log}:
                self._db.tables[written].sweep()
            self._db._transaction = None
        if self.changes and self._db.backend is not None:
            self._db.backend.committed(self._db)

    def _commit(self) -> None:
        db = self._db
        self.changes = self._net_changes()
        if not self.changes:
            return
        if db.backend is not None:
            try:
                db.backend.commit(db, self.changes, self.contents)
            except BaseException:
                self._undo()
                raise
        db.version += 1

    def _undo(self) -> None:
        for table, one, old in reversed(self.log):
            table.set(one, old)
        self._db.chance.drawn = self._drawn
        self._db.contents = self._contents
        self.changes = []

    def _net_changes(self) -> ChangeSet:
        """One change for each record touched, in the order of the first touch; none for what is as before."""
        before: dict[tuple[type[Record], str], Record | None] = {}
        for table, id, old in self.log:
            before.setdefault((table.kind, id), old)
        after = {key: self._db.tables[key[0]].get(key[1]) for key in before}
        return [Change(kind, id, old, after[kind, id]) for (kind, id), old in before.items() if old != after[kind, id]]
