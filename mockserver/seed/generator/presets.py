"""The generated fixtures, by name."""

from typing import Final

from mockserver.seed.fixture_schema import Fixture, Person
from mockserver.seed.generator.company import CompanyGenerator
from mockserver.seed.generator.fake_data import FakeData
from mockserver.seed.generator.plan import Size
from mockserver.store.random_source import RandomSource

EMPTY: Final = "empty"

SIZES: Final[dict[str, Size]] = {
    "demo": Size(people=12, spaces=5, goals=20, projects=25, tasks=200),
    "startup": Size(people=30, spaces=8, goals=45, projects=60, tasks=500),
    "scaleup": Size(people=120, spaces=20, goals=300, projects=300, tasks=3_000, days=180),
    "enterprise": Size(people=500, spaces=60, goals=2_000, projects=2_000, tasks=20_000, days=180),
}

NAMES: Final = (EMPTY, *SIZES)

COUNTER_OFFSET: Final = 1 << 40
"""Where the random source of the generator starts, so that it and the world draw different numbers."""


def generate(name: str, seed: int, locale: str | None) -> Fixture:
    """The fixture of a preset. Raises KeyError for an unknown name and UnknownLocale."""
    if name == EMPTY:
        return empty()
    return CompanyGenerator(SIZES[name], fake_data(seed, locale)).generate()


def empty() -> Fixture:
    """A company with its owner, who has never logged in, and nothing else."""
    return Fixture(people=[Person(name="Olivia Owner", email="owner@example.com", role="owner", logged_in=False)])


def fake_data(seed: int, locale: str | None) -> FakeData:
    return FakeData(RandomSource(seed, COUNTER_OFFSET), locale)
