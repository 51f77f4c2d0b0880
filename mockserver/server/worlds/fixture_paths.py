"""The fixtures that a client of the control API may use."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from mockserver.seed import fixture_names
from mockserver.seed.world_spec import BadFixture, WorldOptions, WorldSpec
from mockserver.server.schemas.base import Json

INLINE: Final = "fixture"
"""The start of the paths in the errors of a fixture that is sent in a request."""


class FixtureAccess:
    """Named fixtures, files below one folder, and files that the program itself names.

    Other paths are refused: otherwise a request could read any file of this machine.
    """

    def __init__(self, folder: str = "") -> None:
        """`folder` is empty for none."""
        self.folder = folder
        self._files: set[str] = set()

    def allow_file(self, name: str) -> str:
        """Allow a file that the program that runs this server names, and return its absolute path.

        A name that is not a path, or that is a file below the folder, is returned unchanged.
        """
        if not fixture_names.is_path(name) or self._below_folder(name):
            return name
        path = str(Path(name).expanduser().absolute())
        self._files.add(path)
        return path

    def spec(self, fixture: str | Mapping[str, Json], options: WorldOptions) -> WorldSpec:
        """The spec of a world from the data of a request. Raises BadFixture for a fixture that is not allowed."""
        given = {name: getattr(options, name) for name in WorldOptions.__struct_fields__}
        if isinstance(fixture, str):
            return WorldSpec(fixture=self._allowed(fixture), **given)
        if isinstance(base := fixture.get("extends"), str):
            fixture = {**fixture, "extends": self._allowed(base)}
        return WorldSpec(fixture=INLINE, content=msgspec.json.encode(fixture), **given)

    def _allowed(self, name: str) -> str:
        if name in fixture_names.names() or name in self._files:
            return name
        if path := self._below_folder(name):
            return path
        unknown = f"unknown fixture {name[:200]!r}. Allowed: {', '.join(fixture_names.names())}"
        if self.folder:
            raise BadFixture(f"{unknown}, and the .yaml and .json files below the folder of --fixture-dir")
        raise BadFixture(
            f"{unknown}, or a fixture as a JSON object. To use files, start the server with --fixture-dir FOLDER"
        )

    def _below_folder(self, name: str) -> str | None:
        if not self.folder:
            return None
        try:
            folder = Path(self.folder).resolve()
            path = (folder / name).resolve()
            if path.is_relative_to(folder) and path.suffix in fixture_names.SUFFIXES and path.is_file():
                return str(path)
        except (OSError, ValueError, RuntimeError):  # a name that is too long, or has a null character
            pass
        return None
