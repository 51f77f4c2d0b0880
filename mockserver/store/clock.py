"""The clock of a world. A clock is frozen or runs. A running clock starts at the time that was set, and does not depend
on the computer's date."""

import time
from datetime import datetime, timedelta

tick = time.monotonic


class Clock:
    __slots__ = ("_now", "_started", "frozen")

    def __init__(self, now: datetime, frozen: bool = True) -> None:
        self.set(now, frozen)

    def now(self) -> datetime:
        """Return the current time of the world, in UTC, without fractions of a second."""
        if self.frozen:
            return self._now
        return self._now + timedelta(seconds=int(tick() - self._started))

    def set(self, now: datetime, frozen: bool) -> None:
        """Set the time. If `frozen` is true, the clock stays at this time. Otherwise the clock runs, starting at this
        time."""
        self._now = now.replace(microsecond=0) if now.microsecond else now
        self._started = 0.0 if frozen else tick()
        self.frozen = frozen

    def fork(self) -> "Clock":
        """Return an independent clock with the same time."""
        return Clock(self.now(), self.frozen)
