"""The fixtures that a client of the control API may use."""

from pathlib import Path

from mockserver.seed import fixtures
from mockserver.seed.world_spec import BadFixture


def allowed_fixture(name: str, fixture_dir: str) -> str:
    """The fixture of a request: a named one, or the path of a file below `fixture_dir`. Raises BadFixture.

    Other paths are refused: otherwise a request could read any file of this machine.
    """
    if name in fixtures.names():
        return name
    unknown = f"unknown fixture {name[:200]!r}. Allowed: {', '.join(fixtures.names())}"
    if not fixture_dir:
        raise BadFixture(f"{unknown}. To use fixture files over HTTP, start the server with --fixture-dir FOLDER")
    try:
        folder = Path(fixture_dir).resolve()
        path = (folder / name).resolve()
        if path.is_relative_to(folder) and path.suffix in fixtures.SUFFIXES and path.is_file():
            return str(path)
    except (OSError, ValueError, RuntimeError):  # a name that is too long, or has a null character
        pass
    raise BadFixture(f"{unknown}, and the .yaml and .json files below the folder of --fixture-dir")
