"""Replaces the names, addresses, titles and texts in a fixture.

Numbers, dates, states and the structure of the fixture are not changed. With the same fixture and seed, the result is
the same. Words of the original with more than three letters do not occur in the result.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import PurePath
from typing import Any, Final

import msgspec

from mockserver.importer.source import References
from mockserver.seed.fixture_schema import Fixture, Person
from mockserver.seed.loaders.people import mailbox

PEOPLE: Final = frozenset({"by", "champion", "reviewer", "manager", "assignee", "person"})
"""The fields whose value is a reference to a person."""

RICH_TEXTS: Final = frozenset({"text", "about"})
PLAIN_TEXTS: Final = frozenset({"mission", "responsibility", "unit"})
TITLES: Final = frozenset({"name", "title", "milestone"})
LINKS: Final = frozenset({"url", "link"})
FIXED: Final = frozenset(
    {"access", "at", "content_type", "due", "key", "outcome", "role", "starts", "status", "timezone", "type"}
)
MAX_ATTEMPTS: Final = 200
SHORT: Final = 3
"""Words with at most this number of letters can occur in both the original and the result."""

MENTION_OR_ADDRESS: Final = re.compile(r"(?<=@\[)(?P<name>[^\]]+)(?=\])|(?<=\]\()[^\s()]+(?=\))")
"""Matches the name of a mentioned person and the address of a link in the markup of rich text. It also matches similar
text in code."""

VARIATION_SELECTOR: Final = "\ufe0f"


def anonymize(fixture: Fixture, seed: int) -> None:
    """Replace the names, addresses, titles and texts of a fixture in place."""
    Anonymizer(fixture, seed).run()


class Anonymizer:
    def __init__(self, fixture: Fixture, seed: int) -> None:
        from faker import Faker  # the import is slow

        self._fixture = fixture
        self._faker: Any = Faker("en_US")
        self._faker.seed_instance(seed)
        self._random = self._faker.random
        self._originals = {word for text in _strings(msgspec.to_builtins(fixture)) for word in _words(text)}
        self._pool: dict[int, list[str]] = {}
        for word in sorted(set(Faker("la").get_words_list())):
            if word.casefold() not in self._originals:
                self._pool.setdefault(len(word), []).append(word)
        self._titles: dict[str, str] = {}
        self._used = set(self._originals)
        self._people: dict[str, str] = {}
        self._spaces: dict[str, str] = {}
        self._goals: dict[str, str] = {}

    def run(self) -> None:
        fixture = self._fixture
        if fixture.company.name:
            fixture.company.name = self._unused_text(self._faker.company)
        domains = fixture.company.trusted_email_domains
        fixture.company.trusted_email_domains = [f"{self._word(len(name))}.example" for name in domains]
        for person in fixture.people:
            self._rename_person(person)
        for entries, references in ((fixture.spaces, self._spaces), (fixture.goals, self._goals)):
            self._rename(entries, references)
        for project in fixture.projects:
            project.name, project.key = self._title(project.name or ""), None
        for top in (*fixture.people, *fixture.spaces, fixture.general, *fixture.goals, *fixture.projects):
            if top is not None:
                self._replace(top, frozenset({"name", "title", "email"} if isinstance(top, Person) else {"name"}))

    # --- names -------------------------------------------------------------------------------------------------------

    def _rename_person(self, person: Person) -> None:
        name = self._unused_text(lambda: f"{self._faker.first_name()} {self._faker.last_name()}")
        self._people[person.key or person.name or ""] = name
        person.key, person.name = None, name
        if person.email:
            person.email = f"{mailbox(name)}@example.com"
        if person.title:
            person.title = self._unused_text(self._faker.job, unique=False)

    def _rename(self, entries: Any, references: dict[str, str]) -> None:
        """Rename spaces or goals. Entries with equal names get equal new names, and different keys. In `references`,
        map the old reference to each entry to its new reference."""
        new = References()
        for index, entry in enumerate(entries):
            old = entry.key or entry.name or ""
            entry.name = self._title(entry.name or "")
            entry.key = new.add(str(index), entry.name)
            references[old] = new.get(str(index)) or entry.name

    def _unused_text(self, generate: Callable[[], str], *, unique: bool = True) -> str:
        """Return a text from `generate` without words of the original. If `unique` is true, the text differs from all
        texts that were returned before. If all attempts fail, the words of the last text are replaced."""
        for _ in range(MAX_ATTEMPTS):
            value = generate()
            if not self._originals.intersection(_words(value)) and not (unique and value in self._used):
                break
        else:
            value = self._replaced(value)
        if unique:
            self._used.add(value)
        return value

    def _title(self, text: str) -> str:
        """Return the replacement of a name or title.

        Equal texts have equal replacements, different texts have different ones.
        """
        if text not in self._titles:
            for _ in range(MAX_ATTEMPTS):
                value = self._replaced(text)
                if value == text:  # the text contains no letters
                    value = self._replaced("x" * max(len(text), 4))
                if value not in self._used:
                    break
            else:
                value = f"{value[:240]} {self._word(8)}"
            self._used.add(value)
            self._titles[text] = value
        return self._titles[text]

    # --- fields ------------------------------------------------------------------------------------------------------

    def _replace(self, entry: msgspec.Struct, replaced: frozenset[str] = frozenset()) -> None:
        """Replace the texts in an entry and in all entries that it contains. The fields in `replaced` are not changed
        in the entry itself, because they were already replaced."""
        for name in entry.__struct_fields__:
            value = getattr(entry, name)
            if value is not None and name not in FIXED and name not in replaced:
                setattr(entry, name, self._replacement(entry, name, value))

    def _replacement(self, entry: msgspec.Struct, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return self._replaced_string(entry, name, value)
        if name == "members":
            return {self._people[person]: level for person, level in value.items()}
        if name == "reactions":
            return {emoji: [self._people[person] for person in people] for emoji, people in value.items()}
        if name == "subscribers":
            return [self._people[person] for person in value]
        if name == "values":
            return {self._title(target): number for target, number in value.items()}
        if name == "done" and isinstance(value, list):
            return [self._title(check) for check in value]
        if isinstance(value, msgspec.Struct):
            self._replace(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, msgspec.Struct):
                    self._replace(item)
        return value

    def _replaced_string(self, entry: msgspec.Struct, name: str, value: str) -> str:
        if name in PEOPLE:
            return self._people[value]
        if name == "space":
            return self._spaces[value]
        if name in ("parent", "goal"):
            return self._goals[value]
        if name in LINKS:
            return self._address()
        if name in TITLES:
            suffix = PurePath(value).suffix if "content_type" in entry.__struct_fields__ else ""
            if suffix and len(suffix) <= 6 and suffix[1:].isalnum():
                return self._title(value.removesuffix(suffix)) + suffix
            return self._title(value)
        if name in RICH_TEXTS:
            return self._rich_text(value)
        assert name in PLAIN_TEXTS, f"no rule for the field {name!r}"
        return self._replaced(value)

    # --- texts -------------------------------------------------------------------------------------------------------

    def _rich_text(self, text: str) -> str:
        """Return a rich text with the same markup, in which all words and addresses are replaced. Mentions refer to the
        same people."""
        result, end = "", 0
        for found in MENTION_OR_ADDRESS.finditer(text):
            name = found["name"]
            result += self._replaced(text[end : found.start()])
            result += self._people.get(name) or self._replaced(name) if name else self._address()
            end = found.end()
        return result + self._replaced(text[end:])

    def _address(self) -> str:
        return f"https://example.com/{self._word(8)}"

    def _replaced(self, text: str) -> str:
        """Return the text with each word replaced by a word of the same length.

        Digits and punctuation are not changed.
        """
        runs = groupby(unicodedata.normalize("NFC", text), _is_letter)
        return "".join(self._same_case_word("".join(run)) if letters else "".join(run) for letters, run in runs)

    def _same_case_word(self, word: str) -> str:
        new = self._word(len(word))
        if len(word) > 1 and word.isupper():
            return new.upper()
        return new.capitalize() if word[:1].isupper() else new

    def _word(self, length: int) -> str:
        """Return a word of this length. If it has more than three letters, it is not a word of the original."""
        for _ in range(MAX_ATTEMPTS):
            word = self._candidate(length)
            if length <= SHORT or word not in self._originals:
                return word
        return "".join(self._random.choice("aeiou" if place % 2 else "bdglmnrstv") for place in range(length))

    def _candidate(self, length: int) -> str:
        if length in self._pool and length <= 12:
            return str(self._random.choice(self._pool[length]))
        word = ""
        while len(word) < length:
            word += self._random.choice(self._pool[self._random.choice(sorted(self._pool))])
        return word[:length]


def _is_letter(character: str) -> bool:
    """Return true if a character is a letter, or a combining mark of a letter."""
    return character.isalpha() or (unicodedata.category(character)[0] == "M" and character != VARIATION_SELECTOR)


WORD: Final = re.compile(r"[^\W\d_]{4,}")


def _words(text: str) -> Iterator[str]:
    """Return the words of a text that are longer than three letters, in lower case."""
    return (word.casefold() for word in WORD.findall(unicodedata.normalize("NFC", text)))


def _strings(value: Any) -> Iterator[str]:
    """Yield all texts in a value, including the keys of mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner)
            yield from _strings(key)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
