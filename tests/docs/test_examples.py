"""The examples print the expected output with the demo company.

An example is skipped if its language is not installed.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests import requirements
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


requires_axios = requirements.created_by(
    "npm install --prefix examples/javascript", ROOT / "examples/javascript/node_modules/axios"
)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param([sys.executable, "examples/python/story.py"], id="python"),
        pytest.param(["node", "examples/javascript/story.mjs"], id="fetch", marks=requirements.programs("node")),
        pytest.param(
            ["node", "examples/javascript/story-axios.mjs"],
            id="axios",
            marks=[requirements.programs("node"), requires_axios],
        ),
        pytest.param(["bash", "examples/shell/story.sh"], id="curl", marks=requirements.programs("bash", "curl", "jq")),
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
