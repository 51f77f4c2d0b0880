"""The sample texts of generated companies, read from sample_texts.json."""

from pathlib import Path
from typing import Final

import msgspec


class Aim(msgspec.Struct, frozen=True):
    """A sample goal and its target."""

    name: str
    target: str
    start: int | float  # int and float, because `0` and `0.0` differ in the JSON of generated fixtures
    to: int | float
    unit: str


class Area(msgspec.Struct, frozen=True):
    """A department of a company, with its sample goals, projects, tasks and job titles."""

    name: str
    mission: str
    aims: tuple[Aim, ...]
    projects: tuple[str, ...]
    tasks: tuple[str, ...]
    titles: tuple[str, ...]


class SampleTexts(msgspec.Struct, frozen=True):
    company_aims: tuple[Aim, ...]
    areas: tuple[Area, ...]
    regions: tuple[str, ...]
    segments: tuple[str, ...]
    teams: tuple[str, ...]
    milestones: tuple[str, ...]
    checks: tuple[str, ...]
    responsibilities: tuple[str, ...]
    on_track: tuple[str, ...]
    caution: tuple[str, ...]
    off_track: tuple[str, ...]
    comments: tuple[str, ...]
    discussions: dict[str, str]
    """Maps the titles of discussions to their texts."""
    documents: dict[str, str]
    """Maps the names of documents to their texts."""
    retrospectives: tuple[str, ...]
    links: tuple[str, ...]
    emoji: tuple[str, ...]


TEXTS: Final = msgspec.json.decode(Path(__file__).with_name("sample_texts.json").read_bytes(), type=SampleTexts)
