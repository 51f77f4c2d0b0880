"""SIGTERM while the server builds a world, delays a request or sends a stream; and servers without a usable stdout."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import requirements
from tests.http.raw_client import AUTHORIZATION, BASE, RawClient

pytestmark = pytest.mark.extended

COMMAND = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--json", "--fixture"]


@contextmanager
def process(fixture: str = "demo") -> Iterator[tuple[subprocess.Popen[bytes], RawClient]]:
    with subprocess.Popen([*COMMAND, fixture], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout
        try:
            url = json.loads(started.stdout.readline())["url"]
            port = int(url.rpartition(":")[2].partition("/")[0])
            yield started, RawClient(None, "127.0.0.1", port)
        finally:
            started.kill()


def stop(started: subprocess.Popen[bytes]) -> str:
    """Send SIGTERM, and return the text that the process wrote to stderr. Fails unless the exit status is 0."""
    started.send_signal(signal.SIGTERM)
    _, errors = started.communicate(timeout=30)
    assert started.returncode == 0, errors
    return errors.decode()


def start_request(raw_client: RawClient, request: bytes) -> socket.socket:
    connection = raw_client.connect()
    connection.sendall(request)
    return connection


def test_sigterm_ends_server_with_delayed_request_and_open_stream() -> None:
    with process() as (started, raw_client):
        action = {"delay_ms": 600_000}
        assert raw_client.control("POST", "/faults", {"match": {"endpoint": "get_me"}, "action": action}).status == 201
        during = {"delay_ms": 600_000, "delay_at": "during"}
        assert (
            raw_client.control("POST", "/faults", {"match": {"endpoint": "get_companies"}, "action": during}).status
            == 201
        )
        end = b" HTTP/1.1\r\nHost: localhost\r\n" + AUTHORIZATION
        half = b"Content-Length: 100\r\n\r\nhalf of a body"
        requests = [
            f"GET {BASE}/get_me".encode() + end + b"\r\n",
            f"GET {BASE}/get_companies".encode() + end + b"\r\n",
            b"GET /__mock__/requests/stream HTTP/1.1\r\nHost: localhost\r\n\r\n",
            f"POST {BASE}/update_theme".encode() + end + half,
        ]
        connections = [start_request(raw_client, request) for request in requests]
        assert raw_client.control("POST", "/requests/verify", {"endpoint": "get_*", "count": {"min": 1}}).status == 200

        assert "Traceback" not in stop(started)
        for connection in connections:
            connection.close()


def test_sigterm_ends_server_that_builds_a_fixture_for_a_request() -> None:
    with process("empty") as (started, raw_client):
        body = b'{"fixture":"enterprise","seed":3}'
        head = b"POST /__mock__/worlds HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        connection = start_request(raw_client, head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        time.sleep(0.3)
        assert raw_client.request("GET", "/health").content == b"HEALTHY"

        errors = stop(started)
        assert "Traceback" not in errors
        assert "ASGI" not in errors  # uvicorn would log an error about ASGI if a response were missing
        connection.close()


@requirements.proc
def test_sigterm_ends_server_that_builds_its_default_world() -> None:
    with subprocess.Popen([*COMMAND, "enterprise", "--seed", "3"], stderr=subprocess.PIPE) as started:
        while not catches_sigterm(started.pid):
            assert started.poll() is None
            time.sleep(0.01)
        assert "Traceback" not in stop(started)


def catches_sigterm(pid: int) -> bool:
    [mask] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt")]
    return bool(int(mask.partition(":")[2], 16) & 1 << (signal.SIGTERM - 1))


@requirements.full_device
def test_full_stdout_does_not_end_the_server(tmp_path: Path) -> None:
    assert_serves('exec "$@" >/dev/full', tmp_path)


def test_closed_stdout_does_not_end_the_server(tmp_path: Path) -> None:
    assert_serves('exec "$@" >&-', tmp_path)


def test_stdout_whose_reader_ended_does_not_end_the_server(tmp_path: Path) -> None:
    assert_serves('(exec "$@") | true', tmp_path)


def test_stdout_that_cannot_encode_a_name_does_not_end_the_server(tmp_path: Path) -> None:
    assert_serves('exec "$@" >/dev/null', tmp_path, "--locale", "ja_JP", PYTHONIOENCODING="ascii")


def assert_serves(shell: str, folder: Path, *options: str, **environment: str) -> None:
    """Start a server with a shell command. Check that the server responds, and that it writes no traceback."""
    port = free_port()
    command = [sys.executable, "-m", "mockserver", "serve", "--port", str(port), "--fixture", "empty", *options]
    errors = folder / "errors"
    with errors.open("wb") as stderr:
        started = subprocess.Popen(
            ["sh", "-c", shell, "sh", *command], stderr=stderr, env=os.environ | environment, start_new_session=True
        )
    try:
        raw_client = RawClient(None, "127.0.0.1", port)
        ends = time.monotonic() + 60
        while True:
            try:
                assert raw_client.request("GET", "/health").content == b"HEALTHY"
                break
            except (OSError, IndexError):
                assert time.monotonic() < ends, errors.read_text()
                time.sleep(0.1)
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait(30)
    assert "Traceback" not in errors.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
