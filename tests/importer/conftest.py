"""Companies that the tests import from a server on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from mockserver.cli_import import import_command
from mockserver.testing import MockServer, MockWorld

COMPANIES = [
    "permissions",
    *(pytest.param(name, marks=pytest.mark.extended) for name in ("edge-cases", "demo", "startup")),
]
"""The built-in fixtures that the tests import. Each imported company is compared with its original."""


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the server searches for fixture files."""
    return tmp_path_factory.mktemp("fixtures")


@pytest.fixture(scope="package")
def server(folder: Path) -> Iterator[MockWorld]:
    with MockServer(fixture="empty", fixture_dir=str(folder)) as world:
        yield world


@pytest.fixture(scope="package")
def imported(server: MockWorld, folder: Path) -> Callable[[str], Path]:
    """Return a function that imports a world with a built-in fixture, and returns the path of the written file.

    Names and texts are not anonymised. Each built-in fixture is imported only once.
    """

    def import_(fixture: str) -> Path:
        file = folder / f"copy-of-{fixture}.yaml"
        if not file.exists():
            with pytest.MonkeyPatch.context() as monkeypatch, server.open(fixture=fixture) as source:
                result = run(source, file, monkeypatch, "--keep-names")
                assert result.exit_code == 0, result.output
        return file

    return import_


def run(world: MockWorld, output: Path, monkeypatch: pytest.MonkeyPatch, *args: str) -> Result:
    """Import a world into the file `output`, with the import command and the token of the world's owner."""
    monkeypatch.setenv("SOURCE_TOKEN", world.owner.token)
    source = ["--url", world.control_url.removesuffix("/__mock__"), "--token-env", "SOURCE_TOKEN", "-o", str(output)]
    return CliRunner().invoke(import_command, [*source, *args])


def read(file: Path) -> Any:
    """Return the content of a fixture file."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
