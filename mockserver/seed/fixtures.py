"""The fixtures by name, and a world made from one."""

from collections.abc import Callable
from datetime import UTC
from typing import Final

from mockserver.model.kinds import KINDS
from mockserver.seed import demo, empty, loading
from mockserver.seed.document import Fixture
from mockserver.seed.spec import DEFAULT_NOW, Seeded, WorldSpec
from mockserver.store.chance import Chance
from mockserver.store.clock import Clock
from mockserver.store.world import World

Recipe = Callable[[], Fixture]
"""Writes the document of a fixture."""

FIXTURES: Final[dict[str, Recipe]] = {"empty": empty.write, "demo": demo.write}


class UnknownFixture(ValueError):
    """There is no fixture of this name; the text says which there are."""


def build(spec: WorldSpec) -> tuple[World, Seeded]:
    """A new world as the spec says."""
    recipe = FIXTURES.get(spec.fixture)
    if recipe is None:
        raise UnknownFixture(f"there is no fixture {spec.fixture!r}; there are {', '.join(sorted(FIXTURES))}")
    now = spec.now or DEFAULT_NOW
    now = now.replace(tzinfo=UTC) if now.tzinfo is None else now.astimezone(UTC)
    world = World(KINDS, Clock(now, frozen=True), Chance(spec.seed))
    seeded = loading.load(world, recipe(), spec, now)
    world.clock.set(now, spec.frozen)
    return world, seeded
