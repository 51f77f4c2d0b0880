"""Linters and generators of clients read the OpenAPI document without errors.

The tools are packages of npm: tools/openapi-tools installs them, and without them these tests are skipped.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TOOLS = PROJECT / "build/openapi-tools/node_modules/.bin"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not TOOLS.is_dir(), reason="tools/openapi-tools has not been run"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the document and the configuration files of the tools."""
    made = tmp_path_factory.mktemp("tools")
    command = [sys.executable, "-m", "mockserver", "openapi"]
    (made / "openapi.json").write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    (made / ".spectral.yaml").write_text('extends: ["spectral:oas"]\n')
    (made / "orval.config.cjs").write_text(
        "module.exports = { mock: { input: 'openapi.json', output: { target: 'orval.ts', client: 'fetch' } } };\n"
    )
    return made


def run(folder: Path, *command: str) -> str:
    """The output of a tool that must succeed."""
    done = subprocess.run([TOOLS / command[0], *command[1:]], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout + done.stderr


def test_redocly_reports_no_error_and_few_warnings(folder: Path) -> None:
    output = run(folder, "redocly", "lint", "openapi.json", "--extends", "recommended")
    warnings = re.search(r"You have (\d+) warning", output)
    assert warnings is None or int(warnings[1]) < 20, output[-3000:]


def test_spectral_reports_nothing(folder: Path) -> None:
    assert "No results" in run(folder, "spectral", "lint", "openapi.json", "--ruleset", ".spectral.yaml")


@pytest.mark.parametrize(
    ("command", "source"),
    [
        (("openapi-typescript", "openapi.json", "-o", "types.ts"), "types.ts"),
        (("openapi-ts", "-i", "openapi.json", "-o", "heyapi"), "heyapi/sdk.gen.ts"),
        (("orval", "--config", "orval.config.cjs"), "orval.ts"),
    ],
    ids=["openapi-typescript", "hey-api", "orval"],
)
def test_generated_typescript_passes_strict_type_check(folder: Path, command: tuple[str, ...], source: str) -> None:
    run(folder, *command)
    options = ("--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022")
    run(folder, "tsc", "--strict", "--noEmit", "--skipLibCheck", "--lib", "es2022,dom,dom.iterable", *options, source)
