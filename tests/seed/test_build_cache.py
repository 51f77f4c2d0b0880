"""The cache of built fixtures: a world from the cache equals a newly built one, and outdated entries are ignored."""

import os
import time
import zlib
from errno import EROFS
from pathlib import Path
from typing import Any

import msgspec
import platformdirs
import pytest

from mockserver.model.company.companies import Person
from mockserver.model.goals.goals import Goal
from mockserver.seed import build_cache, fixtures
from mockserver.seed.build_cache import BuildCache
from mockserver.seed.world_spec import WorldSpec
from mockserver.store import dump, packed
from mockserver.store.database import Database


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BuildCache:
    monkeypatch.setattr(build_cache, "MIN_RECORDS", 1)
    return BuildCache(tmp_path / "cache")


def entry(cache: BuildCache) -> Path:
    (path,) = cache.directory.iterdir()
    return path


def encoded(db: Database) -> bytes:
    return msgspec.json.encode(dump.create_dump(db))


@pytest.mark.slow
def test_world_from_the_cache_equals_the_built_one(cache: BuildCache) -> None:
    spec = WorldSpec(fixture="demo", seed=3)
    built, seeded = fixtures.build(spec, cache=cache)
    assert cache.load(spec) is not None

    read, seeded_again = fixtures.build(spec, cache=cache)

    assert encoded(read) == encoded(built)
    assert seeded_again == seeded
    assert read.new_id() == built.new_id()
    for kind, table in built.tables.items():
        assert table.orders() == read.tables[kind].orders()
        for index, buckets in table.pack_buckets():
            for key, _ in buckets:
                assert table.where(index, key) == read.tables[kind].where(index, key)


def test_entry_is_specific_to_each_part_of_the_spec(cache: BuildCache) -> None:
    spec = WorldSpec(fixture="empty")
    fixtures.build(spec, cache=cache)
    for changed in ({"seed": 1}, {"frozen": False}, {"locale": "de_DE"}, {"fixture": "overdue"}):
        assert cache.load(msgspec.structs.replace(spec, **changed)) is None


@pytest.mark.parametrize("damage", ["truncated", "changed", "empty", "other-format"])
def test_damaged_entry_is_built_again(cache: BuildCache, damage: str) -> None:
    spec = WorldSpec(fixture="permissions")
    built, _ = fixtures.build(spec, cache=cache)
    path = entry(cache)
    content = path.read_bytes()
    damaged = {
        "truncated": content[:-100],
        "changed": content[:5000] + b"?" + content[5001:],
        "empty": b"",
        "other-format": b"x" * len(content),
    }
    path.write_bytes(damaged[damage])

    again, _ = fixtures.build(spec, cache=cache)

    assert encoded(again) == encoded(built)
    assert path.read_bytes() == content


def test_entry_that_contains_code_is_not_run(cache: BuildCache, tmp_path: Path) -> None:
    import pickle

    spec = WorldSpec(fixture="empty")
    fixtures.build(spec, cache=cache)
    proof = tmp_path / "proof"
    code = pickle.dumps(_Code(str(proof)), protocol=5)
    content = entry(cache).read_bytes()[:20] + code
    entry(cache).write_bytes(content + zlib.crc32(content).to_bytes(4, "big"))

    fixtures.build(spec, cache=cache)

    assert not proof.exists()


@pytest.mark.parametrize(
    "code",
    [b"\x8e" + b"\xff" * 7 + b"\x7f", b"cmockserver.model.absent\nName\n.", b"cmockserver.model.kinds\nABSENT\n."],
    ids=["length", "module", "name"],
)
def test_entry_with_a_wrong_length_or_name_and_a_valid_checksum_is_built_again(cache: BuildCache, code: bytes) -> None:
    spec = WorldSpec(fixture="empty")
    fixtures.build(spec, cache=cache)
    content = entry(cache).read_bytes()
    changed = packed.MAGIC + code
    entry(cache).write_bytes(changed + zlib.crc32(changed).to_bytes(4, "big"))

    fixtures.build(spec, cache=cache)

    assert entry(cache).read_bytes() == content


class _Code:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (self.path, "w")


