"""The journal of a state file: one line for each commit.

The file starts with a header of fixed length. The header contains the number of the last acknowledged commit, so that
missing lines at the end are detected. A line contains a checksum, the number of the commit and the commit as JSON. The
checksum of a line also covers the checksum of the previous line. Therefore a missing, moved or changed line is
detected.
"""

import contextlib
import os
import re
import zlib
from collections.abc import Callable
from datetime import datetime
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple

import msgspec

from mockserver.store import files

TITLE: Final = b"mockserver journal 2"
HEADER: Final = re.compile(TITLE + rb" (([0-9a-f]{16}) ([0-9a-f]{8}) ([0-9a-f]{16})) ([0-9a-f]{8})\n")
HEADER_SIZE: Final = len(TITLE) + 53
LINE: Final = re.compile(rb"([0-9a-f]{8}) ((\d{1,18}) (?:=(\S+) )?(\{.*))", re.DOTALL)
UNKNOWN: Final = -1
"""The value of `JournalFile.checksum` if the header is damaged. Only the header contains the checksum of the
commit before the first line."""


class ContentSum(msgspec.Struct, frozen=True):
    """An uploaded file: the id of its record, its size in bytes and its checksum."""

    id: str
    size: int
    crc32: int


class JournalEntry(msgspec.Struct, frozen=True):
    """A commit: its changes, and the state of the clock and the random source after the commit. Each change is a pair:
    the name of the kind of record, and the new record or, if the record was deleted, its id."""

    now: datetime
    frozen: bool
    drawn: int
    changes: list[tuple[str, msgspec.Raw]]
    contents: list[ContentSum] = []


class Line(NamedTuple):
    """An undamaged line: the number, checksum and JSON of the commit, and the offset of the end of the line. If
    `replaced` is not empty, the commit first replaced the complete state by a snapshot. In this case, `replaced` is the
    id of this snapshot."""

    number: int
    checksum: int
    replaced: str
    text: bytes
    end: int


class JournalFile(NamedTuple):
    """A parsed journal. `commit` and `checksum` are the number and checksum of the commit before the first line.
    `lines` contains the undamaged lines. `acknowledged` is the number of the last acknowledged commit. `damage`
    describes the damage, or is empty."""

    commit: int
    checksum: int
    lines: list[Line]
    acknowledged: int
    damage: str
    torn: bool
    """True if the last line is incomplete. An incomplete last line is ignored, because its commit was never
    acknowledged."""
    data: bytes

    @property
    def end(self) -> int:
        """Return the offset of the end of the undamaged lines."""
        return self.lines[-1].end if self.lines else min(HEADER_SIZE, len(self.data))


