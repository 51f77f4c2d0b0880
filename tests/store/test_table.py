"""Tables: random changes, rollbacks and forks, compared with a simple model that copies all data."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import ClassVar

import pytest

from mockserver.model.record import Record, indexed_by
from mockserver.store import table as table_module
from mockserver.store.clock import Clock
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource
from mockserver.store.table import Table


class Card(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("board", tags=lambda row: tuple(row.tags))

    board: str
    tags: tuple[str, ...] = ()


BOARDS = ("a", "b", "c")
TAGS = ("x", "y", "z")


def database() -> Database:
    return Database((Card,), Clock(datetime(2026, 1, 1, tzinfo=UTC), True), RandomSource(0))


class Model:
    """A database, and a copy of its records and indexes in lists. `check` compares the database with the copy."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.cards: list[Card] = []
        self.buckets: dict[tuple[str, str], list[str]] = {}

    def fork(self) -> Model:
        other = Model(self.db.fork())
        other.cards = list(self.cards)
        other.buckets = {key: list(ids) for key, ids in self.buckets.items()}
        return other

    def put(self, card: Card) -> None:
        self.db.put(card)
        old = next((item for item in self.cards if item.id == card.id), None)
        before = _keys(old) if old else []
        if old:
            self.cards[self.cards.index(old)] = card
        else:
            self.cards.append(card)
        for key in before:
            if key not in _keys(card):
                self.buckets[key].remove(card.id)
        for key in _keys(card):
            if key not in before:
                self.buckets.setdefault(key, []).append(card.id)

    def delete(self, card: Card) -> None:
        self.db.delete(card)
        self.cards.remove(card)
        for key in _keys(card):
            self.buckets[key].remove(card.id)

    def check(self) -> None:
        table: Table[Card] = self.db.table(Card)
        assert list(table) == self.cards
        assert len(table) == len(self.cards)
        known = {card.id: card for card in self.cards}
        for index, keys in (("board", BOARDS), ("tags", TAGS)):
            for key in keys:
                expected = [known[id] for id in self.buckets.get((index, key), [])]
                assert table.where(index, key) == expected
                assert list(table.oldest(index, key)) == expected
                assert list(table.newest(index, key)) == expected[::-1]
                assert table.count(index, key) == len(expected)


def _keys(card: Card) -> list[tuple[str, str]]:
    return [("board", card.board), *(("tags", tag) for tag in card.tags)]


class _Rollback(Exception):
    pass


@pytest.fixture(params=[0, 10, 10_000], ids=["base-always", "base-from-10-rows", "base-never"])
def min_base(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MIN_BASE", request.param)


@pytest.mark.usefixtures("min_base")
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))])
def test_table_after_random_changes_and_forks_equals_the_model(seed: int) -> None:
    random = Random(seed)
    models = [Model(database())]
    for number in range(160):
        model = random.choice(models)
        if random.random() < 0.15 and len(models) < 6:
            models.append(model.fork())
            continue
        attempt, fails = model.fork(), random.random() < 0.3
        attempt.db = model.db
        try:
            with model.db.transaction():
                cards = random.sample(attempt.cards, min(len(attempt.cards), random.randint(0, 4)))
                # A transaction changes each card at most once. If it removed an index entry and added it again, the
                # database would keep the entry's old place, but the lists of `Model` would move the entry to the end.
                for card in cards:
                    _change(attempt, card, random)
                attempt.put(Card(id=f"{number}", board=random.choice(BOARDS), tags=("x",)))
                if fails:
                    raise _Rollback
        except _Rollback:
            pass
        else:
            model.cards, model.buckets = attempt.cards, attempt.buckets
        for each in models:
            each.check()


def _change(model: Model, card: Card, random: Random) -> None:
    if random.random() < 0.5:
        model.delete(card)
    else:
        tags = tuple(random.sample(TAGS, random.randint(0, 2)))
        model.put(Card(id=card.id, board=random.choice(BOARDS), tags=tags))


@pytest.mark.usefixtures("min_base")
def test_table_counts_inside_a_transaction_exclude_deleted_records() -> None:
    db = database()
    with db.transaction():
        cards = [db.put(Card(id=str(number), board="a")) for number in range(12)]
    db.fork()
    with db.transaction():
        db.delete(cards[3])
        assert len(db.table(Card)) == 11
        assert db.count(Card, board="a") == 11
        db.put(Card(id="4", board="b"))
        assert db.count(Card, board="a") == 10
        assert [card.id for card in db.where(Card, board="a")] == ["0", "1", "2", *map(str, range(5, 12))]


@pytest.mark.usefixtures("min_base")
def test_differing_ids_lists_changed_records_before_deleted_ones() -> None:
    db = database()
    with db.transaction():
        cards = [db.put(Card(id=str(number), board="a")) for number in range(12)]
    before = db.fork()
    assert db.table(Card).differing_ids(before.table(Card)) == []
    with db.transaction():
        db.delete(cards[0])
        db.put(Card(id="new", board="a"))
        db.put(Card(id="5", board="b"))
        db.put(Card(id="6", board="a"))  # no difference, because the record is equal to the previous one
    assert db.table(Card).differing_ids(before.table(Card)) == ["5", "new", "0"]
    assert before.table(Card).differing_ids(db.table(Card)) == ["0", "5", "new"]


@pytest.mark.usefixtures("min_base")
def test_reorder_changes_the_order_of_one_bucket() -> None:
    db = database()
    db.table(Card).fill(Card(id=str(number), board="a", tags=("x",)) for number in range(3))
    db.table(Card).reorder("board", ["2", "0", "1"])
    assert [card.id for card in db.where(Card, board="a")] == ["2", "0", "1"]
    assert [card.id for card in db.where(Card, tags="x")] == ["0", "1", "2"]
    assert db.table(Card).orders() == {"board": [("a", ["2", "0", "1"])]}
