"""A database that is loaded from a dump equals the dumped database."""

import msgspec
import pytest

from mockserver.store.dump import WorldDump, create_dump, load_dump
from tests.store.records import NOW, Book, Loan, database

KINDS = (Book, Loan)


def test_loaded_dump_equals_database() -> None:
    db = database(Book(id="1", topics=("sea",)), Book(id="2"))
    for genre in ("b", "a"):  # the second change puts record 1 behind record 2 in the index
        with db.transaction():
            db.change(db.get_existing(Book, "1"), genre=genre)
    with db.transaction():
        db.store_content(db.get_existing(Book, "1"), b"\x00text")

    text = msgspec.json.encode(create_dump(db))
    loaded = load_dump(msgspec.json.decode(text, type=WorldDump), KINDS)

    assert list(loaded.all(Book)) == list(db.all(Book))
    assert [book.id for book in loaded.where(Book, genre="a")] == ["2", "1"]
    assert (loaded.clock.now(), loaded.clock.frozen) == (NOW, True)
    assert loaded.contents == {"1": b"\x00text"}
    assert loaded.new_id() == db.new_id()
    assert msgspec.json.encode(create_dump(load_dump(msgspec.json.decode(text, type=WorldDump), KINDS))) == text


def test_dump_contains_no_excluded_kinds_and_no_empty_tables() -> None:
    db = database(Book(id="1"))

    assert list(create_dump(db).tables) == ["Book"]
    assert create_dump(db, exclude=(Book,)).tables == {}


def test_dump_with_unknown_kind_is_rejected() -> None:
    with pytest.raises(KeyError, match="Chair"):
        load_dump(WorldDump(now=NOW, tables={"Chair": []}), KINDS)


def test_dump_with_invalid_record_is_rejected() -> None:
    with pytest.raises(msgspec.ValidationError, match="reader"):
        load_dump(WorldDump(now=NOW, tables={"Loan": [{"id": "1"}]}), KINDS)
