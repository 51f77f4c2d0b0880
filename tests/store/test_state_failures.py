"""Failed writes to the disk. They change neither the database nor the files, and the next commit succeeds."""

import errno
import os
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from mockserver.store import files
from mockserver.store.database import CommitFailed, Database
from mockserver.store.state_file import StateFile
from tests.store.state_support import NOW, Label, Note, Opener, keep, texts, write


class Disk:
    """A disk with `left` free bytes, or without a limit if `left` is None.

    A write of more than `left` bytes fails after it has written some of the bytes.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left: int | None = None
        write_at = files.write_at

        def limited(file: FileIO, offset: int, content: bytes) -> None:
            if self.left is None:
                write_at(file, offset, content)
                return
            taken = content[: self.left]
            self.left -= len(taken)
            write_at(file, offset, taken)
            if len(taken) < len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(files, "write_at", limited)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def picture(db: Database) -> dict[str, Any]:
    """Return the data of a database that a failed write must not change."""
    return {
        "notes": list(db.all(Note)),
        "by folder": [note.id for note in db.where(Note, folder="a")],
        "now": db.clock.now(),
        "drawn": db.random_source.counter,
        "contents": db.contents,
        "metadata": db.metadata,
        "version": db.version,
    }


@pytest.mark.parametrize("taken", [0, 1, 30, 150])
def test_partly_written_line_is_cut_off_and_the_commit_undone(
    path: Path, opener: Opener, disk: Disk, taken: int
) -> None:
    db, file = opener(path)
    write(db, "one")
    before, journal = picture(db), file.journal.path.read_bytes()

    disk.left = taken
    with pytest.raises(CommitFailed, match=r"state\.json can't be written \(No space left on device\); nothing was"):
        write(db, "two")
    disk.left = None

    assert picture(db) == before
    assert file.journal.path.read_bytes() == journal
    write(db, "three")
    opener.release()
    assert texts(opener(path)[0]) == ["one", "three"]


@pytest.mark.parametrize("next_text", ["a text that is longer than the one that failed" * 9, "short"])
def test_line_that_could_not_be_cut_off_is_cut_off_before_the_next_commit(
    path: Path, opener: Opener, disk: Disk, monkeypatch: pytest.MonkeyPatch, next_text: str
) -> None:
    db, file = opener(path)
    write(db, "one")
    whole = file.journal.path.stat().st_size

    class Stuck(FileIO):
        def truncate(self, size: int | None = None, /) -> int:
            raise OSError(errno.EIO, "Input/output error")

    file.journal.close()
    file.journal._file = Stuck(file.journal.path, "r+")
    disk.left = 100
    with pytest.raises(CommitFailed):
        write(db, "two" * 50)
    disk.left = None
    assert file.journal.path.stat().st_size == whole + 100
    with pytest.raises(CommitFailed, match="Input/output error"):
        write(db, "still stuck")
    file.journal.close()  # the next commit opens the file again, and can then truncate it

    write(db, next_text)
    opener.release()

    assert texts(opener(path)[0]) == ["one", next_text]


def test_failed_fsync_undoes_the_commit(path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    db, _ = opener(path, "always")
    write(db, "one")

    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CommitFailed, match="Input/output error"):
        write(db, "two")
    monkeypatch.undo()

    assert texts(db) == ["one"]
    write(db, "three")
    opener.release()
    assert texts(opener(path)[0]) == ["one", "three"]


@pytest.mark.parametrize("taken", [0, 5, 16, 80])
def test_failed_upload_leaves_neither_row_nor_file(path: Path, opener: Opener, disk: Disk, taken: int) -> None:
    db, _ = opener(path)
    before = picture(db)

    disk.left = taken
    with pytest.raises(CommitFailed):
        keep(db, b"0123456789abcdef")
    disk.left = None

    assert picture(db) == before
    assert list(path.with_name("state.json.contents").glob("*")) == []
    note = keep(db, b"again")
    opener.release()
    assert opener(path)[0].contents == {note.id: b"again"}


def test_failed_clock_change_does_not_change_the_clock(path: Path, opener: Opener, disk: Disk) -> None:
    db, _ = opener(path)
    write(db, "one")
    before = picture(db)

    disk.left = 10
    with pytest.raises(CommitFailed):
        db.set_clock(NOW.replace(hour=20), frozen=False)
    disk.left = None

    assert picture(db) == before
    assert db.clock.frozen
    opener.release()
    assert picture(opener(path)[0])["now"] == NOW


def room(file: StateFile, snapshot: Database) -> int:
    """Return the size in bytes of a state file that contains the data of a snapshot."""
    file.prepare(snapshot, ())
    return file.replacer.fresh.stat().st_size


@pytest.mark.parametrize("taken", ["nothing", "a part of the snapshot", "no line", "a part of the line"])
def test_failed_restore_changes_nothing_and_later_commits_are_stored(
    path: Path, opener: Opener, disk: Disk, taken: str
) -> None:
    db, file = opener(path)
    write(db, "one")
    snapshot = db.fork()
    write(db, "two")
    before, size = picture(db), room(file, snapshot)
    file._prepared = None

    disk.left = {"nothing": 0, "a part of the snapshot": 99, "no line": size, "a part of the line": size + 20}[taken]
    with pytest.raises(CommitFailed):
        db.restore(snapshot)
    disk.left = None

    assert picture(db) == before
    assert not file.replacer.fresh.exists()
    write(db, "three")
    opener.release()
    after, _ = opener(path)
    assert texts(after) == ["one", "two", "three"]
    after.restore(snapshot)
    opener.release()
    assert texts(opener(path)[0]) == ["one"]


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_restore_whose_file_cannot_be_copied_is_finished_later(
    path: Path, opener: Opener, disk: Disk, share: float
) -> None:
    db, file = opener(path)
    for number in range(9):
        write(db, f"{number}")
    snapshot = db.fork()
    write(db, "dropped")
    file.prepare(snapshot, (Label,))
    # the last 300 bytes are for the line in the journal
    disk.left = int(file.replacer.fresh.stat().st_size * share) + 300

    db.restore(snapshot, exclude=(Label,))
    file._jobs.submit(lambda: None).result()
    assert file.replacer.copy_pending
    disk.left = None
    write(db, "later")
    opener.release()

    after, file = opener(path)
    assert texts(after) == [*(f"{number}" for number in range(9)), "later"]
    assert not file.replacer.fresh.exists()


def test_failed_rewrite_fails_no_commit_and_is_tried_again(
    path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("mockserver.store.state_file.SMALLEST_JOURNAL", 3_000)
    db, file = opener(path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "reserve", full)
    for number in range(60):
        write(db, f"{number}")
        file._jobs.submit(lambda: None).result()
    grown = file.journal.size

    assert not file.replacer.fresh.exists()
    assert [record.message for record in caplog.records if "can't be rewritten now" in record.message]
    monkeypatch.undo()
    monkeypatch.setattr("mockserver.store.state_file.SMALLEST_JOURNAL", 3_000)
    for number in range(60, 120):
        write(db, f"{number}")
        file._jobs.submit(lambda: None).result()
    assert file.journal.size < grown
    opener.release()
    assert texts(opener(path)[0]) == [f"{number}" for number in range(120)]


def test_commits_stay_in_the_journal_if_the_disk_is_full_at_the_stop(path: Path, opener: Opener, disk: Disk) -> None:
    db, file = opener(path)
    write(db, "one")
    disk.left = 60

    file.close(db)

    disk.left = None
    assert not file.replacer.fresh.exists()
    assert texts(opener(path)[0]) == ["one"]
