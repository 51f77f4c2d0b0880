"""The time of a world."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mockserver.server.control.helpers import Calls, ControlContext, Problem, answer, body
from mockserver.server.worlds.world import World


class ClockSpec(msgspec.Struct, forbid_unknown_fields=True):
    now: datetime | None = None
    frozen: bool | None = None


class AdvanceSpec(msgspec.Struct, forbid_unknown_fields=True):
    days: float = 0
    hours: float = 0
    minutes: float = 0
    seconds: float = 0


FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Far enough from the calendar's ends for everything that is reckoned from now."""

OUTSIDE: Final = f"a world's time is between {FIRST.date()} and {LAST.date()}"


async def show(request: Request, context: ControlContext) -> Response:
    return _shown(context.world(request))


async def move(request: Request, context: ControlContext) -> Response:
    """Moves the clock to a moment (UTC where it names no zone), stops it or lets it run."""
    world, spec = context.world(request), await body(request, ClockSpec)
    clock = world.db.clock
    frozen = clock.frozen if spec.frozen is None else spec.frozen
    return _moved(world, spec.now or clock.now(), frozen)


async def advance(request: Request, context: ControlContext) -> Response:
    """Moves the clock on, or back by negative numbers."""
    world, spec = context.world(request), await body(request, AdvanceSpec)
    try:
        by = timedelta(days=spec.days, hours=spec.hours, minutes=spec.minutes, seconds=spec.seconds)
        now = world.db.clock.now() + by
    except (OverflowError, ValueError):
        raise Problem(400, OUTSIDE) from None
    return _moved(world, now, world.db.clock.frozen)


def _moved(world: World, now: datetime, frozen: bool) -> Response:
    world.db.set_clock(moment(now), frozen)
    return _shown(world)


def moment(now: datetime) -> datetime:
    """A moment in UTC. Raises Problem for one that is too far away to reckon from."""
    now = now.replace(tzinfo=UTC) if now.tzinfo is None else now
    if not FIRST <= now <= LAST:
        raise Problem(400, OUTSIDE)
    return now.astimezone(UTC)


def _shown(world: World) -> Response:
    return answer(200, {"now": world.db.clock.now(), "frozen": world.db.clock.frozen})


CALLS: Final[Calls] = [("GET", "/clock", show), ("PUT", "/clock", move), ("POST", "/clock/advance", advance)]
