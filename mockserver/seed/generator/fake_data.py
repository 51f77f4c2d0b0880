"""Random sample data. With the same seed, the data is the same on every machine and with every version of Python.

The names of people and companies come from Faker, in the given locale. All other texts come from `sample_texts.json`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from struct import Struct
from typing import Any, Final, TypeVar

from mockserver.seed.world_spec import BadFixture
from mockserver.store.random_source import RandomSource

T = TypeVar("T")

LOCALE: Final = "en_US"
PROVIDERS: Final = ["faker.providers.person", "faker.providers.company"]
TRIES: Final = 20
BLOCK: Final = Struct(">8Q")


class UnknownLocale(BadFixture):
    """Raised if Faker does not have the requested locale."""


class FakeData:
    """Generates sample values. `unique`, `unused` and `person` never return the same text twice."""

    def __init__(self, random: RandomSource, locale: str | None) -> None:
        self._random = random
        self._locale = locale or LOCALE
        self._used: set[str] = set()
        self._draw = self._numbers().__next__

    @cached_property
    def _faker(self) -> Any:
        from faker import Faker  # imported here, because this import takes longer than the rest of the server's start

        try:
            faker = Faker(self._locale, providers=PROVIDERS)
        except AttributeError:
            raise UnknownLocale(f"unknown locale {self._locale!r}. Use a locale of Faker, such as `de_DE`") from None
        faker.seed_instance(self._random.seed)
        return faker

    def _numbers(self) -> Iterator[int]:
        """Yield random integers. Eight integers are drawn at a time, because this is faster for the million integers
        that a large company needs."""
        while True:
            yield from reversed(BLOCK.unpack(self._random.bytes(64)))

    def randbelow(self, limit: int) -> int:
        """Return a random integer from 0 to `limit` - 1."""
        return self._draw() % limit

    def randint(self, low: int, high: int) -> int:
        """Return a random integer from `low` to `high`, both included."""
        return low + self._draw() % (high - low + 1)

    def probability(self, percent: int) -> bool:
        """Return True with this probability in percent."""
        return self._draw() % 100 < percent

    def choice(self, options: Sequence[T]) -> T:
        return options[self._draw() % len(options)]

    def sample(self, options: Sequence[T], count: int) -> list[T]:
        """Return `count` different options, or all options if there are fewer."""
        left = list(options)
        return [left.pop(self.randbelow(len(left))) for _ in range(min(count, len(left)))]

    def unique(self, generate: Callable[[], str]) -> str:
        """Return a value of `generate` that was not returned before, and mark it as used.

        If `generate` returns only used values in several attempts, a number is appended to the last value.
        """
        for _ in range(TRIES):
            value = generate()
            if value not in self._used:
                break
        number, numbered = 2, value
        while numbered in self._used:
            numbered, number = f"{value} {number}", number + 1
        self._used.add(numbered)
        return numbered

    def unused(self, options: Sequence[str], vary: Callable[[str], str]) -> str:
        """Return an unused option. If all options are used, return a variation of an option."""
        left = [option for option in options if option not in self._used]
        return self.unique(lambda: self.choice(left) if left else vary(self.choice(options)))

    def reserve(self, *names: str | None) -> None:
        """Mark names as used, so that they are not generated."""
        self._used.update(name for name in names if name)

    def person(self) -> str:
        """Return the full name of a person."""
        return self.unique(lambda: f"{self._faker.first_name()} {self._faker.last_name()}")

    def company(self) -> str:
        return str(self._faker.company())
