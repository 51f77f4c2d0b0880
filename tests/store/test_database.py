"""Transactions of a database and the changes that they report."""

from datetime import UTC, datetime
from typing import ClassVar

from mockserver.model.record import Record, by
from mockserver.store.clock import Clock
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource


class Note(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = by("shelf")

    shelf: str


def test_transaction_that_changes_a_record_and_back_reports_no_change() -> None:
    db = Database([Note], Clock(datetime(2026, 3, 12, 9, tzinfo=UTC)), RandomSource(7))
    with db.transaction() as making:
        note = db.put(Note(id=db.new_id(), shelf="a"))

    with db.transaction() as work:
        db.change(db.change(note, shelf="b"), shelf="a")

    assert (len(making.changes), work.changes, db.version) == (1, [], 1)
    assert db.where(Note, shelf="a") == [note]
    assert db.where(Note, shelf="b") == []
