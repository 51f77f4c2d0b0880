"""The examples print the expected output with the demo company. Examples in languages that are not installed are
skipped."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.docs.blocks import ROOT

pytestmark = pytest.mark.extended

STORY = [
    "I am *, and * reviews my project",
    "Launch the new website is a new project in *",
    "the tasks are: Write the texts, Take the pictures",
    "the status in the work map is on_track",
    "a member cannot rename the project: 403 You don't have permission to perform this action",
    "too many requests: 429, repeat after 1 s",
    "after this time: 200",
]


@pytest.fixture
def url() -> Iterator[str]:
    """Yield the base URL of a server with the demo company."""
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.send_signal(signal.SIGTERM)


def has_axios() -> bool:
    """Whether axios is installed. The tests do not download packages, but `.ci/run` installs axios if npm is
    available."""
    return (ROOT / "examples/javascript/node_modules/axios").exists()


def requires_commands(*commands: str) -> pytest.MarkDecorator:
    """Return a mark that skips a test if one of these commands is not installed, because the suite requires only
    Python."""
    absent = [name for name in commands if shutil.which(name) is None]
    return pytest.mark.skipif(bool(absent), reason=f"the example runs with {', '.join(absent)}, which is not installed")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param([sys.executable, "examples/python/story.py"], id="python"),
        pytest.param(["node", "examples/javascript/story.mjs"], id="fetch", marks=requires_commands("node")),
        pytest.param(
            ["node", "examples/javascript/story-axios.mjs"],
            id="axios",
            marks=[
                requires_commands("node"),
                pytest.mark.skipif(not has_axios(), reason="axios is not installed in examples/javascript"),
            ],
        ),
        pytest.param(["bash", "examples/shell/story.sh"], id="curl", marks=requires_commands("bash", "curl", "jq")),
    ],
)
def test_example_prints_expected_output(command: list[str], url: str) -> None:
    result = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"OPERATELY_URL": url}, capture_output=True, encoding="utf-8", timeout=60
    )

    assert result.returncode == 0, result.stderr[-2000:]
    printed = result.stdout.splitlines()
    assert len(printed) == len(STORY), printed
    for line, expected in zip(printed, STORY, strict=True):
        parts = expected.split("*")
        assert line.startswith(parts[0]) and line.endswith(parts[-1]) and all(part in line for part in parts), line
