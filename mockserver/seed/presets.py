"""The fixtures that a recipe writes."""

from typing import Final

from mockserver.seed import company_generator
from mockserver.seed.company_generator import Size
from mockserver.seed.fake_data import FakeData
from mockserver.seed.fixture_schema import Fixture, Person
from mockserver.store.random_source import RandomSource

EMPTY: Final = "empty"

SIZES: Final[dict[str, Size]] = {
    "demo": Size(people=12, spaces=5, goals=20, projects=25, tasks=200),
    "startup": Size(people=30, spaces=8, goals=45, projects=60, tasks=500),
    "scaleup": Size(people=120, spaces=20, goals=300, projects=300, tasks=3_000, days=180),
    "enterprise": Size(people=500, spaces=60, goals=2_000, projects=2_000, tasks=20_000, days=180),
}

NAMES: Final = (EMPTY, *SIZES)

APART: Final = 1 << 40
"""How far from the world's own chance the recipes draw, so that neither disturbs the other."""


def write(name: str, seed: int, locale: str | None) -> Fixture:
    """The document of a recipe. Raises KeyError for a name that none has, UnknownLocale."""
    if name == EMPTY:
        return empty()
    return company_generator.write(SIZES[name], fake(seed, locale))


def empty() -> Fixture:
    """One company, set up, with its owner (who never logged in) and nothing else."""
    return Fixture(people=[Person(name="Olivia Owner", email="owner@example.com", role="owner", logged_in=False)])


def fake(seed: int, locale: str | None) -> FakeData:
    return FakeData(RandomSource(seed, APART), locale)
