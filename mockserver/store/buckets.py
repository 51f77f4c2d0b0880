"""Indexes of a table. An index maps a key to a bucket: the ids of the records with that key. The ids have the order in
which they were added to the bucket.

A bucket has one of three types: one id, a tuple of ids, or a dictionary with the ids as keys. A tuple needs only a
quarter of the memory of a dictionary, so it is used until the bucket is changed. The values of the dictionary are true,
with one exception: during a transaction, the value of an id is false if its record no longer belongs to the bucket.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from mockserver.model.record import Keys, Record

Bucket = dict[str, bool] | tuple[str, ...] | str
Index = dict[Hashable, Bucket]
Indexes = dict[str, Index]


class DeferredIndexes(Indexes):
    """Indexes that are built when they are first read. `build(name)` returns the index with this name."""

    def __init__(self, build: Callable[[str], Index]) -> None:
        self._build = build

    def __missing__(self, name: str) -> Index:
        index = self[name] = self._build(name)
        return index


def index_of(records: Iterable[tuple[str, Record]], keys: Keys) -> Index:
    """Return the index of records. `records` contains pairs of an id and a record, and `keys` returns the keys of a
    record. This function is faster than a call of `add_entry` for each entry."""
    found: dict[Hashable, Any] = {}
    get = found.get
    for id, record in records:
        for key in keys(record):
            bucket = get(key)
            if bucket is None:
                found[key] = id
            elif type(bucket) is list:
                if bucket[-1] is not id:  # a record can have the same key twice
                    bucket.append(id)
            elif bucket is not id:
                found[key] = [bucket, id]
    for key, bucket in found.items():
        if type(bucket) is list:
            found[key] = tuple(bucket)
    return found


def live_ids(bucket: Bucket | None) -> Sequence[str]:
    """Return the ids of the records that belong to a bucket, without the ids whose value is false."""
    if isinstance(bucket, dict):
        return [id for id, live in bucket.items() if live]
    if isinstance(bucket, tuple):
        return bucket
    return () if bucket is None else (bucket,)


def compacted(bucket: Bucket) -> Bucket:
    """Return a bucket as a tuple of ids or as one id."""
    ids = live_ids(bucket)
    return ids[0] if len(ids) == 1 else tuple(ids)


def as_dict(bucket: Bucket | None) -> dict[str, bool]:
    """Return a copy of a bucket as a dictionary."""
    return bucket.copy() if isinstance(bucket, dict) else dict.fromkeys(live_ids(bucket), True)


def add_entry(index: Index, key: Hashable, id: str) -> None:
    """Add an id to the bucket of a key. The bucket must not be shared with another table."""
    bucket = index.get(key)
    if bucket is None:
        index[key] = id
    elif isinstance(bucket, dict):
        bucket[id] = True
    else:
        index[key] = {**as_dict(bucket), id: True}
