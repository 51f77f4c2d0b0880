"""One kind of record: its rows in the order of their making, and the indexes over them.

A forked table shares rows and indexes with its origin until either of them writes; then the writer takes a copy
(of the dictionaries, never of the records). An index bucket is copied when it is first written to.

Inside a transaction nothing is taken out of an ordered place: a deleted row is None, a left bucket entry False.
`sweep` takes them out at the end, so that a rollback finds every order as it was.
"""

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from typing import Generic, TypeVar

from mockserver.model.record import Record

R = TypeVar("R", bound=Record)
Bucket = dict[str, bool]


class Table(Generic[R]):
    __slots__ = ("_buckets", "_dead", "_left", "_own", "_shared", "kind", "rows", "version")

    def __init__(self, kind: type[R]) -> None:
        self.kind = kind
        self.rows: dict[str, R | None] = {}
        self.version = 0
        """Rises with every write: what was derived from the rows is stale when it differs."""
        self._buckets: dict[str, dict[Hashable, Bucket]] = {name: {} for name in kind.INDEXES}
        self._shared = False
        self._own: set[tuple[str, Hashable]] | None = None  # None: every bucket is ours
        self._dead: list[str] = []
        self._left: list[tuple[str, Hashable, str]] = []

    def fork(self) -> "Table[R]":
        """A table with the same rows; neither sees what the other writes from now on. Costs the same at any size."""
        other: Table[R] = Table.__new__(Table)
        other.kind, other.rows, other.version = self.kind, self.rows, self.version
        other._buckets = self._buckets
        other._dead, other._left = [], []
        self._shared = other._shared = True
        self._own, other._own = set(), set()
        return other

    # --- reading -------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[R]:
        return (row for row in self.rows.values() if row is not None)

    def __len__(self) -> int:
        return len(self.rows) - sum(1 for row in set(self._dead) if self.rows[row] is None)

    def where(self, index: str, key: Hashable) -> list[R]:
        """The records that an index lists under a key, oldest first."""
        bucket = self._buckets[index].get(key)
        if not bucket:
            return []
        rows = self.rows
        return [row for one, live in bucket.items() if live and (row := rows[one]) is not None]

    def oldest(self, index: str, key: Hashable) -> Iterator[R]:
        """The same, one at a time."""
        bucket = self._buckets[index].get(key) or {}
        rows = self.rows
        return (row for one, live in bucket.items() if live and (row := rows[one]) is not None)

    def newest(self, index: str, key: Hashable) -> Iterator[R]:
        """The same, newest first, one at a time: a page costs what it shows."""
        bucket = self._buckets[index].get(key) or {}
        rows = self.rows
        return (row for one in reversed(bucket) if bucket[one] and (row := rows[one]) is not None)

    def count(self, index: str, key: Hashable) -> int:
        """How many records an index lists under a key."""
        bucket = self._buckets[index].get(key)
        if not bucket:
            return 0
        return len(bucket) if not self._left and not self._dead else len(self.where(index, key))

    def orders(self) -> dict[str, list[tuple[Hashable, list[str]]]]:
        """The buckets whose order is not that of the rows, by index: what a copy made from the rows would lose."""
        place = {id: number for number, id in enumerate(self.rows)}
        odd: dict[str, list[tuple[Hashable, list[str]]]] = {}
        for name, buckets in self._buckets.items():
            for key, bucket in buckets.items():
                places = [place[id] for id in bucket]
                if any(before > after for before, after in pairwise(places)):
                    odd.setdefault(name, []).append((key, list(bucket)))
        return odd

    def reorder(self, name: str, ids: list[str]) -> None:
        """Gives the bucket that holds exactly these rows this order."""
        rows = [row for id in ids if (row := self.rows.get(id)) is not None]
        shared = set.intersection(*(set(self.kind.INDEXES[name](row)) for row in rows)) if rows else set()
        for key in shared:
            if self._buckets[name][key].keys() == set(ids):
                self._buckets[name][key] = dict.fromkeys(ids, True)

    # --- writing -------------------------------------------------------------------------------------------------

    def fill(self, records: Iterable[R]) -> None:
        """Puts records into an empty table, in their order, outside of a transaction; faster than one by one."""
        self.rows = {record.id: record for record in records}
        self.version += 1
        for name, keys in self.kind.INDEXES.items():
            buckets = self._buckets[name]
            for id, record in self.rows.items():
                for key in keys(record):
                    bucket = buckets.get(key)
                    if bucket is None:
                        buckets[key] = {id: True}
                    else:
                        bucket[id] = True

    def set(self, id: str, new: R | None) -> R | None:
        """Puts a record in its place, or None for none; answers what was there."""
        if self._shared:
            self._unshare()
        old = self.rows.get(id)
        if new is None:
            self._dead.append(id)
        self.rows[id] = new
        self.version += 1
        for name, keys in self.kind.INDEXES.items():
            after = keys(new) if new is not None else ()
            if old is None:
                for key in after:
                    self._bucket(name, key)[id] = True
            elif (before := keys(old)) != after:
                self._reindex(name, id, before, after)
        return old

    def sweep(self) -> None:
        """Takes out, at the end of a transaction, what it deleted or moved."""
        for id in self._dead:
            if id in self.rows and self.rows[id] is None:
                del self.rows[id]
        for name, key, id in self._left:
            bucket = self._buckets[name].get(key)
            if bucket is not None and bucket.get(id) is False:
                del bucket[id]
                if not bucket:
                    del self._buckets[name][key]
        self._dead.clear()
        self._left.clear()

    def _reindex(self, name: str, id: str, before: tuple[Hashable, ...], after: tuple[Hashable, ...]) -> None:
        for key in before:
            if key not in after:
                self._bucket(name, key)[id] = False
                self._left.append((name, key, id))
        for key in after:
            if key not in before:
                self._bucket(name, key)[id] = True

    def _bucket(self, name: str, key: Hashable) -> Bucket:
        """The bucket of a key, ours to write to."""
        buckets = self._buckets[name]
        bucket = buckets.get(key)
        if bucket is None:
            bucket = buckets[key] = {}
        elif self._own is not None and (name, key) not in self._own:
            bucket = buckets[key] = bucket.copy()
        if self._own is not None:
            self._own.add((name, key))
        return bucket

    def _unshare(self) -> None:
        self.rows = self.rows.copy()
        self._buckets = {name: buckets.copy() for name, buckets in self._buckets.items()}
        self._shared = False
