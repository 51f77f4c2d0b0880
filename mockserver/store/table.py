"""The records of one kind, in the order of their creation, and the indexes over them.

**Forks.** A fork shares the records and indexes of its origin. In a large table, most records are in a base, which
never changes. Each fork stores only its own changes to the base. A small table has no base. At its first write after a
fork, a table copies its dictionary of changes. Without a base, this dictionary contains all records. The records in the
dictionary are immutable and never copied.

**Deferred indexes.** While a table is filled by many transactions, most indexes are never read. After `defer_indexes`,
the table builds an index only when the index is first needed. `complete_indexes` builds the remaining indexes at the
end.

**Transactions.** A bucket contains the ids of the records with the same key in an index. The table, and each bucket
that a transaction changes, are ordered dictionaries with ids as keys. When a transaction deletes a record, the record's
id stays in the table's dictionary, with the value None. If a change removes a record from a bucket, the value of the
record in the bucket is set to False. Because the keys remain, a rollback restores the order. At the end of the
transaction, `purge` removes these keys. If the base contains a deleted record, the key of this record is not removed,
and its value remains None.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from itertools import chain
from typing import Final, Generic, TypeVar, cast

from mockserver.model.record import Record
from mockserver.store.buckets import (
    Bucket,
    DeferredIndexes,
    Index,
    Indexes,
    add_entry,
    as_dict,
    compacted,
    index_of,
    live_ids,
)

R = TypeVar("R", bound=Record)
PIECE: Final = 4_000
"""The number of records or index entries that are processed in about a millisecond."""

MIN_BASE: Final = 500
"""A fork creates a new base only if more than this number of records were changed since the last base was created."""


class Table(Generic[R]):
    __slots__ = (
        "_base",
        "_base_buckets",
        "_buckets",
        "_count",
        "_deleted",
        "_owned_buckets",
        "_rows",
        "_shared",
        "_stale_entries",
        "kind",
        "version",
    )

    def __init__(self, kind: type[R]) -> None:
        self.kind = kind
        self.version = 0
        """A number that increases with each write. A value that was computed from the records is valid only while the
        version is the same."""
        self._base: dict[str, R | None] = {}
        self._base_buckets: Indexes = {name: {} for name in kind.INDEXES}
        self._rows: dict[str, R | None] = {}
        """The records that were created or changed since the base was created.

        None means that the record was deleted.
        """
        self._buckets: Indexes = {name: {} for name in kind.INDEXES}
        """The buckets that were changed since the base was created. Each of these buckets replaces the bucket with the
        same key in the base."""
        self._count = 0
        self._shared = False
        self._owned_buckets: set[tuple[str, Hashable]] | None = None
        """The index names and keys of the buckets that no other table shares. None means all buckets."""
        self._deleted: dict[str, R] = {}
        """The records that the open transaction deleted."""
        self._stale_entries: list[tuple[str, Hashable, str]] = []

    def fork(self) -> "Table[R]":
        """Return an independent table with the same records. The duration of a fork does not depend on the size of the
        table."""
        if len(self._rows) > max(MIN_BASE, len(self._base) // 4):
            self._merge()  # only after many changes, so that the average time of a write does not grow with the table
        other: Table[R] = Table.__new__(Table)
        other.kind, other.version, other._count = self.kind, self.version, self._count
        other._base, other._base_buckets = self._base, self._base_buckets
        other._rows, other._buckets = self._rows, self._buckets
        other._deleted, other._stale_entries = {}, []
        self._shared = other._shared = True
        self._owned_buckets, other._owned_buckets = set(), set()
        return other

    # --- reading -------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[R]:
        """Iterate over the records, the oldest first."""
        own = self._rows
        for id, row in self._base.items():
            if (row := own.get(id, row) if own else row) is not None:
                yield row
        for id, row in own.items():
            if row is not None and id not in self._base:
                yield row

    def __len__(self) -> int:
        return self._count

    def get(self, id: str) -> R | None:
        """Return the record with this id, or None."""
        own = self._rows
        return own[id] if id in own else self._base.get(id)

    def where(self, index: str, key: Hashable) -> list[R]:
        """Return the records that an index contains under a key, the oldest first."""
        bucket = self._buckets[index].get(key)
        if bucket is None:
            bucket = self._base_buckets[index].get(key)
            if bucket is None:
                return []
        ids = bucket if isinstance(bucket, dict) and not self._stale_entries else live_ids(bucket)
        base, own = self._base, self._rows
        if base and own:
            return [row for id in ids if (row := own[id] if id in own else base[id]) is not None]
        rows = own or base
        return [row for id in ids if (row := rows[id]) is not None]

    def oldest(self, index: str, key: Hashable) -> Iterator[R]:
        """Iterate over the records that an index contains under a key, the oldest first."""
        return self._records(self._ids(index, key))

    def newest(self, index: str, key: Hashable) -> Iterator[R]:
        """Return a lazy iterator over the records that an index contains under a key, the newest first."""
        bucket = self._bucket(index, key)
        if isinstance(bucket, dict):
            return self._records(id for id in reversed(bucket) if bucket[id])
        return self._records(reversed(live_ids(bucket)))

    def count(self, index: str, key: Hashable) -> int:
        """Return the number of records that an index contains under a key."""
        bucket = self._bucket(index, key)
        if bucket is None:
            return 0
        if self._stale_entries or self._deleted:
            return len(self.where(index, key))
        return 1 if isinstance(bucket, str) else len(bucket)

    def _bucket(self, index: str, key: Hashable) -> Bucket | None:
        bucket = self._buckets[index].get(key)
        return self._base_buckets[index].get(key) if bucket is None else bucket

    def _ids(self, index: str, key: Hashable) -> Collection[str]:
        bucket = self._bucket(index, key)
        if not self._stale_entries and isinstance(bucket, dict):
            return bucket
        return live_ids(bucket)

    def _records(self, ids: Iterable[str]) -> Iterator[R]:
        base, own = self._base, self._rows
        if not base or not own:
            rows = own or base
            return (row for id in ids if (row := rows[id]) is not None)
        return (row for id in ids if (row := own[id] if id in own else base[id]) is not None)

    def differing_ids(self, before: "Table[R]") -> list[str]:
        """Return the ids of the records that differ from `before`, an earlier state of the table. The ids of records
        that only `before` contains come last."""
        if self.shares_records_with(before):
            return []
        candidates = self._rows.keys() | before._rows.keys()
        if self._base is not before._base:  # forks with the same base differ only in the changes to the base
            candidates |= self._base.keys() | before._base.keys()
        differing = {id for id in candidates if self.get(id) != before.get(id)}
        present = [id for id in self._in_order(differing) if self.get(id) is not None]
        return present + [id for id in before._in_order(differing) if self.get(id) is None]

    def _in_order(self, ids: set[str]) -> list[str]:
        """Return the given ids that the table contains or has deleted, in the order of the table."""
        base = self._base
        old = [id for id in base if id in ids] if any(id in base for id in ids) else []
        return old + [id for id in self._rows if id in ids and id not in base]

    def shares_records_with(self, other: "Table[R]") -> bool:
        """Return true if both tables have the same records because no record was written since the fork: one table is a
        fork of the other, or both are forks of a third table."""
        return self._rows is other._rows and self._base is other._base

    def orders(self, pause: Callable[[], None] = lambda: None) -> dict[str, list[tuple[Hashable, list[str]]]]:
        """Return the buckets whose order differs from the order of the records, in a dictionary with the names of the
        indexes as keys. Each bucket is a pair: its key and its ids. The order of these buckets can't be restored from
        the records alone.

        `pause` is called about once per millisecond, so that other threads can run.
        """
        positions: dict[str, int] = {}
        for number, row in enumerate(self):
            positions[row.id] = number
            if number % PIECE == 0:
                pause()
        found: dict[str, list[tuple[Hashable, list[str]]]] = {}
        done = 0
        for name, buckets in self._buckets.items():
            base = self._base_buckets[name]
            for key, bucket in chain(((key, base[key]) for key in base if key not in buckets), buckets.items()):
                done += 1 + len(bucket)
                if done > PIECE:
                    done = 0
                    pause()
                if isinstance(bucket, str) or len(bucket) < 2:
                    continue
                positions_in_bucket = [positions[id] for id in bucket]
                if positions_in_bucket != sorted(positions_in_bucket):
                    found.setdefault(name, []).append((key, list(bucket)))
        return found

    def reorder(self, name: str, ids: list[str]) -> None:
        """Find the bucket of the index `name` that contains exactly these ids, and sort it in the order of `ids`."""
        rows = [row for id in ids if (row := self.get(id)) is not None]
        shared = set.intersection(*(set(self.kind.INDEXES[name](row)) for row in rows)) if rows else set()
        for key in shared:
            if set(live_ids(self._bucket(name, key))) == set(ids):
                self._buckets[name][key] = dict.fromkeys(ids, True)

    # --- writing -------------------------------------------------------------------------------------------------

    def fill(self, records: Iterable[R]) -> None:
        """Put records into an empty table, in this order and without a transaction. This is faster than `set` for each
        record."""
        self._rows = {record.id: record for record in records}
        self._count = len(self._rows)
        self.version += 1
        self._buckets = {name: self._build_index(name) for name in self.kind.INDEXES}

    def defer_indexes(self) -> None:
        """From now on, build an index only when it is first needed. The table must be empty, and must not be forked
        before `complete_indexes` is called."""
        self._buckets = DeferredIndexes(self._build_index)

    def complete_indexes(self) -> None:
        """Build the deferred indexes that have not been needed until now."""
        self._buckets = {name: self._buckets[name] for name in self.kind.INDEXES}

    def _build_index(self, name: str) -> Index:
        """Return the index with this name. The table must have no base."""
        rows = self._rows
        if self._deleted:
            rows = {**rows, **self._deleted}  # `purge` will remove the index entries of deleted records
        return index_of(cast("dict[str, R]", rows).items(), self.kind.INDEXES[name])

    def pack_buckets(self) -> Iterator[tuple[str, Iterator[tuple[Hashable, Bucket]]]]:
        """Yield the name of each index with an iterator over its keys and buckets, for `unpack`. Each bucket is a tuple
        of ids or a single id."""
        self._merge()
        for name, buckets in self._base_buckets.items():
            entries = buckets.items()
            yield name, ((key, compacted(bucket) if type(bucket) is dict else bucket) for key, bucket in entries)

    def unpack(self, records: Iterable[R], buckets: Iterable[tuple[str, dict[Hashable, Bucket]]]) -> None:
        """Fill an empty table with records, and its indexes with the buckets from `pack_buckets`. `buckets` contains
        pairs: the name of an index, and some or all buckets of this index."""
        rows: dict[str, R | None] = {record.id: record for record in records}
        self._base, self._count = rows, len(rows)
        for index, piece in buckets:
            self._base_buckets[index].update(piece)
        self.version += 1

    def set(self, id: str, new: R | None) -> R | None:
        """Replace, create or (if `new` is None) delete the record with an id, and return the previous record or
        None."""
        if self._shared:
            self._unshare()
        own = self._rows
        old = own[id] if id in own else self._base.get(id)
        own[id] = new
        self.version += 1
        if new is None:
            if old is not None:
                self._deleted[id] = old
                self._count -= 1
            return old
        indexed = old
        if old is None:
            self._count += 1
            indexed = self._deleted.pop(id, None)
        if indexed is None:
            self._insert(id, new)
        else:
            for name, keys in self.kind.INDEXES.items():
                if (before := keys(indexed)) != (after := keys(new)):
                    if name not in self._buckets:  # builds the deferred index with the previous record, for `_reindex`
                        own[id] = indexed
                        self._buckets[name]
                        own[id] = new
                    self._reindex(name, id, before, after)
        return old

    def _insert(self, id: str, new: R) -> None:
        """Add the index entries of a new record."""
        if self._base or self._owned_buckets is not None:
            for name, keys in self.kind.INDEXES.items():
                for key in keys(new):
                    self._add_entry(name, key, id)
        else:  # fast path: no bucket is shared, and there is no base
            indexes = self.kind.INDEXES
            for name, buckets in self._buckets.items():  # does not contain deferred indexes that are not built yet
                for key in indexes[name](new):
                    add_entry(buckets, key, id)

    def purge(self) -> None:
        """Remove the keys of deleted records, and remove the ids with the value False from buckets. Transactions call
        this method at their end."""
        if not self._deleted and not self._stale_entries:
            return
        for id, record in self._deleted.items():
            for name in self._buckets:  # does not contain deferred indexes that are not built yet
                for key in self.kind.INDEXES[name](record):
                    self._remove_entry(name, key, id)
            if id not in self._base:
                del self._rows[id]
        for name, key, id in self._stale_entries:
            bucket = self._buckets[name].get(key)
            if isinstance(bucket, dict) and bucket.get(id) is False:
                self._remove_entry(name, key, id)
        self._deleted.clear()
        self._stale_entries.clear()

    def _reindex(self, name: str, id: str, before: tuple[Hashable, ...], after: tuple[Hashable, ...]) -> None:
        for key in before:
            if key not in after:
                self._own_bucket(name, key)[id] = False
                self._stale_entries.append((name, key, id))
        for key in after:
            if key not in before:
                self._add_entry(name, key, id)

    def _remove_entry(self, name: str, key: Hashable, id: str) -> None:
        bucket = self._own_bucket(name, key)
        bucket.pop(id, None)
        if not bucket and key not in self._base_buckets[name]:
            del self._buckets[name][key]

    def _add_entry(self, name: str, key: Hashable, id: str) -> None:
        buckets, owned = self._buckets[name], self._owned_buckets
        bucket = buckets.get(key)
        if isinstance(bucket, dict) and (owned is None or (name, key) in owned):
            bucket[id] = True
            return
        if bucket is None:
            bucket = self._base_buckets[name].get(key)
        if bucket is None:
            buckets[key] = id
        else:
            buckets[key] = copied = as_dict(bucket)
            copied[id] = True
        if owned is not None:
            owned.add((name, key))

    def _own_bucket(self, name: str, key: Hashable) -> dict[str, bool]:
        """Return the bucket of a key as a dictionary that is not shared with another table."""
        buckets = self._buckets[name]
        bucket = buckets.get(key)
        if bucket is None:
            bucket = buckets[key] = as_dict(self._base_buckets[name].get(key))
        elif not isinstance(bucket, dict) or (
            self._owned_buckets is not None and (name, key) not in self._owned_buckets
        ):
            bucket = buckets[key] = as_dict(bucket)
        if self._owned_buckets is not None:
            self._owned_buckets.add((name, key))
        return bucket

    def _merge(self) -> None:
        """Create a new base from the old base and the changes."""
        if self._base:
            self._base = {row.id: row for row in self}
            self._base_buckets = {
                name: {key: bucket for key, bucket in {**self._base_buckets[name], **own}.items() if bucket}
                for name, own in self._buckets.items()
            }
        else:
            self._base, self._base_buckets = self._rows, self._buckets
        self._rows = {}
        self._buckets = {name: {} for name in self._buckets}
        self._shared, self._owned_buckets = False, None

    def _unshare(self) -> None:
        self._rows = self._rows.copy()
        self._buckets = {name: buckets.copy() for name, buckets in self._buckets.items()}
        self._shared = False
