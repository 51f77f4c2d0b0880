"""The generated fixtures, by name."""

from typing import Final

from mockserver.seed.fixture_schema import Fixture, Person
from mockserver.seed.generator.company import CompanyGenerator
from mockserver.seed.generator.fake_data import FakeData
from mockserver.seed.generator.sizes import EMPTY, SIZES
from mockserver.store.random_source import RandomSource

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
