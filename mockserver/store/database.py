"""The data of a world (tables, clock and random source), and the transactions that change them."""

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Protocol, TypeVar, cast

import msgspec

from mockserver.model.record import Record
from mockserver.store.clock import Clock
from mockserver.store.random_source import RandomSource
from mockserver.store.table import Table

R = TypeVar("R", bound=Record)

NO_TRANSACTION: Final = "a database can be changed only inside a transaction"


class Change(msgspec.Struct, frozen=True):
    """A change of one record. `before` is None if the record was created. `after` is None if it was deleted."""

    kind: type[Record]
    id: str
    before: Record | None
    after: Record | None


ChangeSet = list[Change]


class CommitFailed(Exception):
    """Raised if the backend could not store a change.

    The change was rolled back. The message contains the reason.
    """


class Backend(Protocol):
    """The interface of an object that stores a database on disk."""

    def commit(self, db: "Database", changes: ChangeSet, contents: Mapping[str, bytes]) -> None:
        """Store the changes of a transaction. `contents` maps the ids of records to the contents of their uploaded
        files. If this raises CommitFailed, nothing is stored."""

    def committed(self, db: "Database") -> None:
        """This method is called after a transaction with changes was stored and closed."""

    def prepare(self, origin: "Database", exclude: Container[type[Record]]) -> None:
        """Write the state of `origin` to the disk in advance, so that `replace` is fast. Raises CommitFailed."""

    def replace(self, db: "Database", origin: "Database", exclude: Container[type[Record]]) -> None:
        """Replace the stored state by the state of `origin`. For the kinds of records in `exclude`, store the rows of
        `db` instead.

        Raises CommitFailed.
        """

    def stage(self, content: bytes) -> None:
        """Write the content of an uploaded file to the disk before the transaction that stores it. Raises
        CommitFailed."""

    def unstage(self, content: bytes) -> None:
        """Remove content that `stage` has written, unless a transaction has stored it."""


