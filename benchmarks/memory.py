"""Measures the memory of many worlds, and whether closing the worlds frees the memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.harness import BASE, Result, Server, mock

MANY = 2_000
BUSY = 200
REQUESTS = 12
"""The number of requests in the journal of each busy world. The responses in such a journal have 0.5 MB in total."""


def measure(flags: list[str]) -> Iterator[Result]:
    with mock(*flags) as server:
        before = server.resident_megabytes()
        for _ in range(MANY):
            _open(server)
        yield Result("memory of 2,000 open worlds", server.resident_megabytes() - before, "MB", at_most=150)
    with mock(*flags) as server:
        before = server.resident_megabytes()
        worlds = []
        for _ in range(BUSY):
            world = _open(server)
            worlds.append(world["id"])
            for _ in range(REQUESTS):
                server.call("GET", f"{BASE}/get_goals", token=world["owner"]["token"])
        yield Result("memory of 200 worlds with busy journals", server.resident_megabytes() - before, "MB")
        for id in worlds:
            server.call("DELETE", f"/__mock__/worlds/{id}")
        yield Result("memory after these 200 worlds are closed", server.resident_megabytes() - before, "MB", at_most=50)


def _open(server: Server) -> dict[str, Any]:
    opened: dict[str, Any] = server.call("POST", "/__mock__/worlds", {"fixture": "demo"}).json
    return opened
