"""Large generated fixtures are built in a child process, which sends the world to the parent process and also writes
the world to the cache."""

import sys
from pathlib import Path

import pytest

from mockserver.model.tasks.tasks import Task
from mockserver.seed import child_build, resolver
from mockserver.seed.build_cache import BuildCache
from mockserver.seed.world_spec import WorldSpec
from mockserver.server.worlds.templates import TemplateStore
from mockserver.store import dump, packed

SPEC = WorldSpec(fixture="startup")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BuildCache:
    monkeypatch.setattr(child_build, "LARGE", 500)
    return BuildCache(tmp_path / "cache")


def test_large_fixture_is_built_in_a_child_process(cache: BuildCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(resolver, "resolve_and_build")  # building the fixture in this process would fail
    # a Path in `sys.path` has no effect, but some programs add one
    monkeypatch.setattr(sys, "path", [*sys.path, Path("plugins")])
    templates, progress = TemplateStore(cache), list[tuple[int, int]]()

    templates.build_if_missing(SPEC, lambda done, total: progress.append((done, total)))

    assert len(templates.get(SPEC)[0].table(Task)) == 500
    assert [done for done, _ in progress[:3]] == [0, 500, 1000]


def test_other_lines_on_stdout_of_the_child_process_are_no_progress(
    cache: BuildCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text('print("welcome to this installation")')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    progress = list[tuple[int, int]]()

    TemplateStore(cache).build_if_missing(SPEC, lambda done, total: progress.append((done, total)))

    assert [done for done, _ in progress[:3]] == [0, 500, 1000]
    assert cache.contains(SPEC)


@pytest.mark.parametrize("executable", ["/no/such/file", "", None], ids=["missing", "empty", "none"])
def test_large_fixture_is_built_in_this_process_if_no_child_process_can_start(
    cache: BuildCache, executable: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    templates = TemplateStore(cache)

    templates.build_if_missing(SPEC)

    assert len(templates.get(SPEC)[0].table(Task)) == 500


def test_large_fixture_is_built_in_this_process_if_the_child_process_sends_another_format(
    cache: BuildCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MAGIC", b"another format\n")  # in this process only
    templates = TemplateStore(cache)

    templates.build_if_missing(SPEC)

    assert len(templates.get(SPEC)[0].table(Task)) == 500


@pytest.mark.parametrize("has_cache", [True, False], ids=["unwritable", "no-cache"])
def test_large_fixture_is_built_in_a_child_process_without_a_writable_cache(
    cache: BuildCache, has_cache: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.directory.write_text("a file in the place of the directory")
    monkeypatch.delattr(resolver, "resolve_and_build")  # this process cannot build worlds
    templates = TemplateStore(cache if has_cache else None)

    templates.build_if_missing(SPEC)

    assert len(templates.get(SPEC)[0].table(Task)) == 500


@pytest.mark.slow
def test_world_from_the_child_process_equals_the_entry_in_the_cache(cache: BuildCache) -> None:
    templates = TemplateStore(cache)

    templates.build_if_missing(SPEC)

    sent, cached = templates.get(SPEC), cache.load(SPEC)
    assert cached is not None
    assert sent[1] == cached[1]
    assert dump.create_dump(sent[0]) == dump.create_dump(cached[0])


@pytest.mark.parametrize("fixture", ["demo", "permissions"])
def test_small_fixture_is_not_built_in_a_child_process(fixture: str) -> None:
    assert not child_build.is_large(WorldSpec(fixture=fixture))
    assert child_build.is_large(WorldSpec(fixture="enterprise"))
