"""The order of records in tables and indexes, also in a transaction that has deleted or changed records."""

from random import Random

import pytest

from mockserver.store.database import Database
from mockserver.store.table import Table
from tests.store.records import Book, database, ids


def test_table_lists_records_in_order_of_creation() -> None:
    db = database(Book(id="2"), Book(id="1"))

    assert ids(list(db.all(Book))) == ["2", "1"]
    assert len(db.table(Book)) == 2


def test_index_lists_records_oldest_and_newest_first() -> None:
    db = database(Book(id="1"), Book(id="2", genre="b"), Book(id="3"))

    assert ids(db.where(Book, genre="a")) == ["1", "3"]
    assert [book.id for book in db.newest(Book, genre="a")] == ["3", "1"]
    assert db.first(Book, genre="b") == Book(id="2", genre="b")
    assert (db.where(Book, genre="z"), db.first(Book, genre="z"), db.count(Book, genre="z")) == ([], None, 0)


def test_index_with_several_keys_lists_record_under_each() -> None:
    db = database(Book(id="1", topics=("sea", "art")), Book(id="2", topics=("art",)))

    assert ids(db.where(Book, topic="art")) == ["1", "2"]
    assert ids(db.where(Book, topic="sea")) == ["1"]


def test_count_inside_transaction_excludes_deleted_and_moved_records() -> None:
    db = database(Book(id="1"), Book(id="2"), Book(id="3"))

    with db.transaction():
        db.delete(db.get_existing(Book, "1"))
        assert (db.count(Book, genre="a"), len(db.table(Book))) == (2, 2)
        db.change(db.get_existing(Book, "2"), genre="b")
        assert (db.count(Book, genre="a"), db.count(Book, genre="b"), len(db.table(Book))) == (1, 1, 2)
    assert (db.count(Book, genre="a"), db.count(Book, genre="b"), len(db.table(Book))) == (1, 1, 2)


def test_rollback_restores_order_of_records_and_indexes() -> None:
    db = database(Book(id="1"), Book(id="2"), Book(id="3"))

    with db.transaction() as work:
        db.change(db.get_existing(Book, "2"), genre="b")
        db.delete(db.get_existing(Book, "1"))
        db.put(Book(id="4"))
        work.roll_back_on_exit()

    assert ids(list(db.all(Book))) == ["1", "2", "3"]
    assert ids(db.where(Book, genre="a")) == ["1", "2", "3"]
    assert (db.count(Book, genre="a"), db.count(Book, genre="b")) == (3, 0)


def test_record_that_returns_to_index_is_last() -> None:
    db = database(Book(id="1"), Book(id="2"))
    for genre in ("b", "a"):
        with db.transaction():
            db.change(db.get_existing(Book, "1"), genre=genre)

    assert ids(db.where(Book, genre="a")) == ["2", "1"]
    assert ids(list(db.all(Book))) == ["1", "2"]
    assert db.table(Book).orders() == {"genre": [("a", ["2", "1"])]}


def test_reorder_has_no_effect_unless_it_lists_all_records_of_a_key() -> None:
    db = database(Book(id="1"), Book(id="2"), Book(id="3"))

    db.table(Book).reorder("genre", ["2", "1"])
    assert ids(db.where(Book, genre="a")) == ["1", "2", "3"]
    db.table(Book).reorder("genre", ["3", "1", "2"])
    assert ids(db.where(Book, genre="a")) == ["3", "1", "2"]


def test_filled_table_equals_table_written_one_by_one() -> None:
    books = [Book(id="1", topics=("sea",)), Book(id="2", genre="b", topics=("sea", "art"))]
    written, filled = database(*books).table(Book), Table(Book)

    filled.fill(books)

    assert list(filled) == list(written)
    assert filled.where("topic", "sea") == written.where("topic", "sea") == books
    assert filled.count("genre", "b") == 1


@pytest.mark.parametrize("seed", range(10))
def test_deferred_indexes_equal_indexes_that_are_always_maintained(seed: int) -> None:
    books = [Book(id=str(number), genre="abc"[number % 3], topics=("x",)) for number in range(9)]
    expected, deferred = database(*books), database()

    write_at_random(expected, Random(seed))
    with deferred.deferred_indexes():
        with deferred.transaction():
            for book in books:
                deferred.put(book)
        write_at_random(deferred, Random(seed))

    assert list(deferred.all(Book)) == list(expected.all(Book))
    assert sorted_orders(deferred) == sorted_orders(expected)
    for index, keys in (("genre", "abc"), ("topic", "xyz")):
        for key in keys:
            assert deferred.table(Book).where(index, key) == expected.table(Book).where(index, key)
            assert deferred.table(Book).count(index, key) == expected.table(Book).count(index, key)


def sorted_orders(db: Database) -> dict[str, list[object]]:
    return {name: sorted(buckets, key=str) for name, buckets in db.table(Book).orders().items()}


def write_at_random(db: Database, random: Random) -> None:
    """Create, change, delete and restore books in many transactions. Some transactions are rolled back."""
    for _ in range(5):
        with db.transaction() as work:
            for _ in range(random.randrange(6)):
                id = str(random.randrange(9))
                book = Book(id=id, genre=random.choice("abc"), topics=tuple(random.choices("xyz", k=2)))
                if random.random() < 0.7:
                    db.put(book)
                elif found := db.get(Book, id):
                    db.delete(found)
            if random.random() < 0.2:
                work.roll_back_on_exit()
            if random.random() < 0.1:
                db.where(Book, genre="a")  # builds the index, if it is not built yet


def test_fork_and_origin_do_not_share_later_writes() -> None:
    db = database(Book(id="1"))
    fork = db.fork()

    with fork.transaction():
        fork.put(Book(id="2"))
        fork.change(fork.get_existing(Book, "1"), genre="b")
    with db.transaction():
        db.put(Book(id="3"))

    assert ids(db.where(Book, genre="a")) == ["1", "3"]
    assert (ids(fork.where(Book, genre="a")), ids(fork.where(Book, genre="b"))) == (["2"], ["1"])
