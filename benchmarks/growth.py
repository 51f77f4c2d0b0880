"""Compares the cost of a request on a new server with the cost of the same request on a server with much data.

The data are worlds, tokens, fault rules or journal entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from time import process_time

from benchmarks.harness import BASE, Result
from mockserver.contract.catalogue import catalogue
from mockserver.fault_spec import FaultAction, FaultMatch, FaultSpec
from mockserver.server.app import App, create_app
from mockserver.server.http.exchange import Exchange, request_headers
from mockserver.server.settings import Settings

WORLDS, TOKENS, RULES, ENTRIES = 2_000, 2_000, 200, 1_000
REQUESTS = 500
ROUNDS = 15
AT_MOST = 1.3


def measure(flags: list[str]) -> Iterator[Result]:
    """Yield the CPU time of get_me on a server with much data, divided by the CPU time on a new server. The last result
    compares the creation of a token in the same way."""
    few = _server()
    for name, fill in (
        (f"{WORLDS:,} worlds", _open_worlds),
        (f"{TOKENS:,} tokens", _create_tokens),
        (f"{RULES} fault rules for other endpoints", _add_rules),
        (f"{ENTRIES:,} journal entries", _fill_journal),
    ):
        many = _server()
        fill(many)
        rounds = [_seconds(many) / _seconds(few) for _ in range(ROUNDS)]
        yield Result(f"get_me with {name}", median(rounds), "ratio", at_most=AT_MOST)
    one, many = _server(), _server()
    _open_worlds(many)
    ratio = median(_token_seconds(many) / _token_seconds(one) for _ in range(ROUNDS))
    yield Result(f"a new token with {WORLDS:,} worlds", ratio, "ratio", at_most=AT_MOST)


def _server() -> App:
    return create_app(Settings())


def _open_worlds(app: App) -> None:
    for _ in range(WORLDS - 1):
        app.worlds.fork(app.worlds.default)


def _create_tokens(app: App) -> None:
    world = app.worlds.default
    owner = world.people()[0]
    for _ in range(TOKENS):
        app.worlds.tokens.create(world, owner, read_only=False)


def _add_rules(app: App) -> None:
    others = [name for name in catalogue().endpoints if name != "get_me"]
    for name in others[:RULES]:
        match = FaultMatch(endpoint=name)
        app.worlds.default.faults.add(FaultSpec(match=match, action=FaultAction(status=503)))


def _fill_journal(app: App) -> None:
    for _ in range(2 * ENTRIES):
        _request(app)


def _seconds(app: App) -> float:
    return _cpu(lambda: _request(app))


def _token_seconds(app: App) -> float:
    world = app.worlds.default
    owner = world.people()[0]
    return _cpu(lambda: app.worlds.tokens.create(world, owner, read_only=False))


def _cpu(act: Callable[[], object]) -> float:
    start = process_time()
    for _ in range(REQUESTS):
        act()
    return process_time() - start


def _request(app: App) -> None:
    headers = request_headers([(b"accept", b"application/json"), (b"authorization", b"Bearer opk_owner")])
    response = app.respond_at_once(Exchange("GET", f"{BASE}/get_me", b"", headers))
    assert response is not None
    assert response.status == 200