@pytest.mark.parametrize("edited", ["top.yaml", "base.yaml"])
def test_entry_of_an_edited_file_is_not_used(cache: BuildCache, tmp_path: Path, edited: str) -> None:
    (tmp_path / "base.yaml").write_text("people: [{name: Base Person}]")
    (tmp_path / "top.yaml").write_text("extends: base.yaml\npeople: [{name: Top Person}]")
    spec = WorldSpec(fixture=str(tmp_path / "top.yaml"))
    fixtures.build(spec, cache=cache)
    assert cache.load(spec) is not None

    (tmp_path / edited).write_text((tmp_path / edited).read_text().replace("Person", "Friend"))

    db, _ = fixtures.build(spec, cache=cache)
    assert sum("Friend" in person.full_name for person in db.all(Person)) == 1


def test_unwritable_directory_disables_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_cache, "MIN_RECORDS", 1)
    (tmp_path / "file").write_text("")
    cache = BuildCache(tmp_path / "file" / "cache")
    db, _ = fixtures.build(WorldSpec(fixture="overdue"), cache=cache)
    assert len(db.table(Goal)) > 0


def test_entry_in_a_read_only_directory_is_used(cache: BuildCache, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = WorldSpec(fixture="empty")
    fixtures.build(spec, cache=cache)

    def utime(path: Path) -> None:
        raise OSError(EROFS, "Read-only file system", path)

    monkeypatch.setattr(os, "utime", utime)

    assert cache.load(spec) is not None


def test_key_depends_on_the_content_of_the_source_files_and_not_on_their_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, paths = WorldSpec(fixture="demo"), list[Path]()
    for name, changed in {"first": b"", "second": b"", "changed": b"# a comment"}.items():
        package = tmp_path / name
        for folder in ("seed", "domain", "model", "store"):
            (package / folder).mkdir(parents=True)
        source = package / "domain" / "rules.py"
        source.write_bytes(b"LIMIT = 3" + changed)
        os.utime(source, ns=(len(paths), len(paths)))
        monkeypatch.setattr(build_cache, "__file__", str(package / "seed" / "build_cache.py"))
        paths.append(BuildCache(tmp_path).path(spec))

    assert paths[0] == paths[1] != paths[2]


def test_oldest_entries_are_deleted_when_the_directory_is_too_large(
    cache: BuildCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = [WorldSpec(fixture="empty", seed=seed) for seed in range(3)]
    for spec in specs[:2]:
        fixtures.build(spec, cache=cache)
    monkeypatch.setattr(build_cache, "MAX_BYTES", entry_size(cache) * 2)

    fixtures.build(specs[2], cache=cache)

    assert len(list(cache.directory.iterdir())) == 2
    assert cache.load(specs[2]) is not None


def test_incomplete_entries_of_killed_processes_are_deleted_after_an_hour(cache: BuildCache) -> None:
    cache.directory.mkdir()
    recent, abandoned, other = (cache.directory / name for name in ("1.packed.tmp", "2.packed.tmp", "notes.tmp"))
    for path in (recent, abandoned, other):
        path.write_bytes(b"")
    for path in (abandoned, other):
        os.utime(path, (time.time() - 3_700,) * 2)

    fixtures.build(WorldSpec(fixture="empty"), cache=cache)

    assert recent.exists() and other.exists() and not abandoned.exists()


@pytest.mark.parametrize("name", ["x" * 300, "file/cache"], ids=["too-long", "below-a-file"])
def test_directory_that_cannot_exist_contains_no_entry(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    assert not BuildCache(tmp_path / name).contains(WorldSpec(fixture="scaleup"))


def entry_size(cache: BuildCache) -> int:
    return max(path.stat().st_size for path in cache.directory.iterdir())


def test_user_without_home_directory_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    for result in (RuntimeError("could not determine the home directory"), Path("~/.cache/mockserver")):

        def user_cache_path(*arguments: object, result: Exception | Path = result, **options: object) -> Path:
            if isinstance(result, Exception):
                raise result
            return result

        monkeypatch.setattr(platformdirs, "user_cache_path", user_cache_path)
        assert BuildCache.from_setting("") is None


def test_setting_selects_directory_or_disables_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert BuildCache.from_setting("off") is None
    chosen, default = BuildCache.from_setting("~/here"), BuildCache.from_setting("")
    assert chosen is not None
    assert chosen.directory == Path("~/here").expanduser()
    assert default is not None
    assert default.directory.name == "mockserver"
