"""The JavaScript client: its types, and its own tests, which run in parallel and use the same server."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from mockserver.testing import MockServer, MockWorld
from tests import requirements
from tests.docs.blocks import ROOT

FOLDER = ROOT / "clients" / "javascript"
COMMANDS = FOLDER / "node_modules" / ".bin"

pytestmark = [
    pytest.mark.extended,
    requirements.created_by("npm install --prefix clients/javascript", COMMANDS),
]


@pytest.fixture(scope="module")
def server() -> Iterator[MockWorld]:
    with MockServer(fixture="demo") as world:
        yield world


def run(*command: str, url: str = "") -> None:
    environment = {**os.environ, "MOCK_URL": url, "CI": "1", "NO_COLOR": "1"}
    result = subprocess.run(
        [str(COMMANDS / command[0]), *command[1:]],
        cwd=FOLDER,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_typescript_sources_pass_the_strict_type_check() -> None:
    run("tsc", "--noEmit", "--strict")


def test_vitest_suite_passes_in_parallel(server: MockWorld) -> None:
    run("vitest", "run", url=server.connection.root)


def test_playwright_suite_passes_with_two_workers(server: MockWorld) -> None:
    run("playwright", "test", url=server.connection.root)
