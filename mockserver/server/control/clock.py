"""The time of a world."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mockserver.server.control.helpers import Calls, Desk, Problem, answer, body
from mockserver.server.worlds.worlds import OpenWorld


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


async def show(request: Request, desk: Desk) -> Response:
    return _shown(desk.host(request))


async def move(request: Request, desk: Desk) -> Response:
    """Moves the clock to a moment (UTC where it names no zone), stops it or lets it run."""
    host, spec = desk.host(request), await body(request, ClockSpec)
    clock = host.world.clock
    frozen = clock.frozen if spec.frozen is None else spec.frozen
    return _moved(host, spec.now or clock.now(), frozen)


async def advance(request: Request, desk: Desk) -> Response:
    """Moves the clock on, or back by negative numbers."""
    host, spec = desk.host(request), await body(request, AdvanceSpec)
    try:
        by = timedelta(days=spec.days, hours=spec.hours, minutes=spec.minutes, seconds=spec.seconds)
        now = host.world.clock.now() + by
    except (OverflowError, ValueError):
        raise Problem(400, OUTSIDE) from None
    return _moved(host, now, host.world.clock.frozen)


def _moved(host: OpenWorld, now: datetime, frozen: bool) -> Response:
    host.world.set_clock(moment(now), frozen)
    return _shown(host)


def moment(now: datetime) -> datetime:
    """A moment in UTC. Raises Problem for one that is too far away to reckon from."""
    now = now.replace(tzinfo=UTC) if now.tzinfo is None else now
    if not FIRST <= now <= LAST:
        raise Problem(400, OUTSIDE)
    return now.astimezone(UTC)


def _shown(host: OpenWorld) -> Response:
    return answer(200, {"now": host.world.clock.now(), "frozen": host.world.clock.frozen})


CALLS: Final[Calls] = [("GET", "/clock", show), ("PUT", "/clock", move), ("POST", "/clock/advance", advance)]
