"""The classes with which tests control the fault rules, the snapshots and the clock of a world."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from mockserver.server.schemas.clock import ClockInfo
from mockserver.server.schemas.faults import FaultInfo, FaultList
from mockserver.testing.conversions import time_text, without_none
from mockserver.testing.errors import MockError

if TYPE_CHECKING:
    from mockserver.testing.world import MockWorld


class Fault:
    """A fault rule. If it is used in a `with` statement, the rule is removed at the end of the block."""

    def __init__(self, world: MockWorld, info: FaultInfo) -> None:
        self._world = world
        self.id = info.id

    @property
    def matched(self) -> int:
        """The number of requests that matched the rule, or 0 after the rule was removed."""
        info = self._info()
        return info.seen if info else 0

    @property
    def fired(self) -> int:
        """The number of requests to which the fault was applied, or 0 after the rule was removed."""
        info = self._info()
        return info.fired if info else 0

    def _info(self) -> FaultInfo | None:
        faults = self._world.send("GET", "/faults", FaultList).faults
        return next((info for info in faults if info.id == self.id), None)

    def remove(self) -> None:
        self._world.control("DELETE", f"/faults/{self.id}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


class Snapshot:
    """A snapshot of a world's state. `with` restores the snapshot at the end of the block."""

    def __init__(self, world: MockWorld, name: str) -> None:
        self._world = world
        self.name = name

    def restore(self) -> None:
        """Restore the snapshot. A snapshot can be restored any number of times."""
        self._world.control("POST", f"/snapshots/{self.name}/restore")

    def delete(self) -> None:
        self._world.control("DELETE", f"/snapshots/{self.name}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.restore()


class Clock:
    """The clock of a world."""

    def __init__(self, world: MockWorld) -> None:
        self._world = world

    @property
    def now(self) -> datetime:
        return self._get().now

    @property
    def frozen(self) -> bool:
        return self._get().frozen

    def advance(
        self,
        by: timedelta | None = None,
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> datetime:
        """Move the clock by the sum of the arguments, and return the new time. Negative values move the clock back."""
        __tracebackhide__ = True
        if by is not None and not isinstance(by, timedelta):
            raise MockError(f"advance requires a timedelta or keywords such as days=8, not {by!r}")
        total = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds) + (by or timedelta())
        seconds_only = {"days": total.days, "seconds": total.seconds + total.microseconds / 1_000_000}
        return self._world.send("POST", "/clock/advance", ClockInfo, json=seconds_only).now

    def set(self, now: datetime | date | str | None = None, *, frozen: bool | None = None) -> datetime:
        """Set the time, freeze the clock or let it run, and return the time. A time without a time zone is in UTC."""
        __tracebackhide__ = True
        spec = without_none({"now": None if now is None else time_text(now), "frozen": frozen})
        if not spec:
            raise MockError("set requires a time, or frozen=True or frozen=False")
        return self._world.send("PUT", "/clock", ClockInfo, json=spec).now

    def _get(self) -> ClockInfo:
        return self._world.send("GET", "/clock", ClockInfo)
