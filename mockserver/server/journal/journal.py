"""The journal: the latest requests of a world. Entries are converted to JSON only when they are read."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from copy import copy
from itertools import chain, islice
from typing import Final

from mockserver.server.http.exchange import Exchange
from mockserver.server.schemas.base import MAX_ENTRIES

MAX_BODY_BYTES: Final = 1_000_000
"""The maximum size of each body and of the query string of an entry, in bytes. Longer bodies and query strings are
truncated. If the body and the query string of a request together are longer, the inputs of the entry are
removed."""
MAX_TOTAL_BYTES: Final = 32_000_000
"""The maximum size of a journal, in bytes."""
MAX_SERVER_BYTES: Final = 64_000_000
"""The maximum size of all journals of a server together, in bytes."""
RETURNED_BYTES: Final = 10_000_000
"""The memory of cleared journals is returned to the operating system when their total size exceeds this number of
bytes. After that, the total starts at 0 again."""

ENTRY_BYTES: Final = 2000
"""The approximate size of an entry in bytes, without its headers, bodies and inputs."""
CHANGE_BYTES: Final = 500
"""The approximate size of a change in bytes. The changed record is not counted, because it is also in the database."""
SEPARATORS: Final = (b",", b"[", b"{", b"&")
VALUE_BYTES: Final = 100
"""The approximate size of a decoded value in bytes, without its text."""


class JournalBudget:
    """Limits the memory of all journals of a server. If the journals exceed the limit, the oldest entries of the server
    are removed."""

    def __init__(self, limit: int = MAX_SERVER_BYTES) -> None:
        self.bytes = 0
        self.limit = limit
        self.order: deque[Journal] = deque()
        """Contains one item for each entry of all journals, oldest first. The item is the journal that contains the
        entry. If a journal removes an entry, the item of the entry remains in `order`, and `Journal.stale` counts
        it."""
        self.compact_at = 2 * MAX_ENTRIES
        self._released = 0

    def release(self, size: int) -> None:
        """Subtract the size of a cleared journal from the total size. When more than RETURNED_BYTES were subtracted in
        this way, return the freed memory to the operating system."""
        self.bytes -= size
        self._released += size
        if self._released > RETURNED_BYTES:
            self._released = 0
            from mockserver.server import memory  # imported here to shorten the start of the server

            memory.return_freed()

    def shrink(self) -> None:
        """Remove the oldest entries, with their items in `order`, until the size of all entries is within the limit. If
        `order` is longer than `compact_at`, remove the items whose entry was removed."""
        while self.bytes > self.limit and self.order:
            oldest = self.order.popleft()
            if oldest.stale:
                oldest.stale -= 1
            else:
                oldest.remove_oldest()
                oldest.stale -= 1
        if len(self.order) > self.compact_at:
            self.order = deque(journal for journal in self.order if not journal.take_stale())
            self.compact_at = 2 * len(self.order) + MAX_ENTRIES


class Journal:
    """The entries of a world, oldest first. Entries are numbered from 1. The number of a removed entry is not used
    again."""

    __slots__ = (
        "_budget",
        "_bytes",
        "_entries",
        "_in_progress",
        "_waiting",
        "closed",
        "last",
        "last_before_reset",
        "stale",
    )

    def __init__(self, budget: JournalBudget | None = None) -> None:
        self._budget = budget or JournalBudget()
        self._entries: deque[Exchange] = deque()
        self._in_progress: list[Exchange] = []
        self._bytes = 0
        self._waiting: list[asyncio.Future[None]] = []
        self.last = 0
        """The number of the latest entry."""
        self.last_before_reset = 0
        """The number of the latest entry before the latest reset, or 0 if there was no reset."""
        self.closed = False
        self.stale = 0
        """The number of items of this journal in `JournalBudget.order` whose entry was removed.

        The items of removed entries are the oldest items of this journal.
        """

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._entries)

    @property
    def first(self) -> int:
        """The number of the oldest entry. If there is no entry, the number that the next entry will have."""
        return self.last - len(self._entries) + 1

    def add(self, exchange: Exchange) -> None:
        """Add a request that was processed, and wake the readers that wait for an entry."""
        exchange.duration = time.perf_counter() - exchange.started_monotonic
        self.last = exchange.number = self.last + 1
        exchange.parsed = None
        if len(exchange.body) + len(exchange.query) > MAX_BODY_BYTES:
            exchange.inputs = {}
        size = _size(exchange)
        if size > MAX_BODY_BYTES:
            size = _truncate(exchange)
        exchange.size = size
        entries, budget = self._entries, self._budget
        entries.append(exchange)
        self._bytes += size
        budget.bytes += size
        budget.order.append(self)
        while len(entries) > MAX_ENTRIES or (self._bytes > MAX_TOTAL_BYTES and len(entries) > 1):
            self.remove_oldest()
        if budget.bytes > budget.limit or len(budget.order) > budget.compact_at:
            budget.shrink()
        if self._waiting:
            self.wake()

    def remove_oldest(self) -> None:
        size = self._entries.popleft().size
        self._bytes -= size
        self._budget.bytes -= size
        self.stale += 1

    def take_stale(self) -> bool:
        """Return whether the oldest item of this journal in `JournalBudget.order` belongs to a removed entry.

        If so, decrement `stale`, because the caller removes the item.
        """
        if self.stale:
            self.stale -= 1
            return True
        return False

    def add_waiting(self, exchange: Exchange) -> None:
        """Add a request that waits because of a fault with a delay. A waiting request has no number and no response."""
        self._in_progress.append(exchange)

    def remove_waiting(self, exchange: Exchange) -> bool:
        """Remove a waiting request, because its delay is over.

        Returns False if the request was dropped during the delay.
        """
        if exchange not in self._in_progress:
            return False
        self._in_progress.remove(exchange)
        return True

    def is_waiting(self, exchange: Exchange) -> bool:
        return exchange in self._in_progress

    def since(self, number: int) -> Iterator[Exchange]:
        """Iterate over the entries after the entry with this number."""
        start = min(max(0, number + 1 - self.first), len(self._entries))
        return islice(self._entries, start, None)

    def with_waiting(self, number: int) -> Iterator[Exchange]:
        """Iterate over the entries after the entry with this number, and then over the waiting requests."""
        return chain(self.since(number), list(self._in_progress))

    def get(self, number: int) -> Exchange | None:
        """Return the entry with this number, or None if the entry was removed or does not exist."""
        found = next(self.since(number - 1), None)
        return found if found is not None and found.number == number else None

    def clear(self) -> None:
        """Remove all entries, and drop the waiting requests. The numbers of the entries are not used again."""
        self.stale += len(self._entries)
        self._entries.clear()
        self._in_progress.clear()
        self._budget.release(self._bytes)
        self._bytes = 0

    def drop_waiting(self) -> None:
        """Drop the requests that wait because of a fault with a delay. They are not processed any more."""
        self._in_progress.clear()

    async def wait_for_entry(self, seconds: float) -> None:
        """Wait until an entry is added or `wake` is called, but not longer than `seconds`."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            await asyncio.wait([waiting], timeout=seconds)
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    def close(self) -> None:
        """Stop the journal: wake the readers that wait for an entry, and drop the waiting requests."""
        self.closed = True
        self.drop_waiting()
        self.wake()

    def wake(self) -> None:
        """Let all pending calls of `wait_for_entry` return."""
        for waiting in self._waiting:
            waiting.set_result(None)
        self._waiting.clear()


def _size(exchange: Exchange) -> int:
    """Estimate the memory of an entry, in bytes."""
    received = len(exchange.body) + len(exchange.query)
    size = ENTRY_BYTES + exchange.headers.size + len(exchange.path) + received + len(exchange.changes) * CHANGE_BYTES
    if exchange.inputs:
        sent = exchange.query + exchange.body
        size += received + VALUE_BYTES * sum(map(sent.count, SEPARATORS))
    if exchange.response is not None:
        size += len(exchange.response.body)
    return size


def _truncate(exchange: Exchange) -> int:
    """Truncate the bodies and the query string of an entry to MAX_BODY_BYTES, and return the new size of the entry."""
    exchange.body = exchange.body[:MAX_BODY_BYTES]
    exchange.query = exchange.query[:MAX_BODY_BYTES]
    if exchange.response is not None:
        exchange.response = copy(exchange.response)
        exchange.response.body = exchange.response.body[:MAX_BODY_BYTES]
    return _size(exchange)
