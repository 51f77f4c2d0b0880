"""Templates: built fixtures that are kept in memory, and that several threads read and replace."""

from collections import OrderedDict
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from mockserver.seed.world_spec import WorldSpec
from mockserver.server.worlds import templates
from mockserver.server.worlds.templates import Template, TemplateStore

FIRST, SECOND, THIRD = (WorldSpec(fixture="empty", seed=seed) for seed in range(3))


def test_template_is_found_while_another_thread_adds_one() -> None:
    store, finders = TemplateStore(), list[Thread]()
    built = store.get(FIRST)

    class Observed(OrderedDict[WorldSpec, Template]):
        def values(self) -> Any:
            """Start a thread that gets the first template during the iteration, and return all values."""
            view = iter(super().values())
            first = next(view)
            finders.append(Thread(target=store.get, args=[FIRST]))
            finders[-1].start()
            finders[-1].join(0.2)
            return [first, *view]

    store._templates = Observed(store._templates)
    store.get(SECOND)

    for finder in finders:
        finder.join()
    assert finders
    assert store.get(FIRST) == built


def test_least_recently_used_template_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    store = TemplateStore()
    first, second = store.get(FIRST), store.get(SECOND)
    store.get(FIRST)
    monkeypatch.setattr(templates, "MAX_RECORDS", 2 * store._templates[FIRST].size)
    store.get(THIRD)

    assert list(store._templates) == [FIRST, THIRD]
    assert store.get(FIRST)[0] is first[0]
    assert store.get(SECOND)[0] is not second[0]


def test_template_of_an_edited_file_is_the_most_recently_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "company.yaml"
    text = "company: {name: Acme}\npeople: [{name: Ada Stone, role: owner}]\n"
    file.write_text(text)
    spec, store = WorldSpec(fixture=str(file)), TemplateStore()
    store.get(spec)
    store.get(FIRST)
    file.write_text(text.replace("Acme", "Other company"))
    monkeypatch.setattr(templates, "MAX_RECORDS", 1)

    store.get(spec)

    assert list(store._templates) == [spec]
