"""Generates the presets: the built-in fixtures whose names are in `sizes.NAMES`."""

from typing import Final

from mockserver.seed.fixture_schema import Fixture, Person
from mockserver.seed.generator.company import CompanyGenerator
from mockserver.seed.generator.fake_data import FakeData
from mockserver.seed.generator.sizes import EMPTY, SIZES
from mockserver.store.random_source import RandomSource

COUNTER_OFFSET: Final = 1 << 40
"""The start of the counter of the generator's random source. The random source of the world has the same seed, but its
counter starts at 0. Because the starts differ by a large number, the two random sources return different numbers."""


def generate(name: str, seed: int, locale: str | None) -> Fixture:
    """Generate the fixture of a preset. Raises KeyError for an unknown name, and UnknownLocale for an unknown
    locale."""
    if name == EMPTY:
        return empty()
    return CompanyGenerator(SIZES[name], fake_data(seed, locale)).generate()


def empty() -> Fixture:
    """Return a company that contains only its owner, who has never logged in."""
    return Fixture(people=[Person(name="Olivia Owner", email="owner@example.com", role="owner", logged_in=False)])


def fake_data(seed: int, locale: str | None) -> FakeData:
    return FakeData(RandomSource(seed, COUNTER_OFFSET), locale)
