"""Every endpoint in a small company and in a large one: what an answer costs follows what it says."""

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
"""Endpoints that are named, those that grow most."""

ALIKE = 2.0
"""A cost that grows less, while what a world holds grows more than tenfold, does not follow the world."""

AT_LEAST = 85.0


def measure(flags: list[str]) -> Iterator[Result]:
    """How many times the cost, for as much answer, a larger world makes of a call."""
    small, large = _costs(SMALL), _costs(LARGE)
    grown = {name: _growth(small[name], large[name]) for name in small.keys() & large.keys()}
    alike = sum(growth <= ALIKE for growth in grown.values())
    yield Result(f"{len(grown)} endpoints, {LARGE} to {SMALL}, median", median(grown.values()), "times", at_most=1.3)
    yield Result("those that cost the same", 100 * alike / len(grown), "%", at_least=AT_LEAST)
    for name in sorted(grown, key=grown.__getitem__, reverse=True)[:SHOWN]:
        yield Result(f"  {name}, {large[name][0] * 1000:.2f} ms", grown[name], "times")


def _growth(small: tuple[float, int], large: tuple[float, int]) -> float:
    return large[0] / small[0] / max(1.0, large[1] / small[1])


def _costs(fixture: str) -> dict[str, tuple[float, int]]:
    """The seconds of a processor and the bytes of an answer, by endpoint; calls that bring no answer are left out."""
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
    """One call, which is undone."""
    ctx = Context(builder.db, builder.person, builder.company)
    with builder.db.transaction() as work:
        work.roll_back_on_exit()
        start = process_time()
        answer = encode(HANDLERS[endpoint.name](ctx, inputs))
        for activity in ctx.recorded:
            notifications.deliver(ctx, activity)
        return process_time() - start, len(answer)
