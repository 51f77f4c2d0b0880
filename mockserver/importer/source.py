"""Sends the queries of the import, converts the fields that many fixture entries have, and counts the lost data."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar, get_args

from mockserver.importer.client import CONNECTIONS, CannotImport, Client, NotVisible
from mockserver.importer.rich_text import Converter
from mockserver.model import ids
from mockserver.model.company.access import LEVELS
from mockserver.seed.fixture_schema import Access, Comment, Level

Json = Any
T = TypeVar("T")
R = TypeVar("R")

LEVEL_NAMES: Final[dict[int, Level]] = {
    LEVELS["no_access" if level == "none" else f"{level}_access"]: level for level in get_args(Level)
}


class References:
    """The references to the fixture entries of one type, by the ids of their records. A reference is a text with which
    other entries refer to an entry.

    The reference is the name of the entry. If an earlier entry has the same name, the reference is the name with a
    number.
    """

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._by_id: dict[str, str] = {}

    def add(self, id: str, name: str) -> str | None:
        """Register an entry. Return the value for its field `key`, or None if its reference is its name."""
        plain = name.replace("[", "(").replace("]", ")").strip() or "unnamed"
        reference, number = plain, 2
        while reference in self._used:
            reference, number = f"{plain} ({number})", number + 1
        self._used.add(reference)
        self._by_id[short_id(id)] = reference
        return None if reference == name else reference

    def get(self, id: str | None) -> str | None:
        return self._by_id.get(short_id(id)) if id else None

    def __contains__(self, id: str) -> bool:
        return short_id(id) in self._by_id


class Source:
    """The client and the options of an import, the references to the entries that were read, and the lost data."""

    def __init__(self, client: Client, *, limit: int | None, progress: Callable[[str], None]) -> None:
        self.client = client
        self.limit = limit
        self.progress = progress
        self.lost: Counter[str] = Counter()
        """Maps descriptions of data that could not be imported to the number of cases."""
        self.people, self.spaces, self.goals = References(), References(), References()
        self._lock = threading.Lock()

    def add_loss(self, what: str, count: int = 1) -> None:
        if count:
            with self._lock:
                self.lost[what] += count

    def require(self, endpoint: str, key: str, **inputs: str | bool | list[str]) -> list[Json]:
        """Return the list `key` in the response of a query. Raises CannotImport if the token gives no access to this
        list."""
        try:
            return self.client.get(endpoint, **inputs).get(key) or []
        except NotVisible as problem:
            raise CannotImport(f"{problem}: the server does not return the {key} for this token") from None

    def body(self, endpoint: str, **inputs: str | bool | list[str]) -> Json:
        """Return the response body of a query, or an empty dictionary if the token gives no access to the record."""
        try:
            return self.client.get(endpoint, **inputs)
        except NotVisible:
            self.add_loss(f"{endpoint}: records that the server does not return for this token")
            return {}

    def get(self, endpoint: str, key: str, **inputs: str | bool | list[str]) -> Json:
        """Return the value of `key` in the response of a query. Return None if the token gives no access to the
        record."""
        return self.body(endpoint, **inputs).get(key)

    def get_list(self, endpoint: str, key: str, **inputs: str | bool | list[str]) -> list[Json]:
        return self.get(endpoint, key, **inputs) or []

    def newest(self, records: list[Json], noun: str, time: str = "inserted_at") -> list[Json]:
        """Return the records, the oldest first. `time` is the key of the time by which the records are sorted. With
        `--limit`, only the newest records are returned, and the others are counted in `lost` as `noun`."""
        ordered = sorted(records, key=lambda record: str(record.get(time) or ""))
        if self.limit is not None and len(ordered) > self.limit:
            self.add_loss(f"{noun} that exceed --limit", len(ordered) - self.limit)
            ordered = ordered[-self.limit :]
        return ordered

    def each(self, noun: str, read: Callable[[T], R], items: list[T]) -> list[R]:
        """Call `read` for all items, in several threads. Return the results in the order of the items. `noun` is the
        word for the items in messages about the progress."""
        results: list[R] = []
        pool = ThreadPoolExecutor(CONNECTIONS)
        try:
            for number, result in enumerate(pool.map(read, items), 1):
                results.append(result)
                self.progress(f"{noun}: {number} of {len(items)}")
        finally:
            pool.shutdown(cancel_futures=True)
        return results

    # --- parts of entries --------------------------------------------------------------------------------------------

    def person(self, person: Json) -> str | None:
        """Return the reference to a person. Return None if `person` is None, or if the person is not in the list of
        people."""
        if not person:
            return None
        name = self.people.get(person["id"])
        if name is None:
            self.add_loss("actions of people who are not in the list of people")
        return name

    def text(self, document: Json) -> str | None:
        converter = Converter(self.people.get)
        text = converter.convert(document)
        if converter.simplified:
            self.add_loss("images and other formatting in texts that a fixture cannot contain")
        return text

    def reactions(self, record: Json) -> dict[str, list[str]]:
        """Return the reactions of a record: a mapping from emoji to references to the people who reacted with it."""
        found: dict[str, list[str]] = {}
        for reaction in (record or {}).get("reactions") or []:
            if name := self.person(reaction.get("person")):
                people = found.setdefault(reaction["emoji"], [])
                if name not in people:
                    people.append(name)
        return found

    def comments(self, type: str, id: str, count: int | None = None) -> list[Comment]:
        """Return the comments of a record. `count` is their number, or None if it is unknown. If `count` is 0, no
        request is sent."""
        if count == 0:
            return []
        found = self.get_list("get_comments", "comments", entity_id=id, entity_type=type)
        return list(self.read_comments(found))

    def read_comments(self, records: list[Json]) -> Iterator[Comment]:
        for record in self.newest(records, "comments"):
            yield Comment(
                at=record["inserted_at"],
                by=self.person(record.get("author")),
                text=self.message(record.get("content")),
                reactions=self.reactions(record),
            )

    def statement_fields(self, record: Json, full: Json, text: str, entity_type: str) -> dict[str, Any]:
        """Return the fields that the entries of check-ins and discussions have in common. `record` is the check-in or
        discussion from the response of a list query. `full` is the same check-in or discussion from the query for one
        record. `text` is the key under which `record` contains its text."""
        return {
            "at": record["inserted_at"],
            "by": self.person(record.get("author")),
            "text": self.text(record.get(text)),
            "everyone": sends_to_everyone(full),
            "reactions": self.reactions(full),
            "comments": self.comments(entity_type, record["id"], record.get("comments_count")),
        }

    def message(self, content: Json) -> str | None:
        """Return the text of a comment. The API returns this text in an object, with the key `message`."""
        import json

        try:
            decoded = json.loads(content) if isinstance(content, str) else content
        except ValueError:
            return str(content)
        return self.text(decoded.get("message") if isinstance(decoded, dict) and "message" in decoded else decoded)


def sends_to_everyone(record: Json) -> bool:
    """Return true if the subscription list of the record notifies all members."""
    return bool(((record or {}).get("subscription_list") or {}).get("send_to_everyone"))


def short_id(id: str) -> str:
    """Return the part of an id that does not change when the record is renamed."""
    return id if ids.is_uuid(id) else id.rpartition("-")[2]


def access(levels: Json) -> Access:
    if not levels:
        return Access()
    return Access(
        company=LEVEL_NAMES.get(levels.get("company") or 0, "none"),
        space=LEVEL_NAMES.get(levels.get("space") or 0, "none"),
        public=(levels.get("public") or 0) >= LEVELS["view_access"],
    )


def date(contextual: Json) -> str | None:
    """Convert a date in a response to the format of fixtures. A day becomes an ISO date, and a longer period a text
    such as `Q2 2026`."""
    if not contextual:
        return None
    return str(contextual["date"] if contextual.get("date_type") == "day" else contextual["value"])


def level(value: int | None) -> Level:
    return LEVEL_NAMES.get(value or 0, "none")
