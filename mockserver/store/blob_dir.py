"""The folder with the bytes of uploaded files: one file for each record, named by its id."""

import contextlib
import os
import zlib
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Final

from mockserver.store import files
from mockserver.store.commit_journal import ContentSum

STAGED: Final = ".staged-"
"""Prefix of the names of files that belong to no commit yet."""


class BlobDir:
    """A file is complete or absent, because it is written under another name and then renamed."""

    def __init__(self, path: Path, *, sync: bool) -> None:
        self.path = path
        self.sync = sync
        """Whether files are forced to the disk before the commit that names them."""
        self.sums: dict[str, ContentSum] = {}
        """Sizes and checksums of the files, by their ids."""
        self._staged: dict[int, tuple[bytes, Path]] = {}
        self._numbers = count(1)

    def stage(self, content: bytes) -> None:
        """Write content in advance, so that the commit only renames the file. Raises OSError.

        Any thread may call it.
        """
        path = self.path / f"{STAGED}{next(self._numbers)}"
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            with files.open_private(path, os.O_CREAT | os.O_TRUNC) as file:
                files.write_at(file, 0, content)
                if self.sync:
                    os.fsync(file.fileno())
        except OSError:
            _remove(path)
            raise
        self._staged[_key(content)] = (content, path)

    def unstage(self, content: bytes) -> None:
        """Remove staged content that no commit stored."""
        staged = self._staged.pop(_key(content), None)
        if staged is not None:
            _remove(staged[1])

    def add(self, id: str, content: bytes) -> ContentSum:
        """Store the content of a record. Raises OSError."""
        key = _key(content)
        if key not in self._staged:
            self.stage(content)
        _, staged = self._staged.pop(key)
        try:
            staged.replace(self.path / id)
        except OSError:
            _remove(staged)
            raise
        self.sums[id] = ContentSum(id, len(content), zlib.crc32(content))
        return self.sums[id]

    def add_all(self, contents: Mapping[str, bytes]) -> list[ContentSum]:
        """Store contents by their ids. Raises OSError. None of them is stored in that case."""
        added: list[ContentSum] = []
        try:
            for id, content in contents.items():
                added.append(self.add(id, content))
            if added and self.sync:
                files.sync_folder(self.path)
                files.sync_folder(self.path.parent)
        except OSError:
            self.discard(sum.id for sum in added)
            raise
        return added

    def discard(self, ids: Iterable[str]) -> None:
        """Remove the contents of deleted records."""
        for id in ids:
            self.sums.pop(id, None)
            _remove(self.path / id)

    def read(self, id: str) -> tuple[bytes | None, str]:
        """The content of a record and an empty text, or None and the reason."""
        try:
            return (self.path / id).read_bytes(), ""
        except OSError as error:
            return None, f"{self.path / id} can't be read: {error.strerror}"

    def sweep(self) -> None:
        """Remove files without a record. A process that was killed can leave them."""
        if self.path.is_dir():
            for file in list(self.path.iterdir()):
                if file.name not in self.sums and ".damaged-" not in file.name:
                    _remove(file)


def _key(content: bytes) -> int:
    """The key of staged content: its identity. `_staged` holds a reference, so the identity stays unique."""
    return id(content)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
