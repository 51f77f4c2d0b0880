"""Tools that the benchmarks share: servers, single requests, and rates under load.

If the machine has at least two cores, the server and the load generator run on different cores. Only the CPU time of
the server process is measured. If two values are compared, they are measured alternately in one run. Therefore, the
results do not depend on other processes or on the speed of the load generator.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import load

BASE = "/api/external/v1"
CPUS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
SERVER_CPU, LOAD_CPU = CPUS[:1], CPUS[1:2]
ROOT = Path(__file__).parent.parent
ROUNDS = 5
ROUND_SECONDS = 0.5
WARM_UP_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Result:
    """A measured number. `at_least` and `at_most` are the smallest and the largest accepted value, or None for no
    bound."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the number is within its bounds, or None if it has no bounds."""
        if self.at_least is None and self.at_most is None:
            return None
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `boot` is the JSON that mockserver printed when it started, and is empty for other servers."""

    pid: int
    port: int
    boot: dict[str, Any]

    def call(self, method: str, path: str, inputs: Any = None, token: str = "opk_owner") -> Response:
        """Send a request with a JSON body, and return the response."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        connection.request(method, path, None if inputs is None else json.dumps(inputs).encode(), headers)
        received = connection.getresponse()
        response = Response(received.status, received.getheaders(), received.read())
        connection.close()
        return response

    def busy_seconds(self) -> float | None:
        """Return the CPU time of the process in seconds, or None if the operating system does not report it."""
        path = Path(f"/proc/{self.pid}/schedstat")
        return int(path.read_text().split()[0]) / 1e9 if path.exists() else None

    def resident_megabytes(self) -> float:
        """Return the resident memory of the process, in megabytes."""
        kilobytes = subprocess.check_output(["ps", "-o", "rss=", "-p", str(self.pid)], text=True)
        return int(kilobytes) / 1024


def request(path: str, token: str = "opk_owner", method: str = "GET", inputs: Any = None) -> bytes:
    """Return the bytes of a request with the headers that HTTP libraries send."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "host: 127.0.0.1",
        "accept: application/json",
        "user-agent: benchmark",
        f"authorization: Bearer {token}",
    ]
    body = b"" if inputs is None else json.dumps(inputs).encode()
    if inputs is not None:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def mock(*flags: str) -> Iterator[Server]:
    """A context manager that runs mockserver with these flags in its own process."""
    with _process("mockserver", "serve", "--port", "0", "--json", *flags) as (process, line):
        boot = json.loads(line)
        yield Server(process.pid, int(boot["url"].split(":")[2].split("/")[0]), boot)


@contextmanager
def mock_with(fixture: dict[str, Any], *flags: str) -> Iterator[Server]:
    """A context manager that runs mockserver with this fixture. The built fixture is not cached."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "fixture.json")
        path.write_text(json.dumps(fixture), encoding="utf-8")
        with mock("--fixture", str(path), "--cache-dir", "off", *flags) as server:
            yield server


@contextmanager
def bare(response: Response) -> Iterator[Server]:
    """A context manager that runs uvicorn with an application that sends this response without its `date` header."""
    headers = [(name, value) for name, value in response.headers if name.lower() != "date"]
    payload = json.dumps({"status": response.status, "headers": headers, "body": response.body.decode()})
    with _process("benchmarks.bare", payload=payload) as (process, line):
        yield Server(process.pid, int(line), {})


@contextmanager
def _process(module: str, *arguments: str, payload: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A context manager that runs a Python module on the server's core, with `payload` as stdin.

    Yields the process and the first line of its output.
    """
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        preexec_fn=lambda: pin(SERVER_CPU),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(payload)
            process.stdin.close()
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"{module} {' '.join(arguments)} did not start")
            yield process, line
        finally:
            process.terminate()


def pin(cpus: list[int]) -> None:
    """Run the current process only on these cores. If the list is empty, do nothing."""
    if cpus:
        os.sched_setaffinity(0, cpus)


def rate(
    server: Server, request: bytes, status: int, seconds: float = ROUND_SECONDS, connections: int = load.CONNECTIONS
) -> float:
    """Return the number of requests that the server processes per second of its CPU time. Raises SystemExit if the
    status of a response is not `status`."""
    command = [sys.executable, "-m", "benchmarks.load", str(server.port), str(seconds), str(connections)]
    before = server.busy_seconds()
    out = subprocess.run(
        command, input=request, stdout=subprocess.PIPE, check=True, cwd=ROOT, preexec_fn=lambda: pin(LOAD_CPU)
    )
    after = server.busy_seconds()
    result = json.loads(out.stdout)
    if set(result["responses"]) != {str(status)}:
        raise SystemExit(
            f"{request.splitlines()[0].decode()} must return {status} only, but returned {result['responses']}"
        )
    busy = result["seconds"] if before is None or after is None else after - before
    return float(result["responses"][str(status)] / busy)


def in_turns(sides: list[tuple[Server, bytes, int]]) -> list[list[float]]:
    """Measure the rates of several servers alternately, after a warm-up. A side is a server, a request and the expected
    status. Returns a list for each side, with its rates in all rounds."""
    for side in sides:
        rate(*side, seconds=WARM_UP_SECONDS)
    rounds = [[rate(*side) for side in sides] for _ in range(ROUNDS)]
    return [list(column) for column in zip(*rounds, strict=True)]


def ratio(ours: list[float], theirs: list[float]) -> float:
    """Divide the rate of one server by the rate of the other in each round. Return the median of the quotients."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))
