"""Whether calls were made, and where not, which came closest. A call matches when nothing differs."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from mockserver.model import ids
from mockserver.server.http.exchange import Exchange
from mockserver.server.worlds.worlds import World

CLOSEST = 3
"""How many calls are shown that nearly were what was asked for."""


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    min: Annotated[int, Meta(ge=0)] = 0
    max: Annotated[int, Meta(ge=0)] | None = None

    def __str__(self) -> str:
        if self.max is None:
            return f"at least {self.min}"
        return f"exactly {self.min}" if self.min == self.max else f"{self.min} to {self.max}"


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which calls there should be, and how many. `inputs` is the part of them that matters, at every depth."""

    endpoint: str | None = None
    """A name or a pattern."""
    method: str | None = None
    person: str | None = None
    status: int | None = None
    fault: bool | None = None
    inputs: dict[str, Any] = {}
    count: Count | Annotated[int, Meta(ge=0)] = Count(min=1)
    since: int = 0
    """Only calls after this one."""

    @property
    def times(self) -> Count:
        return self.count if isinstance(self.count, Count) else Count(self.count, self.count)


class Difference(msgspec.Struct, frozen=True):
    at: str
    expected: Any
    actual: Any = None


class VerifyResult(msgspec.Struct, frozen=True):
    """The calls that match, and those that do not with what differs, closest first."""

    matching: list[Exchange]
    others: list[tuple[Exchange, list[Difference]]]


def verify(world: World, expected: Expectation) -> VerifyResult:
    """Judges every call of a world's journal."""
    judged = [(call, differences(world, call, expected)) for call in world.journal.since(expected.since)]
    others = sorted((pair for pair in judged if pair[1]), key=lambda pair: _distance(pair[1]))
    return VerifyResult([call for call, differing in judged if not differing], others[:CLOSEST])


def _distance(differing: list[Difference]) -> tuple[bool, int]:
    """A call of the right endpoint is closer than any other."""
    return any(one.at == "endpoint" for one in differing), len(differing)


def differences(world: World, call: Exchange, expected: Expectation) -> list[Difference]:
    """What keeps a call from being one of those expected; nothing, if it is one."""
    return list(_differences(world, call, expected))


def _differences(world: World, call: Exchange, expected: Expectation) -> Iterator[Difference]:
    if expected.endpoint is not None and not fnmatchcase(call.name, expected.endpoint):
        yield Difference("endpoint", expected.endpoint, call.name)
    if expected.method is not None and call.method != expected.method:
        yield Difference("method", expected.method, call.method)
    status = call.answer.status if call.answer else None
    if expected.status is not None and status != expected.status:
        yield Difference("status", expected.status, status)
    if expected.fault is not None and bool(call.fault) != expected.fault:
        yield Difference("fault", expected.fault, bool(call.fault))
    if expected.person is not None:
        person, spoke = world.person(expected.person), call.access.person_id if call.access else None
        if person is None or person.id != spoke:
            yield Difference("person", expected.person, spoke)
    yield from _in_value("inputs", expected.inputs, msgspec.to_builtins(call.inputs))


def _in_value(at: str, expected: Any, actual: Any) -> Iterator[Difference]:
    """Where an object lacks what is expected of it, a list is another one, a value is not the same."""
    if expected != actual:
        expected, actual = _parsed(expected), _parsed(actual)
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            if key in actual:
                yield from _in_value(f"{at}.{key}", value, actual[key])
            else:
                yield Difference(f"{at}.{key}", value)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for place, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from _in_value(f"{at}[{place}]", one, other)
    elif not _same(at, expected, actual):
        yield Difference(at, expected, actual)


def _parsed(value: Any) -> Any:
    """The document in a text: rich text is sent as a text that holds JSON."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _same(at: str, expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if expected == actual:
        return True
    return isinstance(expected, str) and re.search(r"ids?(\[\d+\])?$", at) is not None and same_id(expected, actual)


def same_id(expected: str, actual: Any) -> bool:
    """Whether two forms of an id, with a name before it or not, stand for the same thing."""
    try:
        if isinstance(actual, int):
            return ids.decode_company(expected) == actual
        return isinstance(actual, str) and ids.decode_lenient(expected) == ids.decode_lenient(actual)
    except (ids.UndecodableId, ids.IdTooLarge):
        return False