class Database:
    """The tables of a world.

    Reads include the writes of the open transaction. A write without an open transaction raises RuntimeError.
    """

    def __init__(self, kinds: Iterable[type[Record]], clock: Clock, random_source: RandomSource) -> None:
        self.tables: dict[type[Record], Table[Any]] = {kind: Table(kind) for kind in kinds}
        self.clock = clock
        self.random_source = random_source
        self.version = 0
        self.contents: Mapping[str, bytes] = {}
        """Maps the ids of records to the contents of their uploaded files. The dictionary is replaced, never changed,
        because forks share it."""
        self.metadata: Mapping[str, str] = {}
        """Values that the server stores with the state, such as the id of the owner. The dictionary is replaced, never
        changed, because forks share it."""
        self.backend: Backend | None = None
        self._transaction: Transaction | None = None
        self._caches: dict[str, tuple[tuple[int, ...], dict[Any, Any]]] = {}

    def fork(self) -> "Database":
        """Return an independent database with the same state and no backend. The duration of a fork does not depend on
        the size of the database."""
        other = Database((), self.clock.fork(), self.random_source.fork())
        other.tables = {kind: table.fork() for kind, table in self.tables.items()}
        other.version = self.version
        other.contents, other.metadata = self.contents, self.metadata
        return other

    def restore(self, origin: "Database", *, exclude: Container[type[Record]] = ()) -> None:
        """Replace the records, clock and random source by those of another database. Records of the kinds in `exclude`
        are kept. If this raises CommitFailed, the database is unchanged."""
        before = self.tables, self.clock, self.random_source, self.contents, self.metadata
        self.tables = {
            kind: self.tables[kind] if kind in exclude else table.fork() for kind, table in origin.tables.items()
        }
        self.clock, self.random_source = origin.clock.fork(), origin.random_source.fork()
        self.contents, self.metadata = origin.contents, origin.metadata
        if self.backend is not None:
            try:
                self.backend.replace(self, origin, exclude)
            except BaseException:
                self.tables, self.clock, self.random_source, self.contents, self.metadata = before
                raise
        self.version += 1
        self._caches = {}

    def stage_content(self, content: bytes) -> None:
        """Write the content of an uploaded file to the disk in advance, so that `store_content` is fast. This method
        can be called from any thread. Raises CommitFailed."""
        if self.backend is not None:
            self.backend.stage(content)

    def unstage_content(self, content: bytes) -> None:
        """Remove content that `stage_content` has written, unless a transaction has stored it."""
        if self.backend is not None:
            self.backend.unstage(content)

    def prepare_restore(self, origin: "Database", *, exclude: Container[type[Record]] = ()) -> None:
        """Write the state of `origin` to the disk in advance, so that `restore` is fast. This method can be called from
        any thread. Raises CommitFailed."""
        if self.backend is not None:
            self.backend.prepare(origin, exclude)

    def clear_table(self, kind: type[Record]) -> None:
        """Remove all records of a kind without a transaction. Call this method only before the database is in use."""
        self.tables[kind] = Table(kind)

    # --- reading -------------------------------------------------------------------------------------------------

    def table(self, kind: type[R]) -> Table[R]:
        return cast("Table[R]", self.tables[kind])

    def get(self, kind: type[R], id: str | None) -> R | None:
        """Return the record with this id, or None."""
        record: R | None = None if id is None else self.tables[kind].get(id)
        return record

    def get_existing(self, kind: type[R], id: str) -> R:
        """Return a record that must exist, for example because another record contains its id. Raises KeyError if it
        does not exist."""
        record: R | None = self.tables[kind].get(id)
        if record is None:
            raise KeyError(f"no {kind.__name__} {id}")
        return record

    def all(self, kind: type[R]) -> Iterator[R]:
        """Return all records of a kind, the oldest first."""
        return iter(self.table(kind))

    def where(self, kind: type[R], **key: Hashable) -> list[R]:
        """Return the records with this value in an index, the oldest first. `key` is the name of the index and the
        value: `where(Goal, space_id=id)`."""
        ((index, value),) = key.items()
        return self.tables[kind].where(index, value)

    def newest(self, kind: type[R], **key: Hashable) -> Iterator[R]:
        """Return a lazy iterator over the records with this value in an index, the newest first. `where` explains
        `key`."""
        ((index, value),) = key.items()
        return self.tables[kind].newest(index, value)

    def first(self, kind: type[R], **key: Hashable) -> R | None:
        """Return the oldest record with this value in an index, or None. `where` explains `key`."""
        ((index, value),) = key.items()
        return next(self.tables[kind].oldest(index, value), None)

    def count(self, kind: type[R], **key: Hashable) -> int:
        """Return the number of records with this value in an index. `where` explains `key`."""
        ((index, value),) = key.items()
        return self.tables[kind].count(index, value)

    def derived_cache(self, name: str, *kinds: type[Record]) -> dict[Any, Any]:
        """Return the dictionary of the cache `name`. The caller may store values in this dictionary if the values
        depend only on records of these kinds. After a change of such a record, this method returns a new, empty
        dictionary."""
        versions = tuple([self.tables[kind].version for kind in kinds])
        entry = self._caches.get(name)
        if entry is None or entry[0] != versions:
            entry = self._caches[name] = (versions, {})
        return entry[1]

    # --- writing -------------------------------------------------------------------------------------------------

    def new_row(self, id: str | None = None) -> dict[str, Any]:
        """Return `id`, `inserted_at` and `updated_at` for a new record: `Goal(**db.new_row(), name=…)`."""
        now = self.clock.now()
        return {"id": id or self.new_id(), "inserted_at": now, "updated_at": now}

    def put(self, record: R) -> R:
        """Create or replace a record."""
        transaction = self._transaction
        if transaction is None:
            raise RuntimeError(NO_TRANSACTION)
        table, id = self.tables[type(record)], record.id
        transaction.log.append((table, id, table.set(id, record)))
        return record

    def change(self, record: R, **fields: object) -> R:
        """Change fields of a record and return the new record, with the current time as `updated_at`. If no value
        differs, return `record` itself."""
        for name, value in fields.items():
            if getattr(record, name) != value:
                break
        else:
            return record
        if "updated_at" in record.__struct_fields__ and "updated_at" not in fields:
            fields["updated_at"] = self.clock.now()
        return self.put(msgspec.structs.replace(record, **fields))

    def delete(self, *records: Record) -> None:
        """Delete records. A record that is already deleted is ignored."""
        if self._transaction is None:
            raise RuntimeError(NO_TRANSACTION)
        for record in records:
            table, id = self.tables[type(record)], record.id
            if table.get(id) is not None:
                self._transaction.log.append((table, id, table.set(id, None)))

    def new_id(self) -> str:
        """Return a new random id."""
        return self.random_source.uuid()

    def store_content(self, record: Record, content: bytes) -> None:
        """Store the bytes of an uploaded file under the id of its record."""
        if self._transaction is None:
            raise RuntimeError(NO_TRANSACTION)
        self._transaction.contents[record.id] = content
        self.contents = {**self.contents, record.id: content}

    def transaction(self, *, list_changes: bool = True) -> "Transaction":
        """Return a context manager whose block can write records: `with db.transaction() as transaction: …`.

        After the block, `transaction.changes` contains the changes. If `list_changes` is false, `changes` is empty, and
        the transaction is faster. `list_changes` must be true if the database has a backend.
        """
        return Transaction(self, list_changes)

    def set_clock(self, now: datetime, frozen: bool) -> None:
        """Set the clock. If this raises CommitFailed, the clock is unchanged."""
        before, self.clock = self.clock, Clock(now, frozen)
        if self.backend is not None:
            try:
                self.backend.commit(self, [], {})
            except BaseException:
                self.clock = before
                raise

    @contextmanager
    def deferred_indexes(self) -> Iterator[None]:
        """A context manager. In its block, an empty database can be filled fast, because most indexes are built only at
        the end."""
        for table in self.tables.values():
            table.defer_indexes()
        yield
        for table in self.tables.values():
            table.complete_indexes()


