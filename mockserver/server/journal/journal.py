"""The latest requests of a world. Entries are serialised only when they are read."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from copy import copy
from itertools import islice
from typing import Final

from mockserver.server.http.exchange import Exchange
from mockserver.server.schemas.journal import MAX_ENTRIES

MAX_TOTAL_BYTES: Final = 16_000_000
"""The limit for all request and response bodies of a journal."""
MAX_BODY_BYTES: Final = 1_000_000
"""The limit for one body; the rest is cut off."""


class Journal:
    """The entries, oldest first. Numbers start at 1 and continue after old entries were removed."""

    __slots__ = ("_bytes", "_entries", "_waiting", "closed", "last")

    def __init__(self) -> None:
        self._entries: deque[Exchange] = deque()
        self._bytes = 0
        self._waiting: list[asyncio.Future[None]] = []
        self.last = 0
        """The number of the latest entry."""
        self.closed = False

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._entries)

    def add(self, exchange: Exchange) -> None:
        """Add a request whose response is set, and notify the readers that wait for an entry."""
        exchange.duration = time.perf_counter() - exchange.started_monotonic
        self.last = exchange.number = self.last + 1
        size = _size(exchange)
        if size > MAX_BODY_BYTES:
            size = _cut_bodies(exchange)
        self._entries.append(exchange)
        self._bytes += size
        if len(self._entries) > MAX_ENTRIES or self._bytes > MAX_TOTAL_BYTES:
            self._remove_oldest()
        if self._waiting:
            self._notify()

    def _remove_oldest(self) -> None:
        while len(self._entries) > MAX_ENTRIES or self._bytes > MAX_TOTAL_BYTES:
            self._bytes -= _size(self._entries.popleft())

    def since(self, number: int) -> Iterator[Exchange]:
        """The entries after the one with this number."""
        first = self.last - len(self._entries) + 1
        return islice(self._entries, min(max(0, number + 1 - first), len(self._entries)), None)

    def get(self, number: int) -> Exchange | None:
        """The entry with this number, None if it was removed or does not exist."""
        found = next(self.since(number - 1), None)
        return found if found is not None and found.number == number else None

    def clear(self) -> None:
        """Remove all entries. Their numbers are not used again."""
        self._entries.clear()
        self._bytes = 0

    async def wait_for_entry(self, seconds: float) -> None:
        """Return when an entry was added or the journal was closed, and at the latest after this many seconds."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            await asyncio.wait([waiting], timeout=seconds)
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    def close(self) -> None:
        """End the readers that wait for an entry; no more entries will be added."""
        self.closed = True
        self._notify()

    def _notify(self) -> None:
        for waiting in self._waiting:
            waiting.set_result(None)
        self._waiting.clear()


def _size(exchange: Exchange) -> int:
    response = exchange.response
    return len(exchange.body) + (len(response.body) if response is not None else 0)


def _cut_bodies(exchange: Exchange) -> int:
    """Shorten the bodies to the limit, and return their size."""
    exchange.body = exchange.body[:MAX_BODY_BYTES]
    if exchange.response is not None:
        exchange.response = copy(exchange.response)
        exchange.response.body = exchange.response.body[:MAX_BODY_BYTES]
    return _size(exchange)
