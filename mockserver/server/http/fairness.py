"""Distributes the time of the event loop fairly between connections.

In each iteration, uvloop accepts one connection and processes all requests that have arrived. If 200 connections are
busy, a new connection would therefore wait for many iterations with 200 requests each.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any, Final

TURN_SECONDS: Final = 0.02
"""The longest time in seconds that one iteration spends on requests.

Further requests are processed in later iterations.
"""

MAX_ACCEPTED: Final = 100
"""How many connections are accepted in one iteration of the event loop."""

Start = Callable[[], None]
"""Starts the processing of a request, or sends its response."""


class Turns:
    """Distributes the requests that have arrived over several iterations of the event loop (turns).

    The first requests of new connections have their own queue, so that busy connections do not delay them.
    """

    def __init__(self) -> None:
        self._in_turn = False
        self._began = 0.0
        self._first: deque[Start] = deque()
        self._others: deque[Start] = deque()

    def must_wait(self, loop: asyncio.AbstractEventLoop, first: bool) -> bool:
        """Whether a request must wait for a later turn.

        `first` is whether it is the first request of its connection.
        """
        if not self._in_turn:
            self._in_turn, self._began = True, perf_counter()
            loop.call_soon(self._end_turn)
        elif perf_counter() - self._began > TURN_SECONDS:
            return True
        return not first and bool(self._others)

    def _end_turn(self) -> None:
        self._in_turn = False

    def add(self, loop: asyncio.AbstractEventLoop, first: bool, start: Start) -> None:
        """Start a request in one of the next iterations of the event loop."""
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
    """Creates the protocol of a new connection, and also accepts all other connections that wait in the queue."""

    def __init__(self, listener: socket.socket, protocol: Callable[..., asyncio.Protocol]) -> None:
        self._listener = listener
        self._protocol = protocol
        self._tasks: set[asyncio.Task[Any]] = set()

    def __call__(self, **arguments: Any) -> asyncio.Protocol:
        loop = asyncio.get_running_loop()
        for _ in range(MAX_ACCEPTED):
            try:
                connection, _ = self._listener.accept()
            except OSError:  # either no connection waits, or the event loop will report the error
                break
            opening = loop.connect_accepted_socket(partial(self._protocol, **arguments), connection)
            task = loop.create_task(opening)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return self._protocol(**arguments)
