"""`--state`: the state survives a kill of the server. A server that cannot use its state file prints one line with the
cause, and ends with the status 2."""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.extended
COMMAND = [sys.executable, "-m", "mockserver", "serve", "--port", "0"]


class Process:
    """A server in another process, and methods that send requests to it."""

    def __init__(self, *flags: str, fixture: str = "empty") -> None:
        self._process = subprocess.Popen(
            [*COMMAND, "--fixture", fixture, "--json", *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, self._process.stderr.read() if self._process.stderr else ""
        boot = json.loads(line)
        self.url, self.token = boot["url"], boot["people"][0]["token"]
        self.control_url = self.url.partition("/api/")[0] + "/__mock__"

    def call(self, endpoint: str, **inputs: Any) -> Any:
        return json.loads(self.send(f"{self.url}/{endpoint}", json.dumps(inputs).encode() if inputs else None)[1])

    def control(self, method: str, path: str, body: bytes = b"", content_type: str = "application/json") -> Any:
        """Send a request to the control API, and return the status and the body of the response."""
        status, content = self.send(self.control_url + path, body, method, content_type)
        return status, json.loads(content) if content else None

    def send(
        self, url: str, body: bytes | None = None, method: str | None = None, content_type: str = "application/json"
    ) -> tuple[int, bytes]:
        headers = {"authorization": f"Bearer {self.token}", "content-type": content_type}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers, method=method)) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def end(self, *, kill: bool = False) -> str:
        """End the process, with SIGKILL if `kill` is true, and return its log."""
        if self._process.poll() is not None:
            return ""
        (self._process.kill if kill else self._process.terminate)()
        return self._process.communicate(timeout=60)[1]


Serve = Callable[..., Process]


@pytest.fixture
def serve() -> Iterator[Callable[..., Process]]:
    """Yield a function that starts a server. Servers that are still running after the test are killed."""
    started: list[Process] = []

    def start(*flags: str, fixture: str = "empty") -> Process:
        started.append(Process(*flags, fixture=fixture))
        return started[-1]

    yield start
    for process in started:
        process.end(kill=True)


def refused(state: Path | str, *flags: str) -> str:
    """Start a server that cannot use its state file, and return the message that it prints."""
    result = subprocess.run(
        [*COMMAND, "--fixture", "empty", "--state", str(state), *flags], capture_output=True, text=True
    )
    assert result.returncode == 2, result
    assert result.stderr.startswith("mockserver: ") and result.stderr.count("\n") == 1
    return result.stderr


def test_space_created_before_a_kill_exists_after_the_restart(tmp_path: Path, serve: Serve) -> None:
    state = str(tmp_path / "state.json")
    first = serve("--state", state)
    made = first.call("create_space", name="Design", mission="Draw")["space"]
    first.end(kill=True)

    second = serve("--state", state)
    me = second.call("get_me")["me"]
    edited = second.call("edit_space", id=made["id"], name="Drawing", mission="Draw")["space"]
    second.end()

    assert me["full_name"] == "Olivia Owner"
    assert edited["name"] == "Drawing"


def test_second_server_on_one_state_is_rejected(tmp_path: Path, serve: Serve) -> None:
    state = tmp_path / "state.json"
    server = serve("--state", str(state))
    state.with_name("link.json").symlink_to(state)

    assert "is used by another mockserver" in refused(state.with_name("link.json"))
    server.end()


def test_uploaded_bytes_survive_a_kill(tmp_path: Path, serve: Serve) -> None:
    state = str(tmp_path / "state.json")
    server = serve("--state", state, "--fsync", "always")
    _, made = server.control("POST", "/blobs?filename=a.txt", b"hello bytes", "text/plain")
    server.end(kill=True)

    server = serve("--state", state)
    assert server.send(server.control_url.removesuffix("/__mock__") + made["url"]) == (200, b"hello bytes")
    server.end()


def test_start_with_another_fixture_than_that_of_the_state_prints_a_warning(tmp_path: Path, serve: Serve) -> None:
    state = str(tmp_path / "state.json")
    serve("--state", state).end()

    server = serve("--state", state, fixture="demo")
    assert server.call("get_me")["me"]["full_name"] == "Olivia Owner"
    status, _ = server.control("POST", "/reset")
    logged = server.end()

    assert status == 204
    assert f"{state} was created with the fixture empty. The server continues with the file" in logged
    # the reset above built the world from the fixture demo
    assert "was created with" not in serve("--state", state, fixture="demo").end()


