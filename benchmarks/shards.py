"""Compares four shards behind nginx (`examples/scale-out`) with one server, for requests in many worlds.

Only the CPU time of each process counts. Therefore, the servers and nginx can share the cores of this machine.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from statistics import median
from typing import Any

from benchmarks.harness import BASE, ROUNDS, Result, Server, mock
from benchmarks.nginx import PROGRAM, nginx

COUNT = 4
WORLDS = 50
READS = 10


def measure(flags: list[str]) -> Iterator[Result]:
    if PROGRAM is None:
        print("shards: nginx is not installed", file=sys.stderr)
        return
    with ExitStack() as stack:
        one = stack.enter_context(mock(*flags))
        shards = [stack.enter_context(mock(*flags, "--shard", f"{index}/{COUNT}")) for index in range(COUNT)]
        alone = stack.enter_context(nginx([one.port] * COUNT, is_single_process=True))
        proxy = stack.enter_context(nginx([shard.port for shard in shards], is_single_process=True))
        router = Server(proxy.pid, proxy.port, {})
        ratios, shares = [], []
        for number in range(ROUNDS + 1):
            (single,) = busy([one], alone.port)
            *parts, routing = busy([*shards, router], proxy.port)
            if number:  # the first round is the warm-up
                ratios.append(single / (sum(parts) / COUNT))  # each shard has a quarter of the worlds
                shares.append(sum(parts) / routing)
        yield Result("worlds per second, 4 shards against 1 server", median(ratios), "ratio", at_least=3.5)
        yield Result("shards that one core of nginx keeps busy", median(shares), "ratio")


def busy(processes: list[Server], port: int) -> list[float]:
    """Call `work`, and return the CPU time in seconds that each process used in the meantime."""
    before = [process.busy_seconds() or 0 for process in processes]
    work(port)
    return [(process.busy_seconds() or 0) - start for process, start in zip(processes, before, strict=True)]


def work(port: int) -> None:
    """Open WORLDS worlds. In each world, send a mutation and READS queries, then close the world."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def send(method: str, path: str, token: str = "", body: Any = None) -> bytes:
        headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        content = response.read()
        if response.status >= 400:
            raise SystemExit(f"{method} {path}: {response.status} {content[:200]!r}")
        return content

    for _ in range(WORLDS):
        world = json.loads(send("POST", "/__mock__/worlds", body={"fork": "default"}))
        token = world["owner"]["token"]
        send("POST", f"{BASE}/create_space", token, {"name": "Design", "mission": "Draw"})
        for _ in range(READS):
            send("GET", f"{BASE}/get_spaces", token)
        send("DELETE", f"/__mock__/worlds/{world['id']}")
    connection.close()
