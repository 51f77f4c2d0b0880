"""A database with two small kinds of records, and functions for tests of the state file."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from mockserver.model.record import Record, indexed_by
from mockserver.store.clock import Clock
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource
from mockserver.store.state_file import StateFile

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


class Note(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("folder")

    folder: str
    text: str = ""
    updated_at: datetime


class Label(Record, frozen=True, kw_only=True):
    name: str


KINDS = (Label, Note)


def empty() -> Database:
    return Database(KINDS, Clock(NOW), RandomSource(7))


def write(db: Database, text: str, folder: str = "a") -> Note:
    with db.transaction():
        return db.put(Note(id=db.new_id(), folder=folder, text=text, updated_at=NOW))


def keep(db: Database, content: bytes) -> Note:
    with db.transaction():
        note = db.put(Note(id=db.new_id(), folder="files", updated_at=NOW))
        db.store_content(note, content)
    return note


def texts(db: Database) -> list[str]:
    return [note.text for note in db.all(Note)]


class Opener:
    """Opens databases that are stored in state files. `release` closes the files that are still open."""

    def __init__(self) -> None:
        self._open: list[StateFile] = []

    def __call__(
        self, path: Path, fsync: str = "off", *, repair: bool = False, new: Callable[[], Database] = empty
    ) -> tuple[Database, StateFile]:
        """Load a database from a state file, or create it with `new` if the file contains no state.

        Later commits are stored in the file.
        """
        file = StateFile(path, fsync)
        self._open.append(file)
        db = file.load(KINDS, repair=repair) or new()
        file.start(db)
        return db, file

    def release(self) -> None:
        """Simulate a kill of the server: close the files without writing to them, and release their locks."""
        for file in self._open:
            file.release()
        self._open.clear()
