"""The clock of a world."""

from datetime import UTC, datetime, timedelta
from typing import Final

from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import route
from mockserver.server.schemas.clock import AdvanceClock, ClockInfo, SetClock
from mockserver.server.worlds.world import World

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""The limits of a world's clock. Between these limits, calculations with dates do not overflow."""

OUT_OF_RANGE: Final = f"the time of a world must be between {EARLIEST.date()} and {LATEST.date()}"


@route("GET", "/clock", "Get the clock of the world")
async def get_clock(world: World) -> ClockInfo:
    return _clock_info(world)


@route("PUT", "/clock", "Set, stop or start the clock", example={"now": "2026-04-01T09:00:00Z"})
async def set_clock(world: World, body: SetClock) -> ClockInfo:
    clock = world.db.clock
    frozen = clock.frozen if body.frozen is None else body.frozen
    return _set(world, body.now or clock.now(), frozen)


@route("POST", "/clock/advance", "Move the clock forwards or backwards", example={"days": 7})
async def advance_clock(world: World, body: AdvanceClock) -> ClockInfo:
    try:
        now = world.db.clock.now() + timedelta(
            weeks=body.weeks, days=body.days, hours=body.hours, minutes=body.minutes, seconds=body.seconds
        )
    except (OverflowError, ValueError):
        raise ProblemError(400, OUT_OF_RANGE) from None
    return _set(world, now, world.db.clock.frozen)


def _set(world: World, now: datetime, frozen: bool) -> ClockInfo:
    world.db.set_clock(utc(now), frozen)
    return _clock_info(world)


def utc(now: datetime) -> datetime:
    """Convert a time to UTC. A time without an offset is in UTC. Raises ProblemError if the time is out of range."""
    now = now.replace(tzinfo=UTC) if now.tzinfo is None else now
    if not EARLIEST <= now <= LATEST:
        raise ProblemError(400, OUT_OF_RANGE)
    return now.astimezone(UTC)


def _clock_info(world: World) -> ClockInfo:
    return ClockInfo(now=world.db.clock.now(), frozen=world.db.clock.frozen)
