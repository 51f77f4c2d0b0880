"""Errors in fixtures, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from mockserver.seed.world_spec import BadFixture


class Place(NamedTuple):
    """A file and a line. The line is 0 if the place is the whole file. If the fixture was sent in a request, `file` is
    the path of the entry in the JSON, such as `fixture.goals[0]`."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


Places = dict[int, Place]
"""Maps the `id()` of each entry of a fixture to its place."""


class Problem(NamedTuple):
    """An error in a fixture."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class BrokenFixture(BadFixture):
    """Raised if a fixture cannot be loaded. The message lists all errors, one per line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        count = "an error" if len(self.problems) == 1 else f"{len(self.problems)} errors"
        super().__init__("\n".join([f"the fixture has {count}:", *map(str, self.problems)]))


def suggestion(name: str, known: Iterable[str], noun: str) -> str:
    """Return a sentence for the message about an unknown name. The sentence suggests the most similar known name, or
    lists the first known names."""
    names = sorted(known)
    if close := get_close_matches(name, names, 1, 0.5):
        return f"Did you mean {close[0]!r}?"
    return f"Known {noun}: {listed(names)}"


def listed(names: list[str]) -> str:
    """Return up to eight names in quotes, or "none" for an empty list."""
    return ", ".join(map(repr, names[:8])) + (", …" if len(names) > 8 else "") or "none"
