"""What measurements share: servers of their own, single calls, and rates under load.

Server and load run on a core each, where there are two. All that is compared is measured in one run, in turns, and
by the time that the server's process had the core: whatever else the machine does then, and how fast the load is, does
not count.
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
from typing import Any

from benchmarks import load

BASE = "/api/external/v1"
CPUS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
SERVER_CPU, LOAD_CPU = CPUS[:1], CPUS[1:2]
ROOT = Path(__file__).parent.parent
ROUNDS = 5
ROUND_SECONDS = 1.0
WARM_UP_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Result:
    """One number. ``at_least`` and ``at_most`` say what it has to be, where that is promised."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the promise holds; None where there is none."""
        if self.at_least is None and self.at_most is None:
            return None
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its process, its port, and what it said at its start (the mock only)."""

    pid: int
    port: int
    boot: dict[str, Any]

    def call(self, method: str, path: str, inputs: Any = None, token: str = "opk_owner") -> Answer:
        """One request with a JSON body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        connection.request(method, path, None if inputs is None else json.dumps(inputs).encode(), headers)
        answer = connection.getresponse()
        read = Answer(answer.status, answer.getheaders(), answer.read())
        connection.close()
        return read

    def busy_seconds(self) -> float | None:
        """How long the process has had a core since its start; None where the system does not say."""
        told = Path(f"/proc/{self.pid}/schedstat")
        return int(told.read_text().split()[0]) / 1e9 if told.exists() else None

    def resident_megabytes(self) -> float:
        """Memory that the process holds."""
        kilobytes = subprocess.check_output(["ps", "-o", "rss=", "-p", str(self.pid)], text=True)
        return int(kilobytes) / 1024


def request(path: str, token: str = "opk_owner", method: str = "GET", inputs: Any = None) -> bytes:
    """A request as a client's HTTP library sends it."""
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
    """The mock server, started as a person would."""
    with _process("mockserver", "serve", "--port", "0", "--json", *flags) as (process, line):
        boot = json.loads(line)
        yield Server(process.pid, int(boot["url"].split(":")[2].split("/")[0]), boot)


@contextmanager
def bare(answer: Answer) -> Iterator[Server]:
    """Bare uvicorn that gives one answer, byte for byte (its own `date` aside)."""
    headers = [(name, value) for name, value in answer.headers if name.lower() != "date"]
    told = json.dumps({"status": answer.status, "headers": headers, "body": answer.body.decode()})
    with _process("benchmarks.bare", told=told) as (process, line):
        yield Server(process.pid, int(line), {})


@contextmanager
def _process(module: str, *arguments: str, told: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A Python process on the server's core, which keeps bytecode as is usual, and the first line that it prints."""
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
            process.stdin.write(told)
            process.stdin.close()
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"{module} {' '.join(arguments)} did not start")
            yield process, line
        finally:
            process.terminate()


def pin(cpus: list[int]) -> None:
    """Keeps the process on these processors, where the system lets it."""
    if cpus:
        os.sched_setaffinity(0, cpus)


def rate(
    server: Server, wanted: bytes, status: int, seconds: float = ROUND_SECONDS, connections: int = load.CONNECTIONS
) -> float:
    """Requests that the server answers with this status in a second of one core. Any other answer ends the run."""
    command = [sys.executable, "-m", "benchmarks.load", str(server.port), str(seconds), str(connections)]
    before = server.busy_seconds()
    out = subprocess.run(
        command, input=wanted, stdout=subprocess.PIPE, check=True, cwd=ROOT, preexec_fn=lambda: pin(LOAD_CPU)
    )
    after = server.busy_seconds()
    told = json.loads(out.stdout)
    if set(told["answers"]) != {str(status)}:
        raise SystemExit(f"{wanted.splitlines()[0].decode()} was to bring {status} alone, but: {told['answers']}")
    busy = told["seconds"] if before is None or after is None else after - before
    return float(told["answers"][str(status)] / busy)


def in_turns(sides: list[tuple[Server, bytes, int]]) -> list[list[float]]:
    """Rates of all sides, a round at a time: one list a side, after each has been warmed up."""
    for side in sides:
        rate(*side, seconds=WARM_UP_SECONDS)
    rounds = [[rate(*side) for side in sides] for _ in range(ROUNDS)]
    return [list(column) for column in zip(*rounds, strict=True)]


def ratio(ours: list[float], theirs: list[float]) -> float:
    """Ours against theirs: the middle one of the rounds' ratios."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))
