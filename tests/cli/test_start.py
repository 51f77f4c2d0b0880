"""The packages that are imported when a server starts.

Each package costs time and memory, so most packages are imported by the first request that needs them.
"""

import subprocess
import sys
from typing import Final

import pytest

pytestmark = pytest.mark.slow

START: Final = """
import sys
import mockserver.cli, mockserver.server.app, mockserver.server.run
mockserver.server.app.create_app()
print(*sys.modules)
"""

NOT_NEEDED: Final = {
    "anyio",
    "faker",
    "http.client",
    "httpx",
    "importlib.resources",
    "markdown_it",
    "mockserver.importer",
    "mockserver.seed.load",
    "mockserver.seed.resolver",
    "mockserver.server.control",
    "mockserver.server.openapi",
    "mockserver.server.pages",
    "mockserver.testing",
    "starlette.routing",
    "tomllib",
    "yaml",
}


def test_start_with_a_cached_fixture_imports_no_builders_and_no_control_api() -> None:
    for _ in range(2):  # the first start builds the fixture if it is not cached
        imported = subprocess.run([sys.executable, "-c", START], check=True, capture_output=True, text=True).stdout

    assert NOT_NEEDED.isdisjoint(imported.split()), NOT_NEEDED & set(imported.split())
