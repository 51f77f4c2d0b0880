"""`--state`: a server that is killed continues from its state file."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


class Process:
    """A server in a separate process."""

    def __init__(self, *flags: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "serve", "--fixture", "empty", "--port", "0", "--json", *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, self._process.stderr.read() if self._process.stderr else ""
        info = json.loads(line)
        self.url, self.token = info["url"], info["people"][0]["token"]

    def call(self, endpoint: str, **inputs: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}/{endpoint}",
            json.dumps(inputs).encode() if inputs else None,
            {"authorization": f"Bearer {self.token}", "content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def end(self, *, kill: bool) -> None:
        (self._process.kill if kill else self._process.terminate)()
        self._process.communicate(timeout=10)


def test_space_created_before_a_kill_exists_after_a_restart(tmp_path: Path) -> None:
    state = str(tmp_path / "state.json")
    first = Process("--state", state)
    made = first.call("create_space", name="Design", mission="Draw")["space"]
    first.end(kill=True)

    second = Process("--state", state)
    me = second.call("get_me")["me"]
    edited = second.call("edit_space", id=made["id"], name="Drawing", mission="Draw")["space"]
    second.end(kill=False)

    assert me["full_name"] == "Olivia Owner"
    assert edited["name"] == "Drawing"
    third = Process("--state", state)
    refused = subprocess.run(
        [sys.executable, "-m", "mockserver", "serve", "--fixture", "empty", "--port", "0", "--state", state],
        capture_output=True,
        text=True,
    )
    third.end(kill=True)
    assert refused.returncode == 2
    assert refused.stderr.startswith("mockserver: ")
    assert "in use by another mockserver" in refused.stderr
