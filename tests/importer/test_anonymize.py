"""Anonymised fixtures: names and texts are replaced, and all other data is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mockserver.importer.anonymize import MENTION_OR_ADDRESS, anonymize
from mockserver.seed.fixture_schema import Fixture
from tests.importer.conftest import COMPANIES, read

TEXTS = {"text", "about", "mission"}
NAMES = {"name", "title", "key", "email", "responsibility", "unit", "url", "link", "milestone", "trusted_email_domains"}
REFERENCES = {"by", "champion", "reviewer", "manager", "assignee", "person", "parent", "space", "goal"}
INVENTED = {"https", "example"}
"""Words that anonymisation writes in links and e-mail addresses."""
BY_NAME = {"members", "values"}
"""The keys of a fixture that contain mappings from names to values."""


def anonymised(original: Any, seed: int = 0) -> Any:
    fixture = msgspec.convert(original, Fixture)
    anonymize(fixture, seed)
    return msgspec.to_builtins(fixture)


def strings(value: Any, key: str = "") -> Iterator[str]:
    """Yield each name and each text that anonymisation replaces in a company."""
    if isinstance(value, str) and key in TEXTS | NAMES | REFERENCES:
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, "name" if key in ("done", "subscribers") else key)
    elif isinstance(value, dict):
        for inner_key, inner in value.items():
            if key in BY_NAME:
                yield inner_key
            if inner_key != "access":  # the value of `space` in `access` is a level, not the name of a space
                yield from strings(inner, "name" if key == "reactions" else inner_key)


def words(company: Any) -> set[str]:
    return {word.casefold() for text in strings(company) for word in re.findall(r"[^\W\d_]{4,}", text)}


def shape(value: Any, key: str = "") -> Any:
    """Return a copy of a company in which each letter of a text is `x`, and each name is `name`."""
    if isinstance(value, dict):
        if key in BY_NAME:
            return list(value.values())
        if key == "reactions":
            return {emoji: len(people) for emoji, people in value.items()}
        return {name: shape(inner, name) for name, inner in value.items() if name != "key"}
    if isinstance(value, list):
        return len(value) if key in ("done", "subscribers") else [shape(item, key) for item in value]
    if isinstance(value, str) and key in TEXTS:
        return re.sub(r"[^\W\d_]", "x", MENTION_OR_ADDRESS.sub("x", value))
    if isinstance(value, str) and key in NAMES | REFERENCES:
        return "name"
    return value


@pytest.mark.parametrize("name", COMPANIES)
def test_anonymised_company_has_same_shape_and_other_words(imported: Callable[[str], Path], name: str) -> None:
    original = msgspec.to_builtins(msgspec.convert(read(imported(name)), Fixture))

    result = anonymised(original)

    assert words(result) & words(original) <= INVENTED
    assert not {person["email"] for person in original["people"]} & {person["email"] for person in result["people"]}
    assert shape(result) == shape(original)


@pytest.mark.extended
def test_words_of_other_alphabets_are_replaced(imported: Callable[[str], Path]) -> None:
    original = read(imported("edge-cases"))

    assert {"thousand", "bobby", "مريم", "empty"} <= words(original)
    assert words(anonymised(original)) & words(original) <= INVENTED


@pytest.mark.extended
def test_anonymised_company_keeps_mentions_and_authors(imported: Callable[[str], Path]) -> None:
    before = read(imported("edge-cases"))
    after = anonymised(before)
    names = {
        old.get("key", old["name"]): new["name"] for old, new in zip(before["people"], after["people"], strict=True)
    }

    assert "@[X]" in json.dumps(before)
    assert f"@[{names['X']}]" in json.dumps(after)
    assert [names[goal["by"]] for goal in before["goals"]] == [goal["by"] for goal in after["goals"]]


def test_same_seed_gives_the_same_company(imported: Callable[[str], Path]) -> None:
    original = read(imported("permissions"))

    assert anonymised(original, 7) == anonymised(original, 7)
    assert anonymised(original, 7) != anonymised(original, 8)


def test_anonymised_text_keeps_its_markup_and_replaces_addresses() -> None:
    original = {
        "people": [{"name": "Mia Member"}],
        "spaces": [{"name": "Kitchen", "mission": "cook@[home]"}],
        "goals": [
            {
                "name": "Grow",
                "text": "**Secret** @[Mia Member] [plan](https://intranet.example/q3?x=1)\n\n1. _one_ `list@[0]`",
            }
        ],
    }

    after = anonymised(original)

    [person], [goal] = after["people"], after["goals"]
    link = r"\[[a-z]{4}\]\(https://example.com/[a-z]{8}\)"
    shape = rf"\*\*[A-Z][a-z]{{5}}\*\* @\[(.+)\] {link}\n\n1\. _[a-z]{{3}}_ `[a-z]{{4}}@\[0\]`"
    found = re.fullmatch(shape, goal["text"])
    assert found is not None, goal["text"]
    assert found[1] == person["name"]
    assert "Secret" not in goal["text"]
    assert re.fullmatch(r"[a-z]{4}@\[[a-z]{4}\]", after["spaces"][0]["mission"])
