"""Damaged state files: the start fails with a message, and a repair keeps all undamaged parts.

Checksums determine which parts are damaged.
"""

import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver.store.commit_journal import HEADER_SIZE
from mockserver.store.state_file import StateError, StateFile
from tests.store.state_support import KINDS, Label, Note, Opener, keep, texts, write

pytestmark = pytest.mark.slow


def refused(path: Path) -> str:
    """Load a state file, which must fail, and return the error message."""
    file = StateFile(path)
    try:
        with pytest.raises(StateError) as error:
            file.load(KINDS)
    finally:
        file.release()
    return str(error.value)


@pytest.fixture
def journal(path: Path) -> Path:
    return path.with_name("state.json.journal")


@pytest.fixture
def killed(path: Path, opener: Opener) -> Path:
    """Return the path of a state file after a kill of the server.

    The state file contains two notes and a label, and its journal contains three notes.
    """
    db, file = opener(path)
    write(db, "one")
    write(db, "two")
    with db.transaction():
        db.put(Label(id=db.new_id(), name="label"))
    file.close(db)
    db, _ = opener(path)
    for text in ("three", "four", "five"):
        write(db, text)
    opener.release()
    return path


def edit(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert data.count(old) == 1
    path.write_bytes(data.replace(old, new))


# --- the journal of the state file -----------------------------------------------------------------------------------


def test_line_cut_off_before_it_was_acknowledged_is_dropped_with_a_warning(
    killed: Path, journal: Path, opener: Opener
) -> None:
    whole = journal.read_bytes()
    db, _ = opener(killed)
    write(db, "six")
    opener.release()
    line = journal.read_bytes()[len(whole) :]
    # the header still has the number of the previous commit, so the last commit was not acknowledged
    journal.write_bytes(whole + line[:-9])

    after, file = opener(killed)
    assert texts(after) == ["one", "two", "three", "four", "five"]
    assert "dropped the last line, because it is incomplete" in file.warnings[0]

    write(after, "seven")
    opener.release()
    assert texts(opener(killed)[0]) == ["one", "two", "three", "four", "five", "seven"]


@pytest.mark.parametrize(
    ("damage", "message", "good"),
    [
        (lambda data: data.replace(b"four", b"fuor"), "line 3 is damaged", 1),
        (lambda data: data[: data.rindex(b"\n", 0, -1) + 1], "it does not contain the commits from 6 to 6", 2),
        (lambda data: data[:-5], "it does not contain the commits from 6 to 6", 2),
        (lambda data: data.replace(data.split(b"\n")[2] + b"\n", b""), "line 3 is damaged", 1),
        (lambda data: b"M" + data[1:], "line 1 is damaged", 3),
        (lambda data: data[:20], "line 1 is damaged", 0),
        (lambda data: b"", "line 1 is damaged", 0),
    ],
    ids=["changed", "last line lost", "last line cut off", "line lost", "header changed", "cut off", "emptied"],
)
def test_damaged_journal_is_rejected_and_repair_keeps_the_commits_before_the_damage(
    killed: Path, journal: Path, opener: Opener, damage: Callable[[bytes], bytes], message: str, good: int
) -> None:
    journal.write_bytes(damage(journal.read_bytes()))

    assert re.search(rf"state\.json\.journal: .*{message}.*--state-repair", refused(killed))
    after, file = opener(killed, repair=True)
    assert texts(after) == ["one", "two", "three", "four", "five"][: 2 + good]
    assert any(message in warning for warning in file.warnings)
    opener.release()
    assert texts(opener(killed)[0]) == texts(after)


def test_repair_moves_the_rest_of_the_journal_to_another_file(killed: Path, journal: Path, opener: Opener) -> None:
    edit(journal, b"four", b"fuor")
    lines = journal.read_bytes().splitlines(keepends=True)

    _, file = opener(killed, repair=True)

    aside = killed.with_name("state.json.journal.damaged-1")
    assert aside.read_bytes() == lines[2] + lines[3]
    assert any(str(aside) in warning for warning in file.warnings)


def test_missing_journal_is_rejected_and_repair_keeps_the_snapshot(killed: Path, journal: Path, opener: Opener) -> None:
    journal.unlink()

    assert "state.json.journal is missing" in refused(killed)
    assert texts(opener(killed, repair=True)[0]) == ["one", "two"]


def test_journal_of_another_state_is_rejected(killed: Path, journal: Path, opener: Opener, tmp_path: Path) -> None:
    other = tmp_path / "other" / "state.json"
    db, _ = opener(other)
    for _ in range(9):
        write(db, "another state")
    opener.release()
    journal.write_bytes(other.with_name("state.json.journal").read_bytes())

    assert "belong to different states" in refused(killed)
    assert texts(opener(killed, repair=True)[0]) == ["one", "two"]


def test_older_copy_of_the_state_file_is_rejected(path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    db, file = opener(path)
    write(db, "one")
    earlier = path.read_bytes()
    monkeypatch.setattr("mockserver.store.state_file.SMALLEST_JOURNAL", 0)
    for number in range(20):
        write(db, f"{number}")
        file._jobs.submit(lambda: None).result()
    opener.release()
    path.write_bytes(earlier)

    assert "does not continue" in refused(path)


# --- the state file --------------------------------------------------------------------------------------------------


def test_damaged_record_is_rejected_and_repair_keeps_all_others(killed: Path, opener: Opener) -> None:
    edit(killed, b'"text":"one"', b'"text":"owe"')

    assert "1 of 2 records of Note are damaged or missing" in refused(killed)
    after, file = opener(killed, repair=True)
    assert texts(after) == ["two", "three", "four", "five"]
    assert [label.name for label in after.all(Label)] == ["label"]
    assert any("1 of 2 records of Note" in warning for warning in file.warnings)
    assert b"owe" in killed.with_name("state.json.damaged-1").read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"_journal"', b'["_journal"'),
        (b'"_meta":{', b'"_beta":{'),
        (b'},"Note":{', b'},"Nose":{'),
        (b'},"_contents":{', b'},"_contents":['),
    ],
)
def test_damage_between_the_records_is_rejected_and_repair_loses_nothing(
    killed: Path, opener: Opener, old: bytes, new: bytes
) -> None:
    edit(killed, old, new)

    assert "is damaged" in refused(killed)
    after, _ = opener(killed, repair=True)
    assert texts(after) == ["one", "two", "three", "four", "five"]
    assert [label.name for label in after.all(Label)] == ["label"]


@pytest.mark.parametrize("line", [1, 2])
def test_one_damaged_meta_line_is_rejected_and_repair_loses_nothing(killed: Path, opener: Opener, line: int) -> None:
    lines = killed.read_bytes().split(b"\n")
    lines[line] = lines[line].replace(b'"seed":7', b'"seed":8')
    killed.write_bytes(b"\n".join(lines))

    assert f"line {line + 1} (`_meta`) is damaged" in refused(killed)
    assert texts(opener(killed, repair=True)[0]) == ["one", "two", "three", "four", "five"]


def test_record_of_an_older_snapshot_is_detected(killed: Path, opener: Opener) -> None:
    older = killed.read_bytes()
    db, file = opener(killed)
    file.close(db)
    newer = killed.read_bytes()
    row = next(line for line in older.split(b"\n") if b'"text":"one"' in line)
    killed.write_bytes(re.sub(rb'"1":\{[^\n]*"text":"one"[^\n]*', lambda _: row, newer))

    assert "1 of 5 records of Note are damaged" in refused(killed)


def test_missing_state_file_next_to_a_journal_is_rejected(killed: Path, opener: Opener) -> None:
    killed.unlink()

    assert "state.json is missing or empty, but" in refused(killed)
    after, file = opener(killed, repair=True)
    assert texts(after) == []
    assert "has no undamaged part" in file.warnings[-1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{bad", "is not a state file of mockserver"),
        ('{"name": "package", "version": "1.0.0"}', "is not a state file of mockserver"),
        ('{"_meta": {"1": {"format": 1}}}', "has format 1, but this server reads format 2"),
        ('{"_meta": {"1": {"format": 99}}}', "has format 99, but this server reads format 2"),
    ],
)
def test_file_of_another_program_is_rejected_and_never_overwritten(path: Path, content: str, message: str) -> None:
    path.write_text(content)

    assert message in refused(path)
    file = StateFile(path)
    with pytest.raises(StateError, match=message):
        file.load(KINDS, repair=True)
    file.release()
    assert path.read_text() == content


# --- contents --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("in_journal", [True, False])
@pytest.mark.parametrize("damage", ["missing", "halved", "changed"])
def test_damaged_content_is_rejected_and_repair_keeps_its_record(
    path: Path, opener: Opener, damage: str, in_journal: bool
) -> None:
    db, file = opener(path)
    note, other = keep(db, b"picture of a cat"), keep(db, b"another picture")
    if not in_journal:
        file.close(db)
    opener.release()
    content = path.with_name("state.json.contents") / note.id
    if damage == "missing":
        content.unlink()
    else:
        content.write_bytes(b"picture " if damage == "halved" else b"picture of a dog")

    message = refused(path)
    assert str(content) in message
    assert ("can't be read" if damage == "missing" else "its checksum does not match") in message
    after, file = opener(path, repair=True)
    assert after.contents == {other.id: b"another picture"}
    assert after.get(Note, note.id) is not None
    assert any(str(content) in warning for warning in file.warnings)
    opener.release()
    assert opener(path)[0].contents == {other.id: b"another picture"}


# --- an interrupted rewrite ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 1.0])
def test_file_that_was_copied_only_in_part_is_recovered(
    path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    db, file = opener(path)
    for number in range(40):
        write(db, f"{number}")
    file.close(db)
    db, file = opener(path)
    write(db, "changed")
    with db.transaction():
        db.delete(next(db.all(Note)))
    before = path.read_bytes()
    file.replacer.write(db, file._position(), file.blobs.sums, open=True, pause=lambda: None)
    fresh = file.replacer.fresh.read_bytes()
    opener.release()
    cut = int(len(fresh) * share)
    path.write_bytes(fresh[:cut] + before[cut:])

    after, _ = opener(path)

    assert texts(after) == [*(f"{number}" for number in range(1, 40)), "changed"]
    assert not file.replacer.fresh.exists()
    opener.release()
    assert texts(opener(path)[0]) == texts(after)


def test_incomplete_new_file_is_ignored_and_deleted(killed: Path, opener: Opener) -> None:
    fresh = killed.with_name("state.json.new")
    fresh.write_bytes(killed.read_bytes()[:-40])

    assert texts(opener(killed)[0]) == ["one", "two", "three", "four", "five"]
    assert not fresh.exists()


# --- damage at any place ---------------------------------------------------------------------------------------------

Outcome = tuple[set[str], bool]
"""The texts of the loaded notes and the names of the loaded labels, and whether a repair was needed."""

WHOLE = {*(f"note {number}" for number in range(60)), *(f"label {number}" for number in range(20))}


def build(path: Path, opener: Opener) -> None:
    """Create a state file with 60 notes and 20 labels.

    The last 20 notes, and the labels that are created together with them, are in the journal of the state file.
    """
    db, file = opener(path)
    for number in range(60):
        if number == 40:
            file.close(db)
            db, file = opener(path)
        write(db, f"note {number}")
        if number % 3 == 0:
            with db.transaction():
                db.put(Label(id=db.new_id(), name=f"label {number // 3}"))
    opener.release()


def start(path: Path, opener: Opener) -> Outcome:
    """Load a state file. If this fails, repair it and load it again."""
    file, message = StateFile(path), ""
    try:
        file.load(KINDS)
    except StateError as error:
        message = str(error)
    file.release()
    assert not message or re.fullmatch(r"[^\n]+ Start with --state-repair to keep [^\n]+", message)
    db, _ = opener(path, repair=bool(message))
    loaded = {*texts(db), *(label.name for label in db.all(Label))}
    opener.release()
    return loaded, bool(message)


FULL = bool(os.environ.get("CRASH_TEST"))
"""True if the tests were started by `make crash-test`, which tests damage at many more places."""


def flips(count: int) -> list[tuple[float, int]]:
    draw = random.Random(count)
    return [(draw.random(), draw.randrange(8)) for _ in range(count)]


@pytest.mark.parametrize("name", ["state.json", "state.json.journal"])
@pytest.mark.parametrize(("place", "bit"), flips(250 if FULL else 30))
def test_flipped_bit_damages_at_most_its_own_record(
    path: Path, opener: Opener, name: str, place: float, bit: int
) -> None:
    build(path, opener)
    target = path.with_name(name)
    data = bytearray(target.read_bytes())
    position = int(place * len(data))
    data[position] ^= 1 << bit
    target.write_bytes(data)

    loaded, repaired = start(path, opener)

    assert loaded <= WHOLE
    if not repaired:
        assert loaded == WHOLE
    elif name == "state.json":
        assert len(loaded) >= len(WHOLE) - 1
    else:
        before = texts_before(bytes(data), position)
        assert loaded >= {f"note {number}" for number in range(40)} | before


def texts_before(journal: bytes, position: int) -> set[str]:
    """Return the texts and names in those lines of a journal that end before a position."""
    lines = journal[HEADER_SIZE:position].split(b"\n")[:-1]
    return {match[1].decode() for line in lines for match in re.finditer(rb'"((?:note|label) \d+)"', line)}


@pytest.mark.parametrize("name", ["state.json", "state.json.journal"])
def test_truncated_file_is_rejected_and_repair_keeps_everything_before_the_cut(
    path: Path, opener: Opener, name: str
) -> None:
    build(path, opener)
    files = {item: item.read_bytes() for item in path.parent.iterdir() if item.is_file()}
    target = path.with_name(name)
    whole = files[target]
    rows_from = whole.index(b'},"Label"') if name == "state.json" else HEADER_SIZE
    for cut in range(0, len(whole), 100 if FULL else 900):
        for old in path.parent.iterdir():
            if old.is_file():
                old.unlink()
        for one, content in files.items():
            one.write_bytes(content)
        target.write_bytes(whole[:cut])

        loaded, repaired = start(path, opener)

        assert repaired, cut
        found = re.findall(rb'"((?:note|label) \d+)"', whole[: whole.rfind(b"\n", 0, cut) + 1])
        good = {item.decode() for item in found} if cut > rows_from else set()
        if name == "state.json" and cut > rows_from:
            good |= {f"note {number}" for number in range(40, 60)}
        if name == "state.json.journal":
            good |= {f"note {number}" for number in range(40)}
        assert good <= loaded <= WHOLE, cut
