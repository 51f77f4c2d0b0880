"""Decides which fixtures a client of the control API may use."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from mockserver.seed import fixture_names
from mockserver.seed.world_spec import BadFixture, WorldOptions, WorldSpec
from mockserver.server.schemas.base import Json

INLINE: Final = "fixture"
"""The name of a fixture that was sent in a request. Errors in such a fixture begin with this name."""


class FixtureAccess:
    """Allows named fixtures, files below one folder, and files that were passed to `allow_file`.

    All other paths are rejected, because a client could otherwise read any file of the machine.
    """

    def __init__(self, folder: str = "") -> None:
        """`folder` is the folder of the allowed files, or "" if there is none."""
        self.folder = folder
        self._files: set[str] = set()

    def allow_file(self, name: str) -> str:
        """Allow clients to use a file, and return its absolute path.

        Tests that run the server in their own process call this method. The name of a fixture, and the path of a file
        below the folder, are returned unchanged.
        """
        if not fixture_names.is_path(name) or self._below_folder(name):
            return name
        path = str(Path(name).expanduser().absolute())
        self._files.add(path)
        return path

    def spec(self, fixture: str | Mapping[str, Json], options: WorldOptions) -> WorldSpec:
        """Create the spec of a world. `fixture` and `options` are the data in a request.

        Raises BadFixture for a fixture that is not allowed, and for a fault rule with a token, which would never apply.
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
        except (OSError, ValueError, RuntimeError):  # the name is too long, or contains a null character
            pass
        return None
