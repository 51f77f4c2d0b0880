"""The calls that a world has answered, the latest thousand of them. Nothing is rendered until somebody asks."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from copy import copy
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mockserver.server.http.exchange import Exchange
    from mockserver.server.http.responses import Answer

tick = time.perf_counter

CALLS: Final = 1000
BYTES: Final = 16_000_000
"""Of bodies, received and sent, in all the calls that are kept."""
BODY: Final = 1_000_000
"""Of one body; what is longer is cut."""


class Journal:
    """Oldest first. Numbers begin at 1 and go on when old calls have fallen out."""

    __slots__ = ("_bytes", "_calls", "_listeners", "closed", "last")

    def __init__(self) -> None:
        self._calls: deque[Exchange] = deque()
        self._bytes = 0
        self._listeners: list[asyncio.Future[None]] = []
        self.last = 0
        """The number of the latest call."""
        self.closed = False

    def __iter__(self) -> "Iterator[Exchange]":
        return iter(self._calls)

    def add(self, call: "Exchange", answer: "Answer | None") -> None:
        """Keeps a call and what was answered, and tells those who wait."""
        call.took = tick() - call.began
        self.last = call.number = self.last + 1
        call.answer = answer
        size = _size(call)
        if size > BODY:
            size = _cut(call)
        self._calls.append(call)
        self._bytes += size
        if len(self._calls) > CALLS or self._bytes > BYTES:
            self._drop()
        if self._listeners:
            self._wake()

    def _drop(self) -> None:
        while len(self._calls) > CALLS or self._bytes > BYTES:
            self._bytes -= _size(self._calls.popleft())

    def since(self, number: int) -> "Iterator[Exchange]":
        """The calls after this one."""
        first = self.last - len(self._calls) + 1
        return islice(self._calls, min(max(0, number + 1 - first), len(self._calls)), None)

    def get(self, number: int) -> "Exchange | None":
        """The call of this number, if it is still there."""
        found = next(self.since(number - 1), None)
        return found if found is not None and found.number == number else None

    def clear(self) -> None:
        """Forgets the calls; the numbers go on."""
        self._calls.clear()
        self._bytes = 0

    async def heard(self, seconds: float) -> None:
        """Returns when there is something new, and at the latest after so many seconds."""
        listener = asyncio.get_running_loop().create_future()
        self._listeners.append(listener)
        try:
            await asyncio.wait([listener], timeout=seconds)
        finally:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def close(self) -> None:
        """There will be no more."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        for listener in self._listeners:
            listener.set_result(None)
        self._listeners.clear()


def _size(call: "Exchange") -> int:
    answer = call.answer
    return len(call.body) + len(answer.body) if answer is not None else len(call.body)


def _cut(call: "Exchange") -> int:
    """Shortens the bodies that are kept, and gives what they still take."""
    call.body = call.body[:BODY]
    if call.answer is not None:
        call.answer = copy(call.answer)
        call.answer.body = call.answer.body[:BODY]
    return _size(call)
