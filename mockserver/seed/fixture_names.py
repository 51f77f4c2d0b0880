"""The names of the built-in fixtures, and the paths of their files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from mockserver.seed.generator import sizes
from mockserver.seed.world_spec import BadFixture

FOLDERS: Final = (Path(__file__).parents[1] / "fixtures", Path(__file__).parents[2] / "fixtures")
"""The folders with the files of built-in fixtures, in the installed package and in the repository."""

SUFFIXES: Final = (".yaml", ".yml", ".json")

SUMMARIES: Final = {
    "demo": "the default: 12 people, 5 spaces, 20 goals, 25 projects, 200 tasks",
    "edge-cases": "names and texts that can break layouts, sorting, escaping and paging",
    "empty": "a company that has only its owner",
    "enterprise": "500 people",
    "overdue": "overdue check-ins, goals, milestones and tasks",
    "permissions": "a person for each role and relation; spaces, goals and projects, from public to hidden",
    "scaleup": "120 people",
    "startup": "30 people",
}
"""Maps the name of each built-in fixture to its description."""


class UnknownFixture(BadFixture):
    """Raised if no fixture has this name, or if a fixture file can't be read. The message lists the existing names, or
    contains the reason why the file can't be read."""


def names() -> list[str]:
    """Return the names of all built-in fixtures."""
    files = {path.stem for folder in FOLDERS if folder.is_dir() for path in folder.iterdir() if path.suffix in SUFFIXES}
    return sorted(files | set(sizes.NAMES))


def is_path(name: str) -> bool:
    """Return true if `name` is the path of a fixture file, and false if it is the name of a built-in fixture."""
    return name.endswith(SUFFIXES) or os.sep in name


def path_of(name: str, folder: Path | None = None) -> Path | None:
    """Return the path of a fixture file, or None if the fixture is generated. `name` is the name of a built-in fixture,
    or a path relative to `folder`. Raises UnknownFixture."""
    if is_path(name):
        try:
            return (folder or Path()) / Path(name).expanduser()
        except RuntimeError:  # raised for the home folder of an unknown user
            raise UnknownFixture(f"cannot read the fixture {name[:200]!r}: no such user") from None
    if name in sizes.NAMES:
        return None
    for folder in FOLDERS:
        for suffix in SUFFIXES:
            if (path := folder / f"{name}{suffix}").is_file():
                return path
    raise UnknownFixture(f"{unknown(name)}, and the paths of .yaml and .json files")


def unknown(name: str) -> str:
    """Return the start of the error message for a name that no built-in fixture has."""
    from mockserver.contract.names import suggestion  # imported here, so that the server starts faster

    known = names()
    return f"unknown fixture {name[:200]!r}{suggestion(name, known) or '.'} Allowed: {', '.join(known)}"
