"""A compact file format from which databases can be loaded fast. Rows are stored as columns. Indexes are stored with
the same structure as in memory.

The format depends on the version of the code, so it is used for caches only. The format of the module `dump` is
portable. The records and indexes of a table are divided into pieces, each of which is loaded in a few milliseconds.
Therefore, a thread that loads a file never blocks other threads for long.
"""

import mmap
import pickle
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

from msgspec.structs import astuple

from mockserver.model.record import Record
from mockserver.store.buckets import Bucket
from mockserver.store.clock import Clock
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource

MAGIC: Final = b"mockserver packed 3\n"
CHECKSUM_BYTES: Final = 4
PIECE: Final = 1_000
"""The number of records or index keys in a piece. A piece is loaded in about two milliseconds."""

ALLOWED_MODULES: Final = "mockserver.model."
ALLOWED_NAMES: Final = {
    ("datetime", "datetime"),
    ("datetime", "date"),
    ("datetime", "timezone"),
    ("datetime", "timedelta"),
    ("msgspec._core", "rebuild"),
    ("msgspec._utils", "rebuild"),
    ("msgspec._core", "UNSET"),
}

DAMAGE: Final = (
    *(pickle.UnpicklingError, EOFError, LookupError, TypeError, ValueError),
    *(AttributeError, ImportError, MemoryError, OverflowError),
)
"""Exceptions that reading changed bytes can raise. A changed length, for example, raises MemoryError."""


class DamagedFile(ValueError):
    """Raised if a packed file is incomplete or was changed."""


def write(db: Database, extra: object, *files: BinaryIO) -> None:
    """Write a database and the value `extra` to each of the files. `extra` may contain texts, bytes, numbers,
    containers, dates, times and structs of `mockserver.model`. `read` refuses all other types."""
    output = _Output(files)
    output.write(MAGIC)
    pickler = pickle.Pickler(output, protocol=5)  # writes an object that occurs several times only once
    pickler.dump(
        (
            extra,
            db.clock.now(),
            db.clock.frozen,
            db.random_source.seed,
            db.random_source.counter,
            dict(db.contents),
            dict(db.metadata),
        )
    )
    for kind, table in db.tables.items():
        if not len(table):
            continue
        pickler.dump((kind.__name__, kind.__struct_fields__))
        rows = iter(table)
        while piece := list(islice(rows, PIECE)):
            columns = [list(column) for column in zip(*map(astuple, piece), strict=True)]
            pickler.dump(columns)
            _clear(columns)
        pickler.dump(None)
        for index, entries in table.pack_buckets():
            while bucket_piece := dict(islice(entries, PIECE)):
                pickler.dump((index, bucket_piece))
                bucket_piece.clear()
        pickler.dump(None)
    pickler.dump(None)
    output.write(output.checksum.to_bytes(CHECKSUM_BYTES, "big"))


def read(path: Path, kinds: Iterable[type[Record]]) -> tuple[Database, Any]:
    """Read a database and the value `extra` from a file that `write` has written. Raises OSError or DamagedFile."""
    if path.stat().st_size < len(MAGIC) + CHECKSUM_BYTES:
        raise DamagedFile("it is too short")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        end = len(content) - CHECKSUM_BYTES
        checksum = 0
        for offset in range(0, end, 1 << 20):
            checksum = zlib.crc32(content[offset : min(offset + (1 << 20), end)], checksum)
        if checksum.to_bytes(CHECKSUM_BYTES, "big") != content[end:]:
            raise DamagedFile("the checksum does not match")
        return _read_content(content, kinds)


def read_stream(stream: IO[bytes], kinds: Iterable[type[Record]]) -> tuple[Database, Any]:
    """Read a database and the value `extra` from a pipe to which another process writes them. The checksum is ignored.
    Raises DamagedFile."""
    found = _read_content(stream, kinds)
    stream.read()  # a writer fails if the pipe is closed before the checksum is written
    return found


def _read_content(file: Any, kinds: Iterable[type[Record]]) -> tuple[Database, Any]:
    if file.read(len(MAGIC)) != MAGIC:
        raise DamagedFile("it is not a packed database of this version")
    try:
        return _read(_Unpickler(file), kinds)
    except DAMAGE as error:
        raise DamagedFile(str(error)) from None


def _read(unpickler: "_Unpickler", kinds: Iterable[type[Record]]) -> tuple[Database, Any]:
    extra, now, frozen, seed, counter, contents, metadata = unpickler.load()
    db = Database(kinds, Clock(now, frozen), RandomSource(seed, counter))
    db.contents, db.metadata = contents, metadata
    kinds_by_name = {kind.__name__: kind for kind in db.tables}
    while (head := unpickler.load()) is not None:
        name, fields = head
        kind = kinds_by_name[name]
        if fields != kind.__struct_fields__:
            raise DamagedFile(f"the fields of {name} in the file differ from its fields in this version")
        db.tables[kind].unpack(_records(unpickler, kind), _buckets(unpickler))
    return db, extra


def _records(unpickler: "_Unpickler", kind: type[Record]) -> Iterator[Record]:
    create = _constructor(kind)
    for columns in _pieces(unpickler):
        yield from map(create, *columns)
        _clear(columns)


def _buckets(unpickler: "_Unpickler") -> Iterator[tuple[str, dict[Hashable, Bucket]]]:
    for index, buckets in _pieces(unpickler):
        yield index, buckets
        buckets.clear()  # frees the memory early; `_clear` gives the reason


def _clear(columns: list[list[Any]]) -> None:
    """Empty the lists of a piece, to free their values. The pickler and the unpickler keep all lists until the whole
    file is processed. Freeing all values at that time would block other threads."""
    for column in columns:
        column.clear()


def _pieces(unpickler: "_Unpickler") -> Iterator[Any]:
    while (piece := unpickler.load()) is not None:
        yield piece


def _constructor(kind: type[Record]) -> Callable[..., Record]:
    """Return a function that creates a record from the values of its fields, in the order of `__struct_fields__`. The
    constructor of a record accepts only keyword arguments."""
    names = kind.__struct_fields__
    source = f"lambda {', '.join(names)}: kind({', '.join(f'{name}={name}' for name in names)})"
    constructor: Callable[..., Record] = eval(source, {"kind": kind})  # much faster than **kwargs
    return constructor


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class that is in ALLOWED_NAMES or in `mockserver.model`. Raises UnpicklingError for all other
        classes, so that a manipulated file can't run code."""
        if (module, name) in ALLOWED_NAMES or module.startswith(ALLOWED_MODULES):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed")


class _Output:
    """Writes the same bytes to several files, and computes their checksum."""

    def __init__(self, files: Iterable[BinaryIO]) -> None:
        self._files = tuple(files)
        self.checksum = 0

    def write(self, data: bytes) -> int:
        self.checksum = zlib.crc32(data, self.checksum)
        for file in self._files:
            file.write(data)
        return len(data)
