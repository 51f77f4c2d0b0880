"""The folder with the content of uploaded files. It contains one file for each record with a content. The name of the
file is the id of the record."""

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
"""The names of staged files, which do not belong to a commit yet, begin with this."""


class BlobDir:
    """The folder of contents. A file in it is never incomplete, because it is written under another name and then
    renamed."""

    def __init__(self, path: Path, *, sync: bool) -> None:
        self.path = path
        self.sync = sync
        """Whether files are forced to the disk before the commit that refers to them."""
        self.sums: dict[str, ContentSum] = {}
        """The sizes and checksums of the files, by the ids of their records."""
        self._staged: dict[int, tuple[bytes, Path]] = {}
        self._numbers = count(1)

    def stage(self, content: bytes) -> None:
        """Write content to a staged file, so that the commit only has to rename it. Raises OSError.

        This method may be called from any thread.
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
        """Remove the staged file of content that no commit stored."""
        staged = self._staged.pop(_key(content), None)
        if staged is not None:
            _remove(staged[1])

    def add(self, id: str, content: bytes) -> ContentSum:
        """Store the content of a record. Raises OSError if this fails."""
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
        """Store the contents of files, by the ids of their records. If this raises OSError, none of them is stored."""
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
        """Return the content of a record and an empty text, or None and the reason why it can't be read."""
        try:
            return (self.path / id).read_bytes(), ""
        except OSError as error:
            return None, f"{self.path / id} can't be read: {error.strerror}"

    def sweep(self) -> None:
        """Remove the files that belong to no record. A process that is killed can leave such files."""
        if self.path.is_dir():
            for file in list(self.path.iterdir()):
                if file.name not in self.sums and ".damaged-" not in file.name:
                    _remove(file)


def _key(content: bytes) -> int:
    """Return the key of staged content, which is the identity of the object. No other object can have the same
    identity, because `_staged` refers to this one."""
    return id(content)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
