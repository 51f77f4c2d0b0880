"""A cache of built fixtures on disk, so that a large company is built only once.

The name of a cache entry is a hash of the WorldSpec and of a text that changes with the code: the versions of
mockserver and Python, and a hash of the source files that build worlds. Each entry also contains a hash of every
fixture file from which the world was built. An entry is used only if these fixture files have not changed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from mockserver import __version__
from mockserver.model.kinds import KINDS
from mockserver.seed.world_spec import Seeded, WorldSpec, digest_of
from mockserver.store import packed
from mockserver.store.database import Database

OFF: Final = "off"
SUFFIX: Final = ".packed"
INCOMPLETE: Final = SUFFIX + ".tmp"
"""The suffix of an entry that is being written."""
ABANDONED_AFTER: Final = 3_600
"""Seconds after its last change when an incomplete entry is deleted. Its process was killed while it wrote the
entry."""
MIN_RECORDS: Final = 3_000
"""Worlds with fewer records than this are not cached, because building them takes no longer than reading them."""

MAX_BYTES: Final = 1 << 30
"""The maximum size of the cache directory, in bytes.

If the directory is larger, the entries that were not used for the longest time are deleted.
"""


class BuildCache:
    """A directory of built fixtures. The directory is created when the first entry is written.

    If the directory is not writable, nothing is cached.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @classmethod
    def from_setting(cls, directory: str) -> BuildCache | None:
        """Return the cache for a value of the setting `cache_dir`.

        An empty value stands for the cache directory of the user. Returns None for "off", or if the user has no home
        directory, as in some containers.
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
        # without a home directory, the path is the text "~/.cache" in older versions of Python
        return cls(path) if path.is_absolute() else None

    def load(self, spec: WorldSpec) -> tuple[Database, Seeded] | None:
        """Return the world of a spec, or None if it is not cached, or if the entry is damaged or outdated."""
        path = self.path(spec)
        try:
            db, encoded = packed.read(path, KINDS)
            seeded = msgspec.json.decode(encoded, type=Seeded)
            if not all(is_unchanged(*source) for source in seeded.sources.items()):
                return None
        except (OSError, packed.DamagedFile, msgspec.DecodeError):
            return None
        with suppress(OSError):  # the directory can be read-only, for example in a container
            os.utime(path)
        return db, seeded

    def contains(self, spec: WorldSpec) -> bool:
        """Return true if there is an entry for a spec. The entry can be damaged or outdated."""
        try:
            return self.path(spec).is_file()
        except OSError:  # for example, the user has no access to the parent directory
            return False

    def check_writable(self) -> None:
        """Raise OSError if no files can be created in the directory."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=self.directory).close()

    def save(self, spec: WorldSpec, db: Database, seeded: Seeded, *copies: BinaryIO) -> None:
        """Write the entry for the world of a spec, if the world has at least MIN_RECORDS records. The same bytes are
        written to each of the `copies`. Raises OSError.

        The file is renamed when it is complete, so that other processes never read an incomplete entry.
        """
        if sum(map(len, db.tables.values())) < MIN_RECORDS:
            return
        path = self.path(spec)
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self.directory, suffix=INCOMPLETE)
        try:
            with os.fdopen(handle, "w+b") as file:
                packed.write(db, msgspec.json.encode(seeded), file, *copies)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
        with suppress(OSError):  # another process can delete the same entries
            self._delete_old_entries(path)

    def path(self, spec: WorldSpec) -> Path:
        """Return the path of the entry for a spec. The file can be missing."""
        fixture = spec.fixture if os.sep not in spec.fixture else os.path.abspath(spec.fixture)
        key = msgspec.json.encode([msgspec.structs.replace(spec, fixture=fixture), self._code_version])
        return self.directory / (blake2b(key, digest_size=16).hexdigest() + SUFFIX)

    def _delete_old_entries(self, newest: Path) -> None:
        for path in self.directory.glob("*" + INCOMPLETE):
            if path.stat().st_mtime < time.time() - ABANDONED_AFTER:
                path.unlink(missing_ok=True)
        entries = sorted((path.stat().st_mtime, path) for path in self.directory.glob("*" + SUFFIX) if path != newest)
        total = newest.stat().st_size
        for _, path in reversed(entries):
            total += path.stat().st_size
            if total > MAX_BYTES:
                path.unlink(missing_ok=True)

    @cached_property
    def _code_version(self) -> str:
        """Return a text that changes with the code. It contains the versions of mockserver and Python. It also contains
        a hash of the source files that build worlds, and of the file with the version of Faker.

        The modification times of the files are not used, because each installation sets new times and image layers
        round them. Therefore, an entry from another CI job or from the build of an image is valid.
        """
        package = Path(__file__).parents[1]
        trees = [os.walk(package / name) for name in ("seed", "domain", "model", "store")]
        paths = [os.path.join(folder, name) for tree in trees for folder, _, names in tree for name in names]
        sources = sorted(path for path in paths if path.endswith((".py", ".json")))
        faker = find_spec("faker")  # does not import Faker, which is slow
        if faker is not None and faker.origin is not None:
            sources.append(faker.origin)
        digest = blake2b(digest_size=8)
        for path in sources:
            with open(path, "rb", buffering=0) as file:  # faster than Path.read_bytes for 140 small files
                digest.update(file.read())
        return f"{__version__} {sys.hexversion} {digest.hexdigest()}"


def is_unchanged(path: str, digest: str) -> bool:
    """Return true if a file exists and its content has this digest."""
    try:
        # `is_file`, because reading a pipe might never end
        return Path(path).is_file() and digest_of(Path(path).read_bytes()) == digest
    except OSError:
        return False
