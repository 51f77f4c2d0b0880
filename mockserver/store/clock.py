"""The time of a world. It stands still, or runs from the moment it was set; it never reads the calendar."""

import time
from datetime import datetime, timedelta

tick = time.monotonic


class Clock:
    __slots__ = ("_now", "_started", "frozen")

    def __init__(self, now: datetime, frozen: bool = True) -> None:
        self.set(now, frozen)

    def now(self) -> datetime:
        """The current moment, UTC, in whole seconds."""
        if self.frozen:
            return self._now
        return self._now + timedelta(seconds=int(tick() - self._started))

    def set(self, now: datetime, frozen: bool) -> None:
        """Moves the clock to a moment, there to stand or to run on."""
        self._now = now.replace(microsecond=0)
        self._started = tick()
        self.frozen = frozen

    def fork(self) -> "Clock":
        """Another clock that shows the same time."""
        return Clock(self.now(), self.frozen)
