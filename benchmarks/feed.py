"""Compares the cost of a page of the feed in a company with many activities and in a company with few activities."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from msgspec.structs import replace

import mockserver.api  # noqa: F401  # registers the handlers
from benchmarks.harness import Result
from mockserver.api.registry import HANDLERS
from mockserver.domain import access, activity_log
from mockserver.domain.company import companies
from mockserver.domain.context import Context
from mockserver.domain.feed.activities import PAGE_SIZE
from mockserver.domain.spaces import spaces
from mockserver.model.company.access import VIEW
from mockserver.model.company.companies import Company, Person
from mockserver.seed import fixtures
from mockserver.seed.world_spec import WorldSpec
from mockserver.server.http.responses import encode
from mockserver.views.company.companies import company_id

SHORT, LONG = 500, 50_000
AT_MOST = 1.5
ROUNDS = 15
REQUESTED_ACTIONS = {
    "all actions": [],
    "the newest action": ["space_joining"],
    "an old action": ["company_editing"],
    "many actions": ["company_editing", "space_joining", "space_added", "goal_created", "task_adding", "group_edited"],
}
"""The actions in the request, by the name of the result. The company has activities with `company_editing` only at the
start of its history."""


def measure(flags: list[str]) -> Iterator[Result]:
    """Yield the cost of a page in a company with LONG activities, divided by the cost in a company with SHORT ones."""
    (short, short_outsider), (long, long_outsider) = _history(SHORT), _history(LONG)
    for name, actions in REQUESTED_ACTIONS.items():
        yield Result(
            f"feed of {LONG:,} against {SHORT}, {name}", _ratio(long, short, actions), "times", at_most=AT_MOST
        )
    ratio = _ratio(long_outsider, short_outsider, [])
    yield Result(f"feed of {LONG:,} against {SHORT}, a guest", ratio, "times", at_most=AT_MOST)


def _history(length: int) -> tuple[Context, Context]:
    """Build a company with `length` activities in ten spaces.

    Returns the context of the owner, and the context of a guest. The guest can view only an eleventh space, whose
    activities are older than those of the ten spaces and fill one page.
    """
    world, seeded = fixtures.build(WorldSpec())
    owner = world.get_existing(Person, seeded.owner_id)
    company = world.get_existing(Company, owner.company_id)
    ctx = Context(world, owner, company)
    with world.transaction():
        outsider = world.put(replace(owner, id=world.new_id(), full_name="Otto Outside", type="guest"))
        for _ in range(PAGE_SIZE):
            companies.rename(ctx, company.name)
        old, *busy = (
            spaces.create(ctx, name=f"Space {at}", mission="Bench", company_level=VIEW, public=False)
            for at in range(11)
        )
        access.grant(world, old.id, outsider.id, VIEW)
        for at in range(PAGE_SIZE + length):
            space = old if at < PAGE_SIZE else busy[at % len(busy)]
            activity_log.record(ctx, "space_joining", space.id, space_id=space.id)
    return Context(world, owner, company), Context(world, outsider, company)


def _ratio(long: Context, short: Context, actions: list[str]) -> float:
    return min(_cost(long, actions) for _ in range(ROUNDS)) / min(_cost(short, actions) for _ in range(ROUNDS))


def _cost(ctx: Context, actions: list[str]) -> float:
    """Return the time to create a response, including its encoding as JSON, in seconds."""
    inputs = {"scope_type": "company", "scope_id": company_id(ctx.company), "actions": actions}
    start = perf_counter()
    body = encode(HANDLERS["get_activities"](ctx, inputs))
    took = perf_counter() - start
    assert body.count(b'"comment_thread"') == PAGE_SIZE
    return took