class CommitJournal:
    """The journal file that is being written. One thread appends commits. Other threads may call `trim` and `sync`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._base = (0, 0)
        self._acknowledged = 0
        self._file: FileIO | None = None
        self._torn = False
        self._dirty = False
        self._appending = Lock()
        self._syncing = Lock()

    # --- writing -------------------------------------------------------------------------------------------------

    def create(self, commit: int, checksum: int) -> None:
        """Replace the file by an empty journal. `commit` and `checksum` are the number and checksum of the commit
        before the first line."""
        self._base = (commit, checksum)
        fresh = self.path.with_name(f"{self.path.name}.new")
        with files.open_private(fresh, os.O_CREAT | os.O_TRUNC) as file:
            files.write_at(file, 0, _header(commit, checksum, commit))
            os.fsync(file.fileno())
        self.close()
        fresh.replace(self.path)
        files.sync_folder(self.path.parent)
        self.size = HEADER_SIZE
        self._file = files.open_private(self.path)

    def resume(self, found: JournalFile) -> None:
        """Open the existing file and remove everything after its undamaged lines. The next commit is appended to these
        lines."""
        self._base, self.size = (found.commit, found.checksum), found.end
        self._file = files.open_private(self.path)
        self._file.truncate(self.size)
        files.write_at(self._file, 0, _header(*self._base, found.lines[-1].number if found.lines else found.commit))
        os.fsync(self._file.fileno())

    def append(self, number: int, previous: int, text: bytes, *, replaced: str = "", sync: bool) -> int:
        """Append a commit and return its checksum. `previous` is the checksum of the previous commit, and `text` is
        the JSON of this commit. If this raises OSError, the journal is unchanged."""
        body = b"%d =%s %s" % (number, replaced.encode(), text) if replaced else b"%d %s" % (number, text)
        checksum = zlib.crc32(body, previous)
        line = b"%08x %s\n" % (checksum, body)
        with self._appending:
            file = self._opened()
            if self._torn:
                file.truncate(self.size)
                self._torn = False
            try:
                files.write_at(file, self.size, line)
                if sync:
                    os.fsync(file.fileno())
            except OSError:
                self._torn = True
                with contextlib.suppress(OSError):  # if this also fails, the next commit truncates the file
                    file.truncate(self.size)
                    self._torn = False
                raise
            self.size += len(line)
            self._dirty = not sync
            with contextlib.suppress(OSError):  # if this fails, a loss of this line can't be detected
                files.write_at(file, 0, _header(*self._base, number))
            self._acknowledged = number
        return checksum

    def trim(self, offset: int, commit: int, checksum: int, *, sync: bool, pause: Callable[[], None]) -> None:
        """Remove the lines before an offset, which must be the end of a line. `commit` and `checksum` are the number
        and checksum of the commit in that line.

        The lines after the offset are copied to a new file, which then replaces the journal. Another thread can append
        commits meanwhile. The lock is held only while the lines that were appended meanwhile are copied.
        """
        fresh_path = self.path.with_name(f"{self.path.name}.new")
        fresh = files.open_private(fresh_path, os.O_CREAT | os.O_TRUNC)
        try:
            with fresh, files.open_private(self.path) as old:
                end = self.size
                files.write_at(fresh, 0, bytes(HEADER_SIZE))
                files.copy(old, offset, end, fresh, HEADER_SIZE, pause)
                os.fsync(fresh.fileno())
                with self._syncing, self._appending:
                    files.copy(old, end, self.size, fresh, HEADER_SIZE + end - offset, lambda: None)
                    files.write_at(fresh, 0, _header(commit, checksum, self._acknowledged))
                    if sync:
                        os.fsync(fresh.fileno())
                    self.close()
                    fresh.close()
                    old.close()  # Windows can't replace a file that is open
                    fresh_path.replace(self.path)
                    self._base, self._dirty = (commit, checksum), True
                    self.size -= offset - HEADER_SIZE
                    self._file = files.open_private(self.path)
                    if sync:
                        files.sync_folder(self.path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                fresh_path.unlink(missing_ok=True)
            raise

    def sync(self) -> None:
        """Call fsync if lines were appended since the last call of fsync."""
        with self._syncing:
            if self._dirty and self._file is not None:
                self._dirty = False
                try:
                    os.fsync(self._file.fileno())
                except OSError:
                    self._dirty = True
                    raise

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def remove(self) -> None:
        self.close()
        self.path.unlink(missing_ok=True)

    def _opened(self) -> FileIO:
        if self._file is None:
            self._file = files.open_private(self.path)
        return self._file


def read(data: bytes) -> JournalFile:
    """Parse a journal up to its end or the first damage. If the header is damaged, the checksum of the first line is
    not verified."""
    header = HEADER.fullmatch(data[:HEADER_SIZE])
    damage, commit, checksum, acknowledged = "line 1 is damaged", -1, 0, 0
    if header is not None and int(header[5], 16) == zlib.crc32(header[1]):
        damage, commit, checksum, acknowledged = "", int(header[2], 16), int(header[3], 16), int(header[4], 16)
    base, lines, start, torn = (commit, checksum), list[Line](), HEADER_SIZE, False
    while start < len(data):
        number = len(lines) + 2
        end = data.find(b"\n", start) + 1
        found = LINE.fullmatch(data[start : end - 1]) if end else None
        if not end:
            torn = True
            break
        if found is None or (commit >= 0 and zlib.crc32(found[2], checksum) != int(found[1], 16)):
            damage = damage or f"line {number} is damaged: its checksum does not match"
            break
        if commit < 0:
            base = (int(found[3]) - 1, UNKNOWN)
        elif int(found[3]) != commit + 1:
            damage = damage or f"line {number} contains commit {int(found[3])}, but {commit + 1} is expected"
            break
        commit, checksum, start = int(found[3]), int(found[1], 16), end
        lines.append(Line(commit, checksum, (found[4] or b"").decode(), found[5], end))
    if not damage and commit < acknowledged:
        damage = f"its end is missing: it does not contain the commits from {commit + 1} to {acknowledged}"
    return JournalFile(*base, lines, acknowledged, damage, torn, data)


def _header(commit: int, checksum: int, acknowledged: int) -> bytes:
    text = b"%016x %08x %016x" % (commit, checksum, acknowledged)
    return b"%s %s %08x\n" % (TITLE, text, zlib.crc32(text))
