"""The names and sizes of the generated fixtures."""

from typing import Final, NamedTuple


class Size(NamedTuple):
    """The number of records of each kind in a company. `days` is the length of the company's history in days."""

    people: int
    spaces: int
    goals: int
    projects: int
    tasks: int
    days: int = 91


EMPTY: Final = "empty"

SIZES: Final[dict[str, Size]] = {
    "demo": Size(people=12, spaces=5, goals=20, projects=25, tasks=200),
    "startup": Size(people=30, spaces=8, goals=45, projects=60, tasks=500),
    "scaleup": Size(people=120, spaces=20, goals=300, projects=300, tasks=3_000, days=180),
    "enterprise": Size(people=500, spaces=60, goals=2_000, projects=2_000, tasks=20_000, days=180),
}

NAMES: Final = (EMPTY, *SIZES)
