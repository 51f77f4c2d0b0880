"""The clock of a world. It is frozen, or runs from the time that was set. It never uses the time of the computer."""

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
        """Set the time, and whether the clock is frozen or runs from there."""
        self._now = now.replace(microsecond=0) if now.microsecond else now
        self._started = tick()
        self.frozen = frozen

    def fork(self) -> "Clock":
        """An independent clock with the same time."""
        return Clock(self.now(), self.frozen)
