"""Measures the wait of a new connection while 200 other connections are busy, and the cost of many connections."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from benchmarks.harness import BASE, LOAD_CPU, ROOT, Result, Server, mock, pin, rate, request

BUSY = 200
"""The number of kept-alive connections. Each connection sends the next request as soon as it has received a
response."""

MAX_SECONDS = 60


def measure(flags: list[str]) -> Iterator[Result]:
    with mock(*flags) as server:
        with _busy_connections(server):
            time.sleep(1)
            waits = [_first_response(server) for _ in range(15)]
        yield Result("first response of a new connection", median(waits) * 1000, "ms", at_most=200)
        small = request(f"{BASE}/get_me")
        ratios = [rate(server, small, 200, connections=BUSY) / rate(server, small, 200) for _ in range(3)]
        yield Result("get_me on 200 connections, against 16", median(ratios), "x", at_least=0.8)


@contextmanager
def _busy_connections(server: Server) -> Iterator[None]:
    """A context manager that sends requests on BUSY connections. Raises SystemExit if the connections end before the
    `with` statement ends."""
    command = [sys.executable, "-m", "benchmarks.load", str(server.port), str(MAX_SECONDS), str(BUSY)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=ROOT, preexec_fn=lambda: pin(LOAD_CPU)
    ) as load:
        assert load.stdin is not None
        load.stdin.write(request(f"{BASE}/get_goals"))
        load.stdin.close()
        yield
        if load.poll() is not None:
            raise SystemExit("the busy connections ended before the end of the measurement")
        load.terminate()


def _first_response(server: Server) -> float:
    start = time.perf_counter()
    server.call("GET", f"{BASE}/get_me")
    return time.perf_counter() - start
