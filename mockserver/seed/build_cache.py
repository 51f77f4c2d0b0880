"""A cache of built fixtures on disk, so that a large company is built once.

The name of an entry is a hash of the world spec and of the version of the product. An entry also contains a hash of
each file that the fixture was read from. It is used only if they have not changed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec

from mockserver import __version__
from mockserver.model.kinds import KINDS
from mockserver.seed.world_spec import Seeded, WorldSpec, digest_of
from mockserver.store import packed
from mockserver.store.database import Database

OFF: Final = "off"
SUFFIX: Final = ".packed"
MIN_RECORDS: Final = 3_000
"""Smaller worlds are built as fast as they are read."""

MAX_BYTES: Final = 1 << 30
"""When the directory is larger, the entries that were not used for the longest time are deleted."""


class BuildCache:
    """The directory is created with the first entry. A directory that cannot be written to disables the cache."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @classmethod
    def from_setting(cls, directory: str) -> BuildCache | None:
        """The cache in a directory, in the cache directory of the user if it is empty, or None if it is "off".

        A user without a home directory, as in a container, has no cache either.
        """
        if directory == OFF:
            return None
        if directory:
            return cls(Path(directory).expanduser())
        import platformdirs

        try:
            path = platformdirs.user_cache_path("mockserver", appauthor=False)
        except RuntimeError:
            return None
        return cls(path) if path.is_absolute() else None  # older versions return "~/.cache" as it is

    def load(self, spec: WorldSpec) -> tuple[Database, Seeded] | None:
        """The world of a spec; None if it is not cached, or if the entry is damaged or outdated."""
        path = self._path(spec)
        try:
            db, encoded = packed.read(path, KINDS)
            seeded = msgspec.json.decode(encoded, type=Seeded)
            if not all(is_unchanged(*source) for source in seeded.sources.items()):
                return None
            os.utime(path)
        except (OSError, packed.DamagedFile, msgspec.DecodeError):
            return None
        return db, seeded

    def save(self, spec: WorldSpec, db: Database, seeded: Seeded) -> None:
        """Write an entry. Another process never sees a part of it, because the file is renamed when it is complete."""
        if sum(map(len, db.tables.values())) < MIN_RECORDS:
            return
        path = self._path(spec)
        with suppress(OSError):
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self.directory, suffix=".tmp")
            try:
                with os.fdopen(handle, "w+b") as file:
                    packed.write(file, db, msgspec.json.encode(seeded))
                os.replace(name, path)
            except BaseException:
                os.unlink(name)
                raise
            self._delete_old_entries(path)

    def _path(self, spec: WorldSpec) -> Path:
        fixture = spec.fixture if os.sep not in spec.fixture else os.path.abspath(spec.fixture)
        key = msgspec.json.encode([msgspec.structs.replace(spec, fixture=fixture), self._code_version])
        return self.directory / (blake2b(key, digest_size=16).hexdigest() + SUFFIX)

    def _delete_old_entries(self, newest: Path) -> None:
        entries = sorted((path.stat().st_mtime, path) for path in self.directory.glob("*" + SUFFIX) if path != newest)
        total = newest.stat().st_size
        for _, path in reversed(entries):
            total += path.stat().st_size
            if total > MAX_BYTES:
                path.unlink(missing_ok=True)

    @cached_property
    def _code_version(self) -> str:
        """The version of the product, of Python, and of the source files that a build depends on."""
        package = Path(__file__).parents[1]
        folders = [package / name for name in ("seed", "domain", "model", "store")]
        files = [path.stat() for folder in folders for kind in ("*.py", "*.json") for path in folder.rglob(kind)]
        stamp = sorted((stat.st_size, stat.st_mtime_ns) for stat in files)
        return f"{__version__} {sys.hexversion} {blake2b(repr(stamp).encode(), digest_size=8).hexdigest()}"


def is_unchanged(path: str, digest: str) -> bool:
    """Whether a file exists and has the content with this digest."""
    try:
        return Path(path).is_file() and digest_of(Path(path).read_bytes()) == digest  # a pipe may never end
    except OSError:
        return False
