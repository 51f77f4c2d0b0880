"""Writes a fixture as YAML. In each entry, the keys in FIRST come first, and the keys in LAST come last."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from mockserver.seed.fixture_schema import Fixture

FIRST: Final = ("name", "title", "key", "at", "by")
LAST: Final = ("reactions", "comments", "goals", "projects")
WIDTH: Final = 118
Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write(fixture: Fixture, path: Path, comment: str) -> None:
    """Write a fixture to a file. If writing fails, no incomplete file remains. Raises OSError."""
    ordered = _ordered(msgspec.to_builtins(fixture))
    text = yaml.dump(ordered, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(f"# {comment}\n{text}", encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    first = [key for key in FIRST if key in value]
    last = [key for key in LAST if key in value]
    rest = [key for key in value if key not in FIRST and key not in LAST]
    return {key: _ordered(value[key]) for key in (*first, *rest, *last)}
