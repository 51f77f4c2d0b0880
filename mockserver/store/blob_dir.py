"""The folder with the contents of uploaded files. Each file contains the content of one record. The name of the file is
the id of the record."""

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
"""The prefix of the names of staged files. A staged file does not belong to a commit yet."""


class BlobDir:
    """The folder with the contents of uploaded files. The file of a record is never incomplete, because the content is
    first written to a staged file, which is then renamed."""

    def __init__(self, path: Path, *, sync: bool) -> None:
        self.path = path
        self.sync = sync
        """True if fsync is called for each file before the commit that refers to the file."""
        self.sums: dict[str, ContentSum] = {}
        """Maps the ids of records to the size and checksum of their files."""
        self._staged: dict[int, tuple[bytes, Path]] = {}
        self._numbers = count(1)

    def stage(self, content: bytes) -> None:
        """Write content to a staged file, so that the commit only has to rename the file. Raises OSError.

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
        """Remove the staged file with this content, unless a commit has stored the content."""
        staged = self._staged.pop(_key(content), None)
        if staged is not None:
            _remove(staged[1])

    def add(self, id: str, content: bytes) -> ContentSum:
        """Store the content of a record and return its size and checksum. Raises OSError."""
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
        """Store contents, and return their sizes and checksums. `contents` maps the ids of records to their contents.
        If OSError is raised, no content is stored."""
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
        """Remove the contents of the records with these ids."""
        for id in ids:
            self.sums.pop(id, None)
            _remove(self.path / id)

    def read(self, id: str) -> tuple[bytes | None, str]:
        """Return the content of a record and an empty text, or None and the reason why it can't be read."""
        try:
            return (self.path / id).read_bytes(), ""
        except OSError as error:
            return None, f"{self.path / id} can't be read: {error.strerror}"

    def delete_unreferenced(self) -> None:
        """Remove the files that belong to no record. A process that is killed can leave such files."""
        if self.path.is_dir():
            for file in list(self.path.iterdir()):
                if file.name not in self.sums and ".damaged-" not in file.name:
                    _remove(file)


def _key(content: bytes) -> int:
    """Return the key of staged content: the `id()` of the object. While `_staged` refers to the object, no other object
    has this id."""
    return id(content)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
