"""A server is killed repeatedly while four clients write to it.

No change is lost for which a client received a response, and no change is incomplete. `make crash-test` kills the
server 200 times, and `make test-extended` kills it 5 times.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

FULL = bool(os.environ.get("CRASH_TEST"))
KILLS = int(os.environ.get("KILLS", 200)) if FULL else 5
WRITERS = 4

SERVE = """
import sys
from mockserver import cli
from mockserver.store import state_file

state_file.SMALLEST_JOURNAL, state_file.GROWTH = 20_000, 0  # rewrites happen all the time
sys.argv[0] = "mockserver"
sys.exit(cli.main())
"""


class Server:
    """A server in another process. `wait` returns whether the server has started."""

    def __init__(self, state: Path) -> None:
        flags = ["--fixture", "empty", "--port", "0", "--json", "--state", str(state), "--fsync", "always"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def wait(self) -> bool:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            return False
        boot = json.loads(line)
        self.url, self.token = boot["url"], boot["people"][0]["token"]
        self.root = self.url.partition("/api/")[0]
        return True

    def send(self, url: str, body: bytes | None = None, content_type: str = "application/json") -> bytes:
        headers = {"authorization": f"Bearer {self.token}", "content-type": content_type}
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=20) as response:
            content: bytes = response.read()
            return content

    def call(self, endpoint: str, **inputs: Any) -> Any:
        return json.loads(self.send(f"{self.url}/{endpoint}", json.dumps(inputs).encode() if inputs else None))

    def kill(self) -> str:
        self.process.kill()
        return self.process.communicate()[1]


class Acknowledged:
    """The names of the spaces and the contents of the uploads for which a client received a response."""

    def __init__(self) -> None:
        self.spaces: set[str] = set()
        self.uploads: dict[str, bytes] = {}


def write(server: Server, acknowledged: Acknowledged, name: str, draw: random.Random) -> None:
    """Upload a file, then create spaces and upload files until the server is killed."""
    try:
        for number in range(10_000):
            if not number or draw.random() < 0.3:
                content = f"{name} {number} ".encode() * draw.randrange(1, 2_000)
                made = server.send(f"{server.root}/__mock__/blobs?filename=a.txt", content, "text/plain")
                acknowledged.uploads[json.loads(made)["url"]] = content
            else:
                server.call("create_space", name=f"{name} {number}", mission="Draw " * 50)
                acknowledged.spaces.add(f"{name} {number}")
    except (OSError, HTTPException):
        pass


def check(server: Server, acknowledged: Acknowledged, uploads: dict[str, bytes]) -> None:
    """Check that all acknowledged spaces exist, and that no space is incomplete.

    `uploads` maps the paths of uploaded files to their contents, which must be complete.
    """
    spaces = server.call("get_spaces?include_members=true&include_access_levels=true")["spaces"]
    found = {space["name"] for space in spaces}
    assert acknowledged.spaces <= found
    assert all(space["members"] for space in spaces if space["name"] not in ("General", "Company")), (
        "a space has no members"
    )
    for url, content in uploads.items():
        assert server.send(server.root + url) == content


@pytest.mark.extended
def test_kills_at_random_times_lose_no_acknowledged_commit(tmp_path: Path) -> None:
    draw = random.Random(KILLS)
    state, acknowledged = tmp_path / "state.json", Acknowledged()
    in_start = rewritten = 0
    for number in range(KILLS):
        server = Server(state)
        inode_size = state.stat().st_size if state.exists() else 0
        if number % 5 == 4:  # kill the server while it starts, when it reads the state file's journal
            time.sleep(draw.uniform(0.3, 1.2))
            errors = server.kill()
            assert "Traceback" not in errors and "damaged" not in errors
            in_start += 1
            continue
        assert server.wait(), server.kill()
        check(
            server, acknowledged, dict(draw.sample([*acknowledged.uploads.items()], min(20, len(acknowledged.uploads))))
        )
        writers = [
            threading.Thread(
                target=write, args=(server, acknowledged, f"{number} {writer}", random.Random(draw.random()))
            )
            for writer in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        time.sleep(draw.uniform(0.02, 0.8))
        errors = server.kill()
        for writer in writers:
            writer.join()
        assert "Traceback" not in errors, errors
        rewritten += state.stat().st_size != inode_size
    server = Server(state)
    assert server.wait(), server.kill()
    check(server, acknowledged, acknowledged.uploads)
    server.process.terminate()
    server.process.communicate(timeout=20)
    print(
        f"\n{KILLS} kills ({in_start} during start-up), {len(acknowledged.spaces)} spaces and "
        f"{len(acknowledged.uploads)} uploads acknowledged, all there; the file was rewritten in {rewritten} runs"
    )
    assert acknowledged.spaces and acknowledged.uploads
