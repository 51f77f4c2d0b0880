"""Serves many connections fairly.

uvloop accepts one connection in a turn of the event loop, and a turn answers all requests that have arrived. Without
these classes, a new connection waits for many turns of 200 requests each while 200 other connections are busy.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any, Final

TURN_SECONDS: Final = 0.02
"""After this time, the other requests that have arrived in a turn of the event loop wait for the next turns."""

MAX_ACCEPTED: Final = 100
"""How many connections are accepted at once."""

Start = Callable[[], None]
"""Starts to process a request, or responds to it."""


class Turns:
    """Spreads the requests that have arrived over several turns of the event loop.

    The first requests of connections have a queue of their own, so that the busy connections do not delay new ones.
    """

    def __init__(self) -> None:
        self._in_turn = False
        self._began = 0.0
        self._first: deque[Start] = deque()
        self._others: deque[Start] = deque()

    def must_wait(self, loop: asyncio.AbstractEventLoop, first: bool) -> bool:
        """Whether a request has to wait, which is the first one of its connection or another one."""
        if not self._in_turn:
            self._in_turn, self._began = True, perf_counter()
            loop.call_soon(self._end_turn)
        elif perf_counter() - self._began > TURN_SECONDS:
            return True
        return not first and bool(self._others)

    def _end_turn(self) -> None:
        self._in_turn = False

    def add(self, loop: asyncio.AbstractEventLoop, first: bool, start: Start) -> None:
        """Start a request in one of the next turns."""
        if not self._first and not self._others:
            loop.call_soon(self._start_batch, loop)
        (self._first if first else self._others).append(start)

    def _start_batch(self, loop: asyncio.AbstractEventLoop) -> None:
        end = perf_counter() + TURN_SECONDS
        while (self._first or self._others) and perf_counter() < end:
            for queue in (self._first, self._others):
                if queue:
                    queue.popleft()()
        if self._first or self._others:
            loop.call_soon(self._start_batch, loop)


class Acceptor:
    """Creates the protocol of a new connection, and accepts all connections that are waiting behind it."""

    def __init__(self, listener: socket.socket, protocol: Callable[..., asyncio.Protocol]) -> None:
        self._listener = listener
        self._protocol = protocol
        self._tasks: set[asyncio.Task[Any]] = set()

    def __call__(self, **arguments: Any) -> asyncio.Protocol:
        loop = asyncio.get_running_loop()
        for _ in range(MAX_ACCEPTED):
            try:
                connection, _ = self._listener.accept()
            except OSError:  # no connection is waiting, or an error that the event loop reports
                break
            opening = loop.connect_accepted_socket(partial(self._protocol, **arguments), connection)
            task = loop.create_task(opening)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return self._protocol(**arguments)
