"""Compares the cost of every endpoint in a small and in a large company.

If the response of an endpoint is larger in the large company, its cost may be larger by the same factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import process_time
from typing import Any

import mockserver.api  # noqa: F401  # registers the handlers
from benchmarks.harness import Result
from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import Endpoint, catalogue
from mockserver.contract.decode import decoder
from mockserver.domain.context import Context
from mockserver.domain.feed import notifications
from mockserver.seed import fixtures
from mockserver.seed.world_spec import WorldSpec
from mockserver.server.http.responses import encode
from mockserver.server.openapi.examples import ExampleBuilder

SMALL, LARGE = "demo", "scaleup"
CALLS = 7
SHOWN = 5
"""The number of endpoints that are listed individually, because their cost grows most."""

MAX_GROWTH = 2.0
"""The cost of an endpoint counts as independent of the size of the world if `_growth` is at most this number. The large
world is more than ten times as large as the small world."""

AT_LEAST = 85.0


def measure(flags: list[str]) -> Iterator[Result]:
    """Yield the factors by which the costs of endpoints grow, divided by the factors by which their responses grow."""
    small, large = _costs(SMALL), _costs(LARGE)
    grown = {name: _growth(small[name], large[name]) for name in small.keys() & large.keys()}
    independent = sum(growth <= MAX_GROWTH for growth in grown.values())
    yield Result(
        f"{len(grown)} endpoints, {LARGE} against {SMALL}, median", median(grown.values()), "times", at_most=1.3
    )
    yield Result("endpoints that take at most twice the time", 100 * independent / len(grown), "%", at_least=AT_LEAST)
    for name in sorted(grown, key=grown.__getitem__, reverse=True)[:SHOWN]:
        yield Result(f"  {name}, {large[name][0] * 1000:.2f} ms", grown[name], "times")


def _growth(small: tuple[float, int], large: tuple[float, int]) -> float:
    """Return the factor by which the cost of an endpoint grows, divided by the factor by which its response grows. The
    arguments are the cost and the size of the response in each company."""
    return large[0] / small[0] / max(1.0, large[1] / small[1])


def _costs(fixture: str) -> dict[str, tuple[float, int]]:
    """Return the CPU time in seconds and the size of the response in bytes, by endpoint. Endpoints whose example
    request fails are omitted."""
    world, seeded = fixtures.build(WorldSpec(fixture=fixture))
    builder = ExampleBuilder(catalogue(), world, seeded.owner_id)
    costs = {}
    for name, endpoint in catalogue().endpoints.items():
        example = builder.example(endpoint)
        if example.output is not None:
            inputs = decoder(endpoint)(example.inputs, True)
            calls = [call_once(builder, endpoint, inputs) for _ in range(CALLS)]
            costs[name] = min(calls)
    return costs


def call_once(builder: ExampleBuilder, endpoint: Endpoint, inputs: dict[str, Any]) -> tuple[float, int]:
    """Call the handler of an endpoint, and roll back its changes. Return the CPU time in seconds, and the size of the
    response in bytes."""
    ctx = Context(builder.db, builder.person, builder.company)
    with builder.db.transaction() as work:
        work.roll_back_on_exit()
        start = process_time()
        body = encode(HANDLERS[endpoint.name](ctx, inputs))
        for activity in ctx.recorded:
            notifications.deliver(ctx, activity)
        return process_time() - start, len(body)
