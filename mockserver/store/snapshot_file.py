"""The format of a snapshot in a state file: a TinyDB file with one table for each kind of record. Each record is a
document of TinyDB and has its own line.

The table `_meta` contains a document that describes the snapshot. Each document ends with the member `_crc`, which
contains a checksum. For a record, the checksum is computed from its line, from the name of its table and from the
document in `_meta`. The checksum detects lines that were changed or moved, or that belong to an older snapshot. All
other lines remain usable. `_meta` contains its document twice, so that one damaged line never makes the complete file
unusable.
"""

import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from tinydb.storages import Storage

from mockserver.store import dump, files

FORMAT: Final = 2
ROWS: Final = 200
"""A snapshot is written in groups of this many rows. Encoding a group takes about a millisecond, and other threads can
run between two groups."""

START: Final = b'{"_journal":{"1":{"open":%d}},"_meta":{\n'
OPEN_FLAG: Final = START.index(b"%d")
"""The offset of the byte that is 1 if a journal belongs to the file, and 0 otherwise. This byte can change without a
rewrite of the file."""

LINE: Final = re.compile(rb'("(\d{1,18})":\{.*),"_crc":"([0-9a-f]{8})"\}(.?)', re.DOTALL)
MERGED: Final = re.compile(rb'("_crc":"[0-9a-f]{8}"\},?)[^\n,](?=["}])')
"""Matches the checksum at the end of a line, followed by a wrong character in the place of the line break."""
TABLE: Final = re.compile(rb'\},"([A-Za-z_]+)":\{')


NAMES_IN_FILE: Final = {"snapshot_id": "seal", "checksum": "chain", "metadata": "notes"}
"""Maps fields of Meta to their names in the file."""


class Meta(msgspec.Struct, frozen=True, rename=NAMES_IN_FILE):
    """The data of a snapshot except for its records. `tables` contains the number of rows of each table, and `drawn` is
    the counter of the random source."""

    format: int
    snapshot_id: str
    """A text that identifies the snapshot: snapshots with different content have different ids."""
    commit: int
    checksum: int
    """`commit` and `checksum` are the number and the checksum of the last commit in the snapshot."""
    now: datetime
    frozen: bool
    seed: int
    drawn: int
    metadata: dict[str, str]
    tables: dict[str, int]
    orders: dump.Orders


class Snapshot:
    """A parsed snapshot file: the undamaged lines, and a description of the damage."""

    def __init__(self) -> None:
        self.meta: Meta | None = None
        self.open = False
        """True if a journal belongs to the snapshot."""
        self.format: object = None
        """The number of the format, or None if both copies of the document in `_meta` are damaged."""
        self.rows: dict[str, list[bytes]] = {}
        """Maps the names of tables to their documents as JSON."""
        self.damage: list[str] = []