class Transaction:
    """All writes of a `with` block. If an exception leaves the block, all writes are rolled back."""

    __slots__ = ("_contents", "_counter", "_db", "_list_changes", "_rolls_back", "changes", "contents", "log")

    def __init__(self, db: Database, list_changes: bool = True) -> None:
        self._db = db
        self._list_changes = list_changes
        self.log: list[tuple[Table[Any], str, Record | None]] = []
        self.changes: ChangeSet = []
        self.contents: dict[str, bytes] = {}
        self._rolls_back = False

    def roll_back_on_exit(self) -> None:
        """Roll all writes back at the end of the `with` block."""
        self._rolls_back = True

    def __enter__(self) -> "Transaction":
        if self._db._transaction is not None:
            raise RuntimeError("a transaction of this database is already open")
        self._db._transaction = self
        self._counter = self._db.random_source.counter
        self._contents = self._db.contents
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and not self._rolls_back:
                self._commit()
            else:
                self._undo()
        finally:
            for table in {table for table, _, _ in self.log}:
                table.purge()
            self._db._transaction = None
        if self.changes and self._db.backend is not None:
            self._db.backend.committed(self._db)

    def _commit(self) -> None:
        db = self._db
        if not self._list_changes:
            db.version += 1
            return
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
        for table, id, old in reversed(self.log):
            table.set(id, old)
        self._db.random_source.counter = self._counter
        self._db.contents = self._contents
        self.changes = []

    def _net_changes(self) -> ChangeSet:
        """Return one change for each record that differs from its state before the transaction. The changes are in the
        order in which the records were first written."""
        before: dict[tuple[type[Record], str], Record | None] = {}
        for table, id, old in self.log:
            before.setdefault((table.kind, id), old)
        after = {key: self._db.tables[key[0]].get(key[1]) for key in before}
        return [Change(kind, id, old, after[kind, id]) for (kind, id), old in before.items() if old != after[kind, id]]
