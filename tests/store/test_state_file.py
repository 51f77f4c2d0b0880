"""State files: commits survive a stop and a kill of the server, and TinyDB can read the file at any time."""

import os
import stat
import threading
from pathlib import Path

import pytest
from tinydb import TinyDB

from mockserver.store import files
from mockserver.store.commit_journal import HEADER_SIZE
from mockserver.store.snapshot_file import SnapshotFile
from mockserver.store.state_file import StateError, StateFile
from tests.store.state_support import NOW, Label, Note, Opener, empty, keep, texts, write


def test_commits_survive_a_kill(path: Path, opener: Opener) -> None:
    before, _ = opener(path)
    write(before, "one")
    two = write(before, "two")
    with before.transaction():
        before.change(two, text="two again")
    write(before, "three")
    with before.transaction():
        before.delete(next(before.all(Note)))
    opener.release()

    after, _ = opener(path)

    assert texts(after) == ["two again", "three"]
    assert after.new_id() == before.new_id()


def test_clean_stop_leaves_one_complete_file_and_no_journal(path: Path, opener: Opener) -> None:
    before, file = opener(path)
    write(before, "one")
    before.set_clock(NOW.replace(hour=17), frozen=True)
    file.close(before)

    assert [item.name for item in path.parent.iterdir()] == ["state.json"]
    after, _ = opener(path)
    assert texts(after) == ["one"]
    assert after.clock.now().hour == 17


def test_later_runs_continue_the_commit_numbers(path: Path, opener: Opener) -> None:
    for text in ("one", "two", "three"):
        db, file = opener(path)
        write(db, text)
        if text != "two":
            file.close(db)
        opener.release()

    assert texts(opener(path)[0]) == ["one", "two", "three"]


def test_index_order_that_differs_from_row_order_survives(path: Path, opener: Opener) -> None:
    before, file = opener(path)
    first = write(before, "first", folder="a")
    write(before, "second", folder="b")
    with before.transaction():
        before.change(first, folder="b")
    file.close(before)

    after, _ = opener(path)

    assert [note.text for note in after.where(Note, folder="b")] == ["second", "first"]


def test_empty_file_is_treated_as_a_new_state(path: Path, opener: Opener) -> None:
    path.touch()
    before, _ = opener(path)
    write(before, "one")
    opener.release()

    assert texts(opener(path)[0]) == ["one"]


def test_contents_survive_a_kill_and_are_removed_with_their_record(path: Path, opener: Opener) -> None:
    before, _ = opener(path)
    note = keep(before, b"\x00picture")
    opener.release()

    after, reopened = opener(path)
    assert after.contents == {note.id: b"\x00picture"}

    with after.transaction():
        after.delete(note)
    reopened.close(after)
    third, _ = opener(path)
    assert third.contents == {}
    assert list(path.with_name("state.json.contents").iterdir()) == []


def test_contents_of_the_initial_state_survive_a_kill(path: Path, opener: Opener) -> None:
    fixture = empty()
    note = keep(fixture, b"avatar")
    opener(path, new=lambda: fixture)
    opener.release()

    assert opener(path)[0].contents == {note.id: b"avatar"}


def test_content_that_was_staged_and_unstaged_is_removed(path: Path, opener: Opener) -> None:
    db, _ = opener(path)
    content = b"never kept"
    db.stage_content(content)
    assert len(list(path.with_name("state.json.contents").iterdir())) == 1

    db.unstage_content(content)

    assert list(path.with_name("state.json.contents").iterdir()) == []


@pytest.mark.parametrize("close", [False, True])
def test_restored_state_survives_a_stop(path: Path, opener: Opener, close: bool) -> None:
    before, file = opener(path)
    write(before, "one")
    picture = keep(before, b"picture")
    snapshot = before.fork()
    write(before, "two")
    with before.transaction():
        before.delete(picture)
        before.put(Label(id=before.new_id(), name="made later"))

    before.restore(snapshot, exclude=(Label,))
    write(before, "three")
    if close:
        file.close(before)
    opener.release()

    after, _ = opener(path)
    assert texts(after) == ["one", "", "three"]
    assert [label.name for label in after.all(Label)] == ["made later"]
    assert after.contents == {picture.id: b"picture"}
    assert after.new_id() == before.new_id()


def test_two_restores_in_a_row_end_with_the_second(path: Path, opener: Opener) -> None:
    db, _ = opener(path)
    first = db.fork()
    write(db, "one")
    second = db.fork()
    write(db, "two")

    db.restore(first)
    db.restore(second)
    opener.release()

    assert texts(opener(path)[0]) == ["one"]