class SnapshotFile(Storage):
    """A storage for TinyDB that verifies the checksums: `TinyDB(Path("state.json"), storage=SnapshotFile)`. Reading a
    damaged file raises ValueError."""

    def __init__(
        self, path: Path, meta: Meta | None = None, *, open: bool = False, pause: Callable[[], None] = lambda: None
    ) -> None:
        """`meta` and `open` are used only for writing. `open` is true if a journal belongs to the snapshot. `pause` is
        called after each group of rows that is written."""
        self._path = path
        self._meta = meta
        self._open = open
        self._pause = pause

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return the documents of each table, with their numbers as keys. Return None if the file is empty. Raises
        ValueError if the file is damaged."""
        data = self._path.read_bytes()
        if not data:
            return None
        snapshot = parse(data)
        if snapshot.damage or snapshot.meta is None:
            raise ValueError(f"{self._path} is damaged: {'; '.join(snapshot.damage)}")
        return {
            name: {str(number): msgspec.json.decode(row) for number, row in enumerate(rows, start=1)}
            for name, rows in snapshot.rows.items()
        }

    def write(self, data: Mapping[str, Iterable[Any]]) -> None:
        """Replace the content of the file by the tables in `data` and call fsync. Raises OSError if this fails."""
        if self._meta is None:
            raise ValueError("a state file can be written only by the server that uses it")
        size = 0
        with files.open_private(self._path, os.O_CREAT | os.O_TRUNC) as file:
            for piece in _pieces(self._meta, data, self._open):
                files.write_at(file, size, piece)
                size += len(piece)
                self._pause()
            os.fsync(file.fileno())
        files.sync_folder(self._path.parent)


def _pieces(meta: Meta, tables: Mapping[str, Iterable[Any]], open: bool) -> Iterator[bytes]:
    text = msgspec.json.encode(meta)
    yield START % open + _line(1, text, 0) + b",\n" + _line(2, text, 0) + b"\n"
    encode = msgspec.json.encode
    for name, rows in tables.items():
        seed = _seed(text, name)
        yield b'},"%s":{\n' % name.encode()
        lines: list[bytes] = []
        separator = b""
        for number, row in enumerate(rows, start=1):
            lines.append(_line(number, encode(row), seed))
            if len(lines) == ROWS:
                yield separator + b",\n".join(lines)
                separator = b",\n"
                lines = []
        if lines:
            yield separator + b",\n".join(lines)
        if lines or separator:
            yield b"\n"
    yield b"}}\n"


def _line(number: int, text: bytes, seed: int) -> bytes:
    body = b'"%d":%s' % (number, text[:-1])
    return b'%s,"_crc":"%08x"}' % (body, zlib.crc32(body, seed))


def _seed(meta: bytes, table: str) -> int:
    return zlib.crc32(table.encode(), zlib.crc32(meta))


def parse(data: bytes) -> Snapshot:
    """Parse a snapshot. Damaged lines are omitted and described in `damage`."""
    found = _parse(data)
    if found.damage and (mended := MERGED.sub(rb"\1\n", data)) != data:
        found = _parse(mended)
        found.damage = found.damage or ["a line break is damaged"]
    return found


def _parse(data: bytes) -> Snapshot:
    found = Snapshot()
    lines = data.split(b"\n")
    flag = data[OPEN_FLAG : OPEN_FLAG + 1]
    if lines[0] + b"\n" != START % (flag == b"1"):
        found.damage.append("line 1 is damaged")
    found.open = flag != b"0"
    text = _meta(lines[1:3], found)
    if found.meta is not None:
        complete = lines[-2:] == [b"}}", b""]
        _rows(lines[3:-2] if complete else lines[3:], text, found.meta, found)
        if not complete:
            found.damage.append("its end is missing or damaged")
    return found


def _rows(lines: list[bytes], text: bytes, meta: Meta, found: Snapshot) -> None:
    """Add the rows with a valid checksum to `found.rows`. If the line with the name of a table is damaged, the
    checksums of the following rows show to which table these rows belong."""
    seeds = {name: _seed(text, name) for name in meta.tables}
    names, current, seed, number = list(meta.tables), "", 0, 0
    found.rows = {name: [] for name in names}
    lost: list[int] = []
    for place, line in enumerate(lines, start=4):
        row = LINE.fullmatch(line)
        if row is not None:
            checksum = int(row[3], 16)
            if not current or zlib.crc32(row[1], seed) != checksum:
                for name in names[names.index(current) + 1 if current else 0 :]:
                    if zlib.crc32(row[1], seeds[name]) == checksum:
                        current, seed, number = name, seeds[name], 0
            if current and zlib.crc32(row[1], seed) == checksum and int(row[2]) > number:
                number = int(row[2])
                found.rows[current].append(row[1][len(row[2]) + 3 :] + b"}")
                if row[4] in (b"", b","):
                    continue
        elif (head := TABLE.fullmatch(line)) is not None and (name := head[1].decode()) in seeds:
            current, seed, number = name, seeds[name], 0
            continue
        lost.append(place)
    for name, count in meta.tables.items():
        if missing := count - len(found.rows[name]):
            found.damage.append(f"{missing} of {count} records of {name} are damaged or missing")
    if lost:
        found.damage.append(f"line {lost[0]} is damaged" + (f" (and {len(lost) - 1} more)" if lost[1:] else ""))


def _meta(lines: list[bytes], found: Snapshot) -> bytes:
    """Return the text of the first undamaged copy of the document in `_meta`, or b"" if there is none. If the format of
    the document is supported, store the document in `found.meta`."""
    text = b""
    for number, line in enumerate(lines, start=1):
        match = LINE.fullmatch(line)
        if match is None or int(match[2]) != number or zlib.crc32(match[1]) != int(match[3], 16):
            found.damage.append(f"line {number + 1} (`_meta`) is damaged")
            continue
        text = text or match[1][len(match[2]) + 3 :] + b"}"
    if text:
        found.format = msgspec.json.decode(text).get("format")
        if found.format == FORMAT:
            found.meta = msgspec.json.decode(text, type=Meta)
    return text
