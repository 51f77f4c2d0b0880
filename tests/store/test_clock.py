"""The clock of a world, frozen or running."""

from datetime import timedelta

import pytest

from mockserver.store import clock as module
from mockserver.store.clock import Clock
from tests.store.records import NOW


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a list with one number: the monotonic time that the clock reads. A test can change the number."""
    now = [100.0]
    monkeypatch.setattr(module, "tick", lambda: now[0])
    return now


def test_frozen_clock_stands_still(seconds: list[float]) -> None:
    clock = Clock(NOW)
    seconds[0] += 5

    assert clock.now() == NOW


def test_running_clock_moves_in_whole_seconds(seconds: list[float]) -> None:
    clock = Clock(NOW, frozen=False)
    seconds[0] += 5.9

    assert clock.now() == NOW + timedelta(seconds=5)


def test_set_clock_drops_microseconds_and_runs_from_there(seconds: list[float]) -> None:
    clock = Clock(NOW, frozen=False)
    seconds[0] += 5
    clock.set(NOW.replace(microsecond=7), frozen=False)
    seconds[0] += 2

    assert clock.now() == NOW + timedelta(seconds=2)


def test_fork_of_clock_shows_same_time_and_runs_separately(seconds: list[float]) -> None:
    clock = Clock(NOW, frozen=False)
    seconds[0] += 3
    fork = clock.fork()
    fork.set(NOW, frozen=True)
    seconds[0] += 1

    assert (clock.now(), fork.now()) == (NOW + timedelta(seconds=4), NOW)
    assert clock.fork().now() == clock.now()
