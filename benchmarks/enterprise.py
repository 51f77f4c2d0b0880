"""Measures the CPU time to start a server with 500 people, and the delays of get_me during control API requests."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.harness import BASE, LOAD_CPU, ROOT, Result, Server, mock, pin
from mockserver.server.control.app import ROUTES
from mockserver.server.control.routing import Route

Timed = tuple[float, float, float]
"""The start, the end and the delay of a request, in seconds. `benchmarks/probe.py` defines the delay."""

ROUNDS = 3
"""The number of times that each request is measured. The shortest delay counts, because other processes can also cause
delays."""

OMITTED = frozenset({("GET", "/requests/stream")})
"""The requests that are not measured, because their responses do not end."""

PARAMETERS = {
    "entity": "notification",
    "id": "default",
    "name": "stalls",
    "token": "opk_viewer",
}
BODIES: dict[str, Any] = {
    "/worlds": {"fork": "default"},
    "/snapshots": {},
}
QUERIES = {
    "/explain": "?person=owner&endpoint=get_goals",
    "/reference/example": "?endpoint=get_work_map",
    "/requests": "?details=true&limit=1000",
    "/state/{entity}": "?search=a",
}


def measure(flags: list[str]) -> Iterator[Result]:
    with TemporaryDirectory() as folder:
        start = ("--fixture", "enterprise", "--cache-dir", folder, *flags)
        with mock(*start) as server:
            yield from _start("first build of enterprise", server, seconds=6)
        with mock(*start) as server:
            yield from _start("enterprise from the cache", server, seconds=1.5)
            yield Result("enterprise from the cache, resident memory", server.resident_megabytes(), "MB", at_most=300)
            yield from _stalls(server)


def _start(name: str, server: Server, *, seconds: float) -> Iterator[Result]:
    server.call("GET", f"{BASE}/get_me")
    busy = server.busy_seconds()
    if busy is not None:
        yield Result(f"{name}, CPU time", busy, "s", at_most=seconds)


def _stalls(server: Server) -> Iterator[Result]:
    """Measure the longest delay of `get_me` in a second world during each request to the control API."""
    token = server.call("POST", "/__mock__/worlds", {"fixture": "demo"}).json["owner"]["token"]
    server.call("POST", "/__mock__/snapshots", {"name": "stalls"})
    for _ in range(12):
        server.call("GET", f"{BASE}/get_goals")  # adds an entry to the journal
    server.call("POST", f"{BASE}/update_profile", {"full_name": "Robin Example"})  # adds a change to the diff
    windows: dict[str, list[tuple[float, float]]] = {}
    with _probe(server, token) as times:
        for route in sorted(ROUTES, key=_is_destructive):
            if (route.method, route.path) not in OMITTED:
                calls = 1 if _is_destructive(route) else ROUNDS
                windows[f"{route.method} {route.path}"] = [_window(server, route) for _ in range(calls)]
    waits = {name: _best([_waits(times, *window) for window in found]) for name, found in windows.items()}
    worst = sorted(waits, key=lambda name: waits[name][-1], reverse=True)
    all_waits = sorted(chain.from_iterable(waits.values()))
    yield Result("get_me during control requests, p99", all_waits[len(all_waits) * 99 // 100] * 1000, "ms", at_most=20)
    yield Result("longest pause during a control request", waits[worst[0]][-1] * 1000, "ms", at_most=50)
    for name in worst[:3]:
        yield Result(f"  {name}", waits[name][-1] * 1000, "ms")


def _is_destructive(route: Route) -> bool:
    """Return whether a request removes data that later requests need."""
    return route.method == "DELETE" or route.path in ("/reset", "/snapshots/{name}/restore")


def _window(server: Server, route: Route) -> tuple[float, float]:
    """Send a request. Return the time of its start, and the time 50 ms after its end."""
    start = time.perf_counter()
    _call(server, route)
    time.sleep(0.05)
    return start, time.perf_counter()


def _waits(times: list[Timed], start: float, end: float) -> list[float]:
    """Return the sorted delays of the requests that were in progress between `start` and `end`. If other processes
    occupied the cores, possibly no request was in progress. In this case, return a delay of 0."""
    return sorted(delay for began, ended, delay in times if ended > start and began < end) or [0.0]


def _best(rounds: list[list[float]]) -> list[float]:
    return min(rounds, key=lambda waits: waits[-1])


def _call(server: Server, route: Route) -> None:
    path = f"/__mock__{route.path.format(**PARAMETERS)}{QUERIES.get(route.path, '')}"
    inputs = BODIES.get(route.path, route.example or {}) if route.method in ("POST", "PUT") else None
    response = server.call(route.method, path, inputs)
    if response.status >= 500:
        raise SystemExit(f"{route.method} {path} returned {response.status}: {response.body[:200]!r}")


@contextmanager
def _probe(server: Server, token: str) -> Iterator[list[Timed]]:
    """A context manager that repeats `get_me` until the `with` statement ends. Yields a list, to which the times of
    these requests are added when the statement ends."""
    times: list[Timed] = []
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.probe", str(server.port), token, str(server.pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: pin(LOAD_CPU),
    ) as probe:
        assert probe.stdin is not None
        assert probe.stdout is not None
        probe.stdout.readline()
        try:
            yield times
        finally:
            probe.stdin.close()
            times += [(began, ended, delay) for began, ended, delay in json.loads(probe.stdout.readline())]
