"""Fairness between connections: a connection that sends many requests does not delay other connections for long.

All waiting connections are accepted together. An iteration of the event loop is called a turn. A turn processes
requests only for a limited time; further requests wait for the next turn.
"""

import asyncio
import socket
from functools import partial

import pytest

from mockserver.server.http import fairness
from mockserver.server.http.fairness import Acceptor, Turns


@pytest.fixture
def exhausted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the time limit of each turn so that it has passed after the first request."""
    monkeypatch.setattr(fairness, "TURN_SECONDS", -1)


def test_acceptor_accepts_all_waiting_connections() -> None:
    made: list[asyncio.Protocol] = []

    class Recorder(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            made.append(self)
            transport.close()

    async def accept() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.setblocking(False)
            clients = [socket.create_connection(listener.getsockname()) for _ in range(5)]
            Acceptor(listener, Recorder)()
            while len(made) < len(clients):
                await asyncio.sleep(0)
            for client in clients:
                client.close()

    asyncio.run(asyncio.wait_for(accept(), 30))

    assert len(made) == 5


def test_request_after_the_time_of_a_turn_waits_for_the_next_turn(exhausted: None) -> None:
    async def arrive() -> list[bool]:
        loop, turns = asyncio.get_running_loop(), Turns()
        waits = [turns.must_wait(loop) for _ in range(2)]
        await asyncio.sleep(0)
        return [*waits, turns.must_wait(loop)]

    assert asyncio.run(arrive()) == [False, True, False]


def test_request_waits_for_requests_that_were_added_before(exhausted: None) -> None:
    async def arrive() -> bool:
        loop, turns = asyncio.get_running_loop(), Turns()
        turns.add(loop, lambda: None)
        await asyncio.sleep(0)  # no waiting request is started, because the time of the turn has passed
        return turns.must_wait(loop)

    assert asyncio.run(arrive())


def test_waiting_requests_are_started_in_their_order() -> None:
    async def arrive() -> list[str]:
        loop, turns, started = asyncio.get_running_loop(), Turns(), list[str]()
        for name in ("first", "second"):
            turns.add(loop, partial(started.append, name))
        await asyncio.sleep(0)
        assert not turns.must_wait(loop)
        return started

    assert asyncio.run(arrive()) == ["first", "second"]
