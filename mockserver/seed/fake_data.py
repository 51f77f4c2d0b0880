"""Where recipes take their chances: a seed gives the same company on every machine and every version of Python.

Names of people and companies are Faker's, in the language asked for; all else is from our own pools.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from mockserver.seed.world_spec import BadFixture
from mockserver.store.random_source import RandomSource

T = TypeVar("T")

LOCALE: Final = "en_US"
PROVIDERS: Final = ["faker.providers.person", "faker.providers.company"]
TRIES: Final = 20


class UnknownLocale(BadFixture):
    """Faker does not speak this language."""


class FakeData:
    """Draws from a chance. What it made up before it does not make up again."""

    def __init__(self, chance: RandomSource, locale: str | None) -> None:
        self._chance = chance
        self._locale = locale or LOCALE
        self._used: set[str] = set()
        self._drawn: list[int] = []

    @cached_property
    def _faker(self) -> Any:
        from faker import Faker  # importing it takes longer than all else

        try:
            faker = Faker(self._locale, providers=PROVIDERS)
        except AttributeError:
            raise UnknownLocale(f"Faker knows no locale {self._locale!r}; write it like `de_DE`") from None
        faker.seed_instance(self._chance.seed)
        return faker

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        if not self._drawn:  # eight at once: a large company draws a million times
            block = self._chance.bytes(64)
            self._drawn = [int.from_bytes(block[place : place + 8], "big") for place in range(0, 64, 8)]
        return self._drawn.pop() % limit

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def maybe(self, percent: int) -> bool:
        return self.below(100) < percent

    def pick(self, among: Sequence[T]) -> T:
        return among[self.below(len(among))]

    def some(self, among: Sequence[T], count: int) -> list[T]:
        """So many different ones, fewer where there are not so many."""
        left = list(among)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def once(self, make: Callable[[], str]) -> str:
        """What `make` gives, numbered if it gives nothing new even when asked again."""
        for _ in range(TRIES):
            made = make()
            if made not in self._used:
                break
        number, numbered = 2, made
        while numbered in self._used:
            numbered, number = f"{made} {number}", number + 1
        self._used.add(numbered)
        return numbered

    def fresh(self, among: Sequence[str], vary: Callable[[str], str]) -> str:
        """One of these that is not used yet, and a variation of one when all are."""
        left = [one for one in among if one not in self._used]
        return self.once(lambda: self.pick(left) if left else vary(self.pick(among)))

    def taken(self, *names: str | None) -> None:
        """These are not to be made up."""
        self._used.update(name for name in names if name)

    def person(self) -> str:
        """The full name of somebody."""
        return self.once(lambda: f"{self._faker.first_name()} {self._faker.last_name()}")

    def company(self) -> str:
        return str(self._faker.company())
