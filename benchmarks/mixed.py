"""Measures a session with requests to most endpoints, and lists the endpoints with the highest cost per byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from itertools import cycle, islice
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlencode

from benchmarks.harness import BASE, ROUNDS, Result, Server, mock
from benchmarks.scaling import call_once
from mockserver.contract.catalogue import Endpoint, catalogue
from mockserver.contract.decode import decoder
from mockserver.seed import fixtures
from mockserver.seed.world_spec import WorldSpec
from mockserver.server.openapi.examples import ExampleBuilder

READS_PER_MUTATION = 4
CALLS = 15
SHOWN = 5
MIN_SUCCESSFUL = 90.0
"""The minimum percentage of requests that succeed. Some mutations fail after other mutations."""

DESTRUCTIVE = re.compile("delete|remove|archive|suspend|transfer")
"""Matches the names of mutations after which other requests of the session would fail."""

Request = tuple[str, str, Mapping[str, Any]]
"""A tuple of the method, the name of the endpoint, and the inputs."""


def measure(flags: list[str]) -> Iterator[Result]:
    db, seeded = fixtures.build(WorldSpec(fixture="demo"))
    builder = ExampleBuilder(catalogue(), db, seeded.owner_id)
    examples = {name: builder.example(endpoint) for name, endpoint in catalogue().endpoints.items()}
    inputs = {name: example.inputs for name, example in examples.items() if example.output is not None}
    session = _session(inputs)
    with mock(*flags) as server:
        rounds = [_play(server, session) for _ in range(ROUNDS)]
    yield Result(f"{len(session)} mixed requests, per second of CPU time", median(r for r, _ in rounds), "1/s")
    yield Result("mixed requests that succeed", min(good for _, good in rounds), "%", at_least=MIN_SUCCESSFUL)
    costs = {name: _cost(builder, catalogue().endpoints[name], given) for name, given in inputs.items()}
    for name in sorted(costs, key=costs.__getitem__, reverse=True)[:SHOWN]:
        yield Result(f"  {name}, cost of a response", costs[name], "us/kB")


def _session(inputs: Mapping[str, Mapping[str, Any]]) -> list[Request]:
    """Return a session in a random but constant order. Each mutation that is not destructive occurs once. The session
    contains READS_PER_MUTATION queries for each mutation."""
    kinds = {name: catalogue().endpoints[name].kind for name in inputs}
    mutations = [
        ("POST", name, given)
        for name, given in inputs.items()
        if kinds[name] == "mutation" and not DESTRUCTIVE.search(name)
    ]
    reads = [("GET", name, given) for name, given in inputs.items() if kinds[name] == "query"]
    session = mutations + list(islice(cycle(reads), READS_PER_MUTATION * len(mutations)))
    Random(1).shuffle(session)
    return session


def _play(server: Server, session: list[Request]) -> tuple[float, float]:
    """Send the requests of a session, and reset the world.

    Returns the requests per second of the server's CPU time, and the percentage of successful requests.
    """
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    statuses = []
    before = server.busy_seconds() or 0.0
    for method, name, given in session:
        query = f"?{urlencode(list(_pairs(given)))}" if method == "GET" and given else ""
        headers = {"authorization": "Bearer opk_owner", "content-type": "application/json"}
        body = None if method == "GET" else json.dumps(given)
        connection.request(method, f"{BASE}/{name}{query}", body, headers)
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    busy = (server.busy_seconds() or 0.0) - before
    connection.close()
    server.call("POST", "/__mock__/reset")
    return len(session) / busy, 100 * statuses.count(200) / len(statuses)


def _pairs(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield the keys and values of a query string that contains these inputs, such as `a[b]=1&c[]=2`."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _pairs(inner, f"{key}[{name}]" if key else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner, f"{key}[]")
    else:
        yield key, value if isinstance(value, str) else json.dumps(value)


def _cost(builder: ExampleBuilder, endpoint: Endpoint, given: Mapping[str, Any]) -> float:
    """Return the CPU time to create a response, in microseconds per kilobyte of the response."""
    inputs = decoder(endpoint)(given, True)
    seconds, length = min(call_once(builder, endpoint, inputs) for _ in range(CALLS))
    return seconds * 1e6 / (length / 1000)
