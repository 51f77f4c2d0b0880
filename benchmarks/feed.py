"""What a page of the feed costs in a company with a long history, against one with a short history."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from benchmarks.harness import Result
from mockserver.api import HANDLERS
from mockserver.domain import activities, companies, spaces
from mockserver.domain.context import Context
from mockserver.model.company import Company, Person
from mockserver.model.spaces import Space
from mockserver.seed import fixtures
from mockserver.seed.spec import WorldSpec
from mockserver.server.answer import encode
from mockserver.views.companies import company_id

SHORT, LONG = 500, 50_000
AT_MOST = 1.5
ROUNDS = 15
ASKED = {
    "all actions": [],
    "the newest action": ["space_joining"],
    "an old action": ["company_editing"],
    "many actions": ["company_editing", "space_joining", "space_added", "goal_created", "task_adding", "group_edited"],
}
"""What is asked for, by its name in the table. The old action is done with once the history begins."""


def measure(flags: list[str]) -> Iterator[Result]:
    """How many times the cost a hundred times longer history makes of a page."""
    short, long = _history(SHORT), _history(LONG)
    for name, actions in ASKED.items():
        ratio = min(_cost(long, actions) for _ in range(ROUNDS)) / min(_cost(short, actions) for _ in range(ROUNDS))
        yield Result(f"feed of {LONG:,} against {SHORT}, {name}", ratio, "times", at_most=AT_MOST)


def _history(length: int) -> Context:
    """The owner of a company in which this much happened, in ten spaces."""
    world, seeded = fixtures.build(WorldSpec())
    owner = world.known(Person, seeded.owner_id)
    company = world.known(Company, owner.company_id)
    with world.transaction():
        ctx = Context(world, owner, company)
        for _ in range(100):
            companies.rename(ctx, company.name)
        made: list[Space] = [
            spaces.create(ctx, name=f"Space {at}", mission="Bench", company_level=10, public=False) for at in range(10)
        ]
        for at in range(length):
            activities.record(ctx, "space_joining", made[at % 10].id, space_id=made[at % 10].id)
    return Context(world, owner, company)


def _cost(ctx: Context, actions: list[str]) -> float:
    """The seconds that an answer takes, as JSON."""
    inputs = {"scope_type": "company", "scope_id": company_id(ctx.company), "actions": actions}
    start = perf_counter()
    answer = encode(HANDLERS["get_activities"](ctx, inputs))
    took = perf_counter() - start
    assert answer.count(b'"comment_thread"') == 100
    return took