def test_plain_tinydb_shows_a_table_for_each_kind(path: Path, opener: Opener) -> None:
    before, file = opener(path)
    write(before, "one")
    file.close(before)

    with TinyDB(path, access_mode="r") as database:
        assert database.tables() == {"_journal", "_meta", "_contents", "Label", "Note"}
        assert [row["text"] for row in database.table("Note")] == ["one"]
    with TinyDB(path, storage=SnapshotFile) as checked:
        assert [row["text"] for row in checked.table("Note")] == ["one"]


def test_file_under_rewrite_is_readable_by_tinydb_after_each_rewrite(
    path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.store.state_file.SMALLEST_JOURNAL", 2_000)
    db, file = opener(path)
    for number in range(300):
        write(db, f"{number}")
        if number % 50 == 49:
            file._jobs.submit(lambda: None).result()  # wait until all rewrites have ended

    with TinyDB(path, access_mode="r") as database:
        assert len(database.table("Note")) > 100
    assert file.journal.size < path.stat().st_size
    opener.release()
    assert texts(opener(path)[0]) == [f"{number}" for number in range(300)]


def test_commits_during_a_rewrite_stay_in_the_journal(
    path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.store.state_file.SMALLEST_JOURNAL", 200)
    db, file = opener(path)
    rewriting, continues = threading.Event(), threading.Event()
    reserve = files.reserve

    def wait(*args: object) -> None:
        rewriting.set()
        assert continues.wait(60)

    monkeypatch.setattr(files, "reserve", wait)
    for number in range(30):
        write(db, f"before {number}")
    assert rewriting.wait(60)
    monkeypatch.setattr(files, "reserve", reserve)
    write(db, "meanwhile")
    continues.set()
    file._jobs.submit(lambda: None).result()
    write(db, "afterwards")
    opener.release()

    assert texts(opener(path)[0]) == [*(f"before {number}" for number in range(30)), "meanwhile", "afterwards"]


def test_large_state_stops_without_a_rewrite(path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.store.state_file.LARGEST_FINAL_REWRITE", 100)
    db, file = opener(path)
    written = path.read_bytes()
    write(db, "one")

    file.close(db)

    assert path.read_bytes() == written
    assert texts(opener(path)[0]) == ["one"]


# --- permissions, links and locks ------------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_files_are_readable_by_their_owner_only(path: Path, opener: Opener) -> None:
    db, _ = opener(path)
    keep(db, b"picture")

    assert {item.name: mode(item) for item in path.parent.iterdir()} == {
        "state.json": 0o600,
        "state.json.journal": 0o600,
        "state.json.contents": 0o700,
    }
    assert [mode(item) for item in path.with_name("state.json.contents").iterdir()] == [0o600]


def test_rewritten_file_keeps_inode_mode_and_links(path: Path, opener: Opener) -> None:
    real, link = path.with_name("real.json"), path.with_name("hard.json")
    real.touch(0o640)
    path.symlink_to(real)
    link.hardlink_to(real)
    inode = real.stat().st_ino
    db, file = opener(path)
    write(db, "one")
    file.close(db)

    assert path.is_symlink()
    assert (real.stat().st_ino, mode(real), link.read_bytes()) == (inode, 0o640, real.read_bytes())
    assert b'"text":"one"' in real.read_bytes()


@pytest.mark.parametrize("second", ["state.json", "symbolic.json", "hard.json"])
def test_second_server_on_the_same_file_is_rejected(path: Path, opener: Opener, second: str) -> None:
    opener(path)
    path.with_name("symbolic.json").symlink_to(path)
    path.with_name("hard.json").hardlink_to(path)

    with pytest.raises(StateError, match=r"\.json is used by another mockserver"):
        StateFile(path.with_name(second))


def test_file_that_was_removed_meanwhile_is_written_again(path: Path, opener: Opener) -> None:
    db, file = opener(path)
    write(db, "one")
    path.unlink()

    file.close(db)

    assert texts(opener(path)[0]) == ["one"]


def test_directory_fifo_and_unwritable_folder_are_rejected_with_the_reason(path: Path) -> None:
    fifo = path.with_name("fifo")
    os.mkfifo(fifo)

    with pytest.raises(StateError, match="is a directory"):
        StateFile(path.parent)
    with pytest.raises(StateError, match="is not a regular file"):
        StateFile(fifo)
    with pytest.raises(StateError, match="can't be written: "):
        StateFile(Path("/proc/state.json"))


def test_journal_starts_empty_after_a_clean_start(path: Path, opener: Opener) -> None:
    _, file = opener(path)

    assert file.journal.path.stat().st_size == HEADER_SIZE
