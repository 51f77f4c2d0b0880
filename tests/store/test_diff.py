"""Differences between two databases, and between two states of a record."""

from mockserver.store.database import Change
from mockserver.store.diff import between, changed_fields
from tests.store.records import Book, Loan, database


def test_between_lists_created_changed_and_deleted_records() -> None:
    before = database(Book(id="1"), Book(id="2"), Book(id="3"))
    after = before.fork()
    with after.transaction():
        after.change(after.get_existing(Book, "1"), genre="b")
        after.delete(after.get_existing(Book, "2"))
        after.put(Loan(id="4", reader="Mia"))

    assert between(before, after) == [
        Change(Book, "1", Book(id="1"), Book(id="1", genre="b")),
        Change(Book, "2", Book(id="2"), None),
        Change(Loan, "4", None, Loan(id="4", reader="Mia")),
    ]
    assert between(after, before) == [
        Change(Book, "1", Book(id="1", genre="b"), Book(id="1")),
        Change(Book, "2", None, Book(id="2")),
        Change(Loan, "4", Loan(id="4", reader="Mia"), None),
    ]


def test_between_ignores_record_that_was_changed_back() -> None:
    before = database(Book(id="1"))
    after = before.fork()
    for genre in ("b", "a"):
        with after.transaction():
            after.change(after.get_existing(Book, "1"), genre=genre)

    assert between(before, after) == []


def test_between_ignores_record_created_and_deleted_in_open_transaction() -> None:
    before = database()
    after = before.fork()
    with after.transaction():
        after.delete(after.put(Book(id="1")))
        assert between(before, after) == []


def test_changed_fields_are_plain_values() -> None:
    before = Book(id="1", topics=("sea",))

    assert changed_fields(before, Book(id="1", topics=("sea", "art"))) == {"topics": (("sea",), ("sea", "art"))}
    assert changed_fields(before, before) == {}
