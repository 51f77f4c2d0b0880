"""The database: transactions, change sets, forks and caches."""

from collections.abc import Container, Mapping
from datetime import timedelta

import pytest

from mockserver.model.record import Record
from mockserver.store.database import Change, ChangeSet, Database
from tests.store.records import NOW, Book, Loan, database


class Recorder:
    """A backend that stores the change sets it receives or, if `error` is given, raises this error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.commits: list[ChangeSet] = []
        self.error = error
        self.replacements = 0

    def commit(self, db: Database, changes: ChangeSet, contents: Mapping[str, bytes]) -> None:
        if self.error:
            raise self.error
        self.commits.append(changes)

    def committed(self, db: Database) -> None:
        pass

    def prepare(self, origin: Database, exclude: Container[type[Record]]) -> None:
        pass

    def replace(self, db: Database, origin: Database, exclude: Container[type[Record]]) -> None:
        self.replacements += 1

    def stage(self, content: bytes) -> None:
        pass

    def unstage(self, content: bytes) -> None:
        pass


def test_get_and_get_existing_find_record_by_id() -> None:
    db = database(Book(id="1"))

    assert db.get(Book, "1") == db.get_existing(Book, "1") == Book(id="1")
    assert db.get(Book, "2") is db.get(Book, None) is None
    with pytest.raises(KeyError, match="no Book 2"):
        db.get_existing(Book, "2")


def test_write_outside_transaction_is_rejected() -> None:
    db = database()

    with pytest.raises(RuntimeError, match="inside a transaction"):
        db.put(Book(id="1"))


def test_nested_transaction_is_rejected() -> None:
    db = database()

    with (
        db.transaction(),
        pytest.raises(RuntimeError, match="a transaction of this database is already open"),
        db.transaction(),
    ):
        pass


def test_transaction_reports_one_net_change_per_record() -> None:
    db = database(Book(id="1"), Book(id="2"))

    with db.transaction() as work:
        db.change(db.get_existing(Book, "1"), genre="b")
        db.change(db.get_existing(Book, "1"), genre="c")
        db.delete(db.get_existing(Book, "2"))
        db.delete(db.put(Book(id="3")))
        db.put(Loan(id="4", reader="Mia"))

    assert work.changes == [
        Change(Book, "1", Book(id="1"), Book(id="1", genre="c")),
        Change(Book, "2", Book(id="2"), None),
        Change(Loan, "4", None, Loan(id="4", reader="Mia")),
    ]


def test_failed_transaction_restores_records_random_source_and_version() -> None:
    db = database(Book(id="1"))
    version, twin = db.version, db.fork()

    def fail() -> None:
        with db.transaction():
            db.put(Book(id=db.new_id()))
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()

    assert (list(db.all(Book)), db.version) == ([Book(id="1")], version)
    assert db.new_id() == twin.new_id()


def test_abandoned_transaction_commits_nothing() -> None:
    db = database()
    db.backend = backend = Recorder()

    with db.transaction() as work:
        db.put(Book(id="1"))
        work.roll_back_on_exit()

    assert (list(db.all(Book)), work.changes, backend.commits) == ([], [], [])


def test_transaction_without_difference_is_not_committed() -> None:
    db = database(Book(id="1"))
    db.backend, version = (backend := Recorder()), db.version

    with db.transaction():
        db.change(db.get_existing(Book, "1"), genre="a")

    assert (backend.commits, db.version) == ([], version)


def test_commit_that_backend_rejects_is_undone() -> None:
    db = database(Book(id="1"))
    db.backend = Recorder(OSError("disk full"))

    with pytest.raises(OSError, match="disk full"), db.transaction():
        db.delete(db.get_existing(Book, "1"))

    assert list(db.all(Book)) == [Book(id="1")]
    with db.transaction() as work:
        work.roll_back_on_exit()


def test_backend_receives_each_change_set_once() -> None:
    db = database()
    db.backend = backend = Recorder()

    with db.transaction():
        db.put(Book(id="1"))

    assert backend.commits == [[Change(Book, "1", None, Book(id="1"))]]


def test_transaction_that_changes_record_and_back_reports_no_change() -> None:
    db = database(Book(id="1"))
    version = db.version

    with db.transaction() as work:
        db.change(db.change(db.get_existing(Book, "1"), genre="b", updated_at=NOW), genre="a", updated_at=NOW)

    assert (work.changes, db.version) == ([], version)


def test_change_without_difference_keeps_updated_at() -> None:
    db = database(Book(id="1"))
    later = NOW + timedelta(hours=1)
    db.set_clock(later, frozen=True)

    with db.transaction():
        assert db.change(db.get_existing(Book, "1"), genre="a").updated_at == NOW
        assert db.change(db.get_existing(Book, "1"), genre="b").updated_at == later


def test_deleting_missing_record_does_nothing() -> None:
    db = database()

    with db.transaction() as work:
        db.delete(Book(id="1"))

    assert work.changes == []


def test_restore_returns_to_state_clock_and_random_source() -> None:
    db = database(Book(id="1"), Book(id="2"))
    saved = db.fork()
    db.backend = backend = Recorder()
    db.set_clock(NOW + timedelta(days=1), frozen=True)
    first = db.new_id()
    with db.transaction():
        db.delete(db.get_existing(Book, "1"))
        db.put(Loan(id="3", reader="Mia"))

    db.restore(saved, exclude=(Loan,))

    assert [book.id for book in db.all(Book)] == ["1", "2"]
    assert [loan.id for loan in db.all(Loan)] == ["3"]
    assert (db.clock.now(), db.new_id(), backend.replacements) == (NOW, first, 1)


def test_derived_cache_is_cleared_by_change_of_its_kinds_only() -> None:
    db = database(Book(id="1"))
    db.derived_cache("sizes", Book)["a"] = 1

    with db.transaction():
        db.put(Loan(id="2", reader="Mia"))
    assert db.derived_cache("sizes", Book) == {"a": 1}
    with db.transaction():
        db.put(Book(id="3"))
    assert db.derived_cache("sizes", Book) == {}


def test_content_kept_in_fork_is_not_in_origin() -> None:
    book = Book(id="1")
    db = database(book)
    fork = db.fork()

    with fork.transaction():
        fork.store_content(book, b"text")

    assert (db.contents, fork.contents) == ({}, {"1": b"text"})
