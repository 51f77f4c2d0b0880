"""State that survives: what was committed is there after any end, and damage is told, not swallowed."""

import os
import random
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from tinydb import TinyDB

from mockserver.model.record import Record, by
from mockserver.store.clock import Clock
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource
from mockserver.store.state_file import StateError, StateFile


class Note(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = by("shelf")

    shelf: str
    text: str = ""
    updated_at: datetime


NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


def db() -> Database:
    return Database([Note], Clock(NOW), RandomSource(7))


def write(db: Database, text: str, shelf: str = "a") -> Note:
    with db.transaction():
        return db.put(Note(id=db.new_id(), shelf=shelf, text=text, updated_at=NOW))


def kept(path: Path, fsync: str = "off") -> tuple[Database, StateFile]:
    """A world in the care of a state file, new or as it was."""
    file = StateFile(path, fsync)
    loaded = file.load([Note]) or db()
    file.start(loaded)
    return loaded, file


def texts(db: Database) -> list[str]:
    return [note.text for note in db.all(Note)]


def abandon(file: StateFile) -> None:
    """As a kill leaves it: nothing is written any more, the system takes the lock back."""
    os.close(file._file)
    os.close(file._lock)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def test_commits_survive_kill(path: Path) -> None:
    before, file = kept(path)
    write(before, "one")
    two = write(before, "two")
    with before.transaction():
        before.change(two, text="two again")
    write(before, "three")
    with before.transaction():
        before.delete(next(before.all(Note)))
    abandon(file)

    after, _ = kept(path)

    assert texts(after) == ["two again", "three"]
    assert after.new_id() == before.new_id()


def test_clean_stop_leaves_empty_journal(path: Path) -> None:
    before, file = kept(path)
    write(before, "one")
    before.set_clock(NOW.replace(hour=17), frozen=True)
    file.close(before)

    assert file.journal.read_bytes() == b""
    after, _ = kept(path)
    assert texts(after) == ["one"]
    assert after.clock.now().hour == 17


def test_table_order_survives_restart(path: Path) -> None:
    before, file = kept(path)
    first = write(before, "first", shelf="a")
    write(before, "second", shelf="b")
    with before.transaction():
        before.change(first, shelf="b")
    file.close(before)

    after, _ = kept(path)

    assert [note.text for note in after.where(Note, shelf="b")] == ["second", "first"]


def test_torn_last_line_is_dropped_with_warning(path: Path) -> None:
    before, file = kept(path)
    write(before, "one")
    write(before, "two")
    abandon(file)
    file.journal.write_bytes(file.journal.read_bytes()[:-9])

    after, reopened = kept(path)

    assert texts(after) == ["one"]
    assert "cut off" in reopened.warnings[0]


def test_other_damage_stops_start_and_repair_keeps_valid_prefix(path: Path) -> None:
    before, file = kept(path)
    for text in ("one", "two", "three"):
        write(before, text)
    abandon(file)
    lines = file.journal.read_bytes().splitlines(keepends=True)
    file.journal.write_bytes(lines[0] + lines[1].replace(b"two", b"owt") + lines[2])

    broken = StateFile(path)
    with pytest.raises(StateError, match=r"journal, line 2 is damaged.*--state-repair"):
        broken.load([Note])
    abandon(broken)
    repaired = StateFile(path)
    after = repaired.load([Note], repair=True)

    assert after is not None
    assert texts(after) == ["one"]
    aside = path.with_name("state.json.journal.damaged-1").read_bytes()
    assert aside == lines[1].replace(b"two", b"owt") + lines[2]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{bad", "is not readable"),
        ("[]", "is no state file"),
        ('{"_meta": {"1": {"format": 99}}}', "has format 99, this server knows format 1"),
        ('{"Note": {"1": {}}}', "is no state file"),
    ],
)
def test_file_of_other_format_is_rejected(path: Path, content: str, says: str) -> None:
    path.write_text(content)

    with pytest.raises(StateError, match=says):
        StateFile(path).load([Note])


def test_blob_bytes_survive_kill_and_are_deleted_with_record(path: Path) -> None:
    before, file = kept(path)
    with before.transaction():
        note = before.put(Note(id=before.new_id(), shelf="a", updated_at=NOW))
        before.keep(note, b"\x00picture")
    abandon(file)

    after, reopened = kept(path)
    assert after.contents == {note.id: b"\x00picture"}

    with after.transaction():
        after.delete(note)
    reopened.close(after)
    third, last = kept(path)
    assert third.contents == {}
    last.close(third)
    assert list(path.with_name("state.json.contents").iterdir()) == []


def test_second_server_is_rejected(path: Path) -> None:
    _, file = kept(path)

    with pytest.raises(StateError, match="in use by another mockserver"):
        StateFile(path)
    abandon(file)


def test_state_file_opens_with_plain_tinydb(path: Path) -> None:
    before, file = kept(path)
    write(before, "one")
    file.close(before)

    with TinyDB(path) as database:
        assert database.tables() == {"_meta", "Note"}
        assert [row["text"] for row in database.table("Note")] == ["one"]


def test_large_journal_is_merged_into_snapshot(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.store.state_file.SMALLEST_JOURNAL", 10_000)
    before, file = kept(path)
    for number in range(500):
        write(before, f"{number}")

    assert file.journal.stat().st_size < 2 * path.stat().st_size + 10_000
    abandon(file)
    assert texts(kept(path)[0]) == [f"{number}" for number in range(500)]


def test_full_disk_rejects_commit_and_keeps_data(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, file = kept(path)
    write(before, "one")
    monkeypatch.setattr(os, "write", lambda *_: 3)

    with pytest.raises(OSError, match="the disk took 3 of"):
        write(before, "two")
    monkeypatch.undo()
    assert texts(before) == ["one"]
    write(before, "three")
    abandon(file)
    assert texts(kept(path)[0]) == ["one", "three"]


@pytest.mark.slow
@pytest.mark.parametrize("round", range(50))
def test_kill_at_any_moment_loses_no_acknowledged_commit(path: Path, round: int) -> None:
    """Each transaction writes two notes; a half one would leave one."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        mine, _ = kept(path, "always")
        for number in range(2000):
            with mine.transaction():
                mine.put(Note(id=mine.new_id(), shelf="a", text=f"{number} left", updated_at=NOW))
                mine.put(Note(id=mine.new_id(), shelf="a", text=f"{number} right", updated_at=NOW))
            os.write(writer, b".")
        os._exit(0)
    os.close(writer)
    wanted, acknowledged = random.Random(round).randint(1, 60), 0
    while acknowledged < wanted:
        acknowledged += len(os.read(reader, 64))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(reader, 4096):
        acknowledged += len(rest)
    os.close(reader)

    found = texts(kept(path)[0])

    assert len(found) % 2 == 0
    assert len(found) // 2 in (acknowledged, acknowledged + 1)
