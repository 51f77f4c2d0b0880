"""Decides which fixtures a client of the control API may use."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from mockserver.seed import fixture_names
from mockserver.seed.world_spec import BadFixture, WorldOptions, WorldSpec
from mockserver.server.schemas.base import Json

INLINE: Final = "fixture"
"""The name of a fixture that was sent in a request. Messages about errors in such a fixture begin with this name."""


class FixtureAccess:
    """Allows named fixtures, files below one folder, and files that were passed to `allow_file`.

    All other paths are rejected, because a client could otherwise read any file of the machine.
    """

    def __init__(self, folder: str = "") -> None:
        """`folder` is the folder of the allowed files, or "" if there is none."""
        self.folder = folder
        self._files: set[str] = set()

    def allow_file(self, name: str) -> str:
        """Allow clients to use the fixture file `name`, and return its absolute path.

        If `name` is the name of a fixture, or the path of a file below the folder, it is returned unchanged, because
        clients may use it anyway. Tests that run the server in their own process call this method.
        """
        if not fixture_names.is_path(name) or self._below_folder(name):
            return name
        path = str(Path(name).expanduser().absolute())
        self._files.add(path)
        return path

    def spec(self, fixture: str | Mapping[str, Json], options: WorldOptions) -> WorldSpec:
        """Create the spec of a world from the data of a request. `fixture` is a name, a path, or the fixture as a JSON
        object.

        Raises BadFixture if the fixture is not allowed, or if one of its fault rules has a token.
        """
        given = {name: getattr(options, name) for name in WorldOptions.__struct_fields__}
        if isinstance(fixture, str):
            return WorldSpec(fixture=self._allowed(fixture), **given)
        for index, rule in enumerate(faults if isinstance(faults := fixture.get("faults"), list) else []):
            match = rule.get("match") if isinstance(rule, dict) else None
            if isinstance(match, dict) and match.get("token") is not None:
                raise BadFixture(
                    f"{INLINE}.faults[{index}].match.token: a rule cannot have a token, because the new world has "
                    "other tokens. Use `person`"
                )
        if isinstance(base := fixture.get("extends"), str):
            fixture = {**fixture, "extends": self._allowed(base)}
        return WorldSpec(fixture=INLINE, content=msgspec.json.encode(fixture), **given)

    def _allowed(self, name: str) -> str:
        if name in fixture_names.names() or name in self._files:
            return name
        if path := self._below_folder(name):
            return path
        unknown = fixture_names.unknown(name)
        if self.folder:
            raise BadFixture(f"{unknown}, and the .yaml and .json files below the folder of --fixture-dir")
        raise BadFixture(
            f"{unknown}, and a fixture as a JSON object. To use files, start the server with --fixture-dir FOLDER"
        )

    def _below_folder(self, name: str) -> str | None:
        if not self.folder:
            return None
        try:
            folder = Path(self.folder).resolve()
            path = (folder / name).resolve()
            if path.is_relative_to(folder) and path.suffix in fixture_names.SUFFIXES and path.is_file():
                return str(path)
        except (OSError, ValueError, RuntimeError):
            pass  # the path is too long, contains a null character, or is a loop of symbolic links
        return None
