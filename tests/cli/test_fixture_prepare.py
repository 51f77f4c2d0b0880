"""`mockserver fixture prepare` writes worlds to the cache, from which a server with the same settings reads them."""

import gc
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mockserver.cli import main
from mockserver.seed import build_cache, resolver
from mockserver.server.app import create_app
from mockserver.server.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Yield a function that runs the command with a cache directory, and returns its exit status, stdout and stderr."""
    monkeypatch.setattr(build_cache, "MIN_RECORDS", 100)

    def run(*arguments: str, cache_dir: Path | str = tmp_path / "cache") -> tuple[int, str, str]:
        command = ["mockserver", "fixture", "prepare", "--cache-dir", str(cache_dir), *arguments]
        monkeypatch.setattr(sys, "argv", command)
        status = main()
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    yield run
    gc.enable()  # the command disables garbage collection


def test_server_with_the_same_settings_reads_the_prepared_worlds(
    prepare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["--seed", "7", "--now", "2026-05-01T08:00:00Z", "--running-clock"]
    status, printed, _ = prepare("overdue", "permissions", *options)
    assert status == 0
    for line, name in zip(printed.splitlines(), ("overdue", "permissions"), strict=True):
        stored = Path(line.partition(" MB in ")[2])
        assert line.startswith(f"{name}: ") and stored.parent == tmp_path / "cache" and stored.is_file()

    monkeypatch.delattr(resolver, "resolve_and_build")  # building a world would fail
    now = datetime(2026, 5, 1, 8, tzinfo=UTC)
    for name in ("overdue", "permissions"):
        create_app(Settings(fixture=name, seed=7, now=now, frozen=False, cache_dir=str(tmp_path / "cache")))


def test_prepared_world_is_not_built_again(prepare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prepare("overdue")
    monkeypatch.delattr(resolver, "resolve_and_build")

    assert prepare("overdue") == first


def test_small_world_is_reported_as_not_stored(prepare: Run, tmp_path: Path) -> None:
    status, printed, _ = prepare("empty")

    assert status == 0
    assert printed == "empty: 21 records, not stored: worlds with fewer than 100 records are not cached\n"
    assert list((tmp_path / "cache").iterdir()) == []


def test_unknown_fixture_is_an_error_before_the_first_build(prepare: Run, tmp_path: Path) -> None:
    status, printed, errors = prepare("overdue", "enterprize")

    assert (status, printed) == (2, "")
    assert errors.startswith("mockserver: unknown fixture 'enterprize'; did you mean `enterprise`? Allowed: demo, ")
    assert not (tmp_path / "cache").exists()


def test_invalid_fixture_file_is_an_error(prepare: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("goals: [{nmae: Grow}]")

    status, printed, errors = prepare(str(tmp_path / "bad.yaml"))

    assert (status, printed) == (2, "")
    assert "bad.yaml:1: unknown key `nmae` in a goal" in errors


def test_disabled_cache_is_an_error(prepare: Run) -> None:
    assert prepare("overdue", cache_dir="off") == (
        2,
        "",
        "mockserver: there is no cache directory, because `off` disables the cache. Set --cache-dir to a directory.\n",
    )


def test_unwritable_directory_is_an_error(prepare: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    status, printed, errors = prepare("overdue", cache_dir=tmp_path / "file" / "cache")

    assert (status, printed) == (2, "")
    assert errors == (
        f"mockserver: cannot write to the cache directory '{tmp_path}/file/cache': Not a directory. "
        "Set --cache-dir to another directory.\n"
    )
