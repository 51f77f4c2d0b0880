"""The bytes that records keep beside them, such as uploaded files, in a folder: a file for each, named by its id."""

import os
from collections.abc import Container, Mapping
from pathlib import Path


class ContentFolder:
    """A file is whole or not there: it is written beside its place and then put into it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: set[str] = {file.name for file in path.iterdir()} if path.is_dir() else set()

    def load(self, wanted: Container[str]) -> dict[str, bytes]:
        """The contents of the records that there are; others were written for a commit that never was."""
        return {id: (self._path / id).read_bytes() for id in sorted(self._kept) if id in wanted}

    def add(self, id: str, content: bytes, *, sync: bool) -> None:
        """Keeps the bytes of a record; `sync` waits for the disk. Raises OSError when it does not take them."""
        self._path.mkdir(exist_ok=True)
        beside = self._path.with_name(f"{self._path.name}.new")
        with beside.open("wb") as file:
            file.write(content)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(self._path / id)
        self._kept.add(id)

    def agree(self, contents: Mapping[str, bytes]) -> None:
        """Writes what is missing and removes what belongs to no record any more."""
        for id in contents.keys() - self._kept:
            self.add(id, contents[id], sync=True)
        for id in self._kept - contents.keys():
            (self._path / id).unlink(missing_ok=True)
        self._kept &= contents.keys()
