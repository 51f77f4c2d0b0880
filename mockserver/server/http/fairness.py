"""Distributes the time of the event loop fairly between connections.

Without this module, uvloop would accept only one connection in each iteration, but process all requests that have
arrived. If 200 connections were busy, an iteration could take the time of 200 requests, and the last of ten new
connections would wait for ten iterations.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any, Final

TURN_SECONDS: Final = 0.02
"""The maximum time, in seconds, in which requests are processed in one iteration of the event loop. The remaining
requests are processed in later iterations."""

MAX_ACCEPTED: Final = 100
"""When a new connection is accepted, at most this number of other new connections are accepted at the same time."""

Start = Callable[[], None]
"""Processes the data that a connection has received."""


class Turns:
    """Distributes the requests of busy connections over several iterations of the event loop (turns).

    The first request of a connection is not delayed, so that busy connections do not delay new connections.
    """

    def __init__(self) -> None:
        self._in_turn = False
        self._end = 0.0
        self._waiting: deque[Start] = deque()

    def must_wait(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Return whether a request must wait for a later turn. If so, the caller must call `add`.

        If no turn is in progress, this method begins a turn, and the request need not wait.
        """
        if self._waiting:
            return True
        if self._in_turn:
            return perf_counter() > self._end
        self._in_turn, self._end = True, perf_counter() + TURN_SECONDS
        loop.call_soon(self._end_turn)
        return False

    def _end_turn(self) -> None:
        self._in_turn = False

    def add(self, loop: asyncio.AbstractEventLoop, start: Start) -> None:
        """Call `start` in one of the next turns, after the functions that were added before."""
        if not self._waiting:
            loop.call_soon(self._start_waiting, loop)
        self._waiting.append(start)

    def _start_waiting(self, loop: asyncio.AbstractEventLoop) -> None:
        end = perf_counter() + TURN_SECONDS
        while self._waiting and perf_counter() < end:
            self._waiting.popleft()()
        if self._waiting:
            loop.call_soon(self._start_waiting, loop)


class Acceptor:
    """Creates the protocol of a new connection, and also accepts up to MAX_ACCEPTED other connections from the queue of
    the listening socket."""

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
