"""Kinds of records for tests of the store, which does not depend on Operately's kinds of records."""

from datetime import UTC, datetime

from mockserver.model.record import Record, indexed_by
from mockserver.store.clock import Clock
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


class Book(Record, frozen=True, kw_only=True):
    INDEXES = indexed_by("genre", topic=lambda book: book.topics)

    genre: str = "a"
    topics: tuple[str, ...] = ()
    updated_at: datetime = NOW


class Loan(Record, frozen=True, kw_only=True):
    reader: str


def database(*books: Book) -> Database:
    """Return a database with the kinds Book and Loan, these books, and a frozen clock."""
    db = Database((Book, Loan), Clock(NOW), RandomSource(7))
    with db.transaction():
        for book in books:
            db.put(book)
    return db


def ids(books: list[Book]) -> list[str]:
    return [book.id for book in books]