@pytest.mark.parametrize(
    ("state", "message"),
    [("/", "/ is a directory"), ("/proc/state.json", "can't be written"), ("fifo", "is not a regular file")],
)
def test_unusable_state_file_prints_one_line(tmp_path: Path, state: str, message: str) -> None:
    os.mkfifo(tmp_path / "fifo")

    assert message in refused(tmp_path / state)


def test_file_of_another_program_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "app"}')

    assert "is not a state file of mockserver" in refused(tmp_path / "package.json", "--state-repair")


# --- full disks and bind mounts --------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder with a file system of 300 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this test mounts a file system, which only root may do")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Create a file that leaves only `left` bytes of the disk free. Return its path."""
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free
    filler.write_bytes(bytes(max(0, free - left)))
    return filler


def state_of(server: Process) -> Any:
    """Return the spaces, tokens and people of the default world, and its clock."""
    records = [server.control("GET", path) for path in ("/state/space", "/state/api_token", "/clock", "/people")]
    return records, server.call("get_spaces")


def test_full_disk_rejects_every_change_with_503_and_loses_no_data(small_disk: Path, serve: Serve) -> None:
    state = str(small_disk / "state.json")
    server = serve("--state", state)
    server.call("create_space", name="Design", mission="Draw")
    assert server.control("POST", "/snapshots", b'{"name":"a"}')[0] == 201
    filler = fill(small_disk, 0)
    while server.call("create_space", name="Filling", mission="x" * 200).get("space"):
        pass  # the loop ends when the last disk block of the state file's journal is full
    before = state_of(server)

    changes = [
        ("POST", "/reset", b""),
        ("POST", "/snapshots/a/restore", b""),
        ("PUT", "/clock", b'{"now":"2030-01-01T00:00:00Z"}'),
        ("POST", "/clock/advance", b'{"days":' + b" " * 9 + b"3}"),
        ("POST", "/blobs?filename=a.txt", b"x" * 9_000),
        ("POST", "/tokens", b'{"person_id":"Olivia Owner"}'),
    ]
    for method, path, body in changes:
        for _ in range(40):  # the last disk block can have space for a few small lines
            status, problem = server.control(method, path, body)
            if status == 503:
                break
            before = state_of(server)
        assert status == 503, path
        assert "can't be written (No space left on device); nothing was changed" in problem["detail"]
        assert state_of(server) == before, path
    refusal = server.call("create_space", name="Refused", mission="x" * 200)
    assert refusal["error"] == "Service unavailable"
    assert "No space left on device" in refusal["message"]
    assert state_of(server) == before

    filler.unlink()
    server.call("create_space", name="Afterwards", mission="Draw")
    before = state_of(server)
    assert "Traceback" not in server.end(kill=True)
    server = serve("--state", state)
    assert state_of(server) == before
    server.end()


def test_full_disk_at_the_start_prints_one_line(small_disk: Path, serve: Serve) -> None:
    fill(small_disk, 8_192)

    assert "No space left on device" in refused(small_disk / "state.json")
    (small_disk / "filler").unlink()
    serve("--state", str(small_disk / "state.json")).end()


@pytest.fixture
def bind_mount(tmp_path: Path) -> Iterator[Path]:
    """Yield the path of a state file that is a bind mount of an empty file, as in a container."""
    real, state = tmp_path / "real.json", tmp_path / "state.json"
    real.touch(0o640)
    state.touch()
    mounted = subprocess.run(["mount", "--bind", str(real), str(state)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this test mounts a file, which only root may do")
    yield state
    subprocess.run(["umount", "--lazy", str(state)], check=True)


def test_bind_mounted_file_survives_kill_reset_restore_and_stop(bind_mount: Path, serve: Serve) -> None:
    server = serve("--state", str(bind_mount))
    assert server.control("POST", "/snapshots", b'{"name":"a"}')[0] == 201
    server.call("create_space", name="Design", mission="Draw")
    assert server.control("POST", "/snapshots/a/restore")[0] == 204
    server.call("create_space", name="Restored", mission="Draw")
    server.end(kill=True)

    server = serve("--state", str(bind_mount))
    assert [space["name"] for space in server.call("get_spaces")["spaces"]].count("Restored") == 1
    assert server.control("POST", "/reset")[0] == 204
    server.call("create_space", name="Reset", mission="Draw")
    assert "Traceback" not in server.end()
    for sidecar in bind_mount.parent.glob("state.json.*"):
        # a new container has only the mounted file, not the files next to it
        shutil.rmtree(sidecar) if sidecar.is_dir() else sidecar.unlink()

    server = serve("--state", str(bind_mount))
    names = {space["name"] for space in server.call("get_spaces")["spaces"]}
    assert "Reset" in names and not names & {"Design", "Restored"}
    server.end()
    assert b"Reset" in bind_mount.with_name("real.json").read_bytes()
