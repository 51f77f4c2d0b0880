"""File operations that either succeed completely or raise OSError, on every platform."""

import errno
import os
import sys
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600
"""The mode of new files. Only the user who runs the server can read them, because they contain tokens."""

PIECE: Final = 1 << 20
"""The number of bytes that `copy` reads and writes at a time."""

BINARY: Final = getattr(os, "O_BINARY", 0)


def open_private(path: Path, flags: int = 0) -> FileIO:
    """Open a file for reading and writing without a buffer. If the file is created, only the user who runs the server
    can read it."""
    return FileIO(os.open(path, os.O_RDWR | BINARY | flags, PRIVATE), "r+")


def write_at(file: FileIO, offset: int, content: bytes) -> None:
    """Write all bytes at an offset. Raises OSError if only a part of them could be written."""
    rest = memoryview(content)
    while rest:
        if hasattr(os, "pwrite"):  # one system call instead of two
            written = os.pwrite(file.fileno(), rest, offset)
        else:
            file.seek(offset)
            written = file.write(rest) or 0
        if not written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        offset, rest = offset + written, rest[written:]


def copy(source: FileIO, begin: int, end: int, target: FileIO, offset: int, pause: Callable[[], None]) -> None:
    """Copy the bytes from `begin` to `end` of `source` to an offset of `target`, in pieces. `pause` is called after
    each piece."""
    while begin < end:
        source.seek(begin)
        piece = source.read(min(PIECE, end - begin)) or b""
        if not piece:
            raise OSError(errno.EIO, "the copied file became shorter during the copy")
        write_at(target, offset, piece)
        begin, offset = begin + len(piece), offset + len(piece)
        pause()


def reserve(file: FileIO, size: int) -> None:
    """Allocate disk space, so that the file can grow to `size` bytes.

    If the disk is full, raises OSError and leaves the file unchanged.
    """
    before = file.seek(0, os.SEEK_END)
    if size <= before or not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(file.fileno(), before, size - before)
    except OSError as error:
        file.truncate(before)
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP, errno.ENODEV):
            raise


def sync_folder(path: Path) -> None:
    """Call fsync for a folder, so that new and renamed files in it are durable. On Windows, do nothing."""
    if sys.platform == "win32":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def put_aside(path: Path, content: bytes) -> Path:
    """Write damaged data to a new file and return its path. The name of the new file ends with `.damaged-1`, or with
    the next free number."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    with open_private(aside, os.O_CREAT | os.O_EXCL) as file:
        write_at(file, 0, content)
        os.fsync(file.fileno())
    return aside
