"""Finds the requests that match an expectation, and the differences between the expectation and all other requests."""

import json
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from mockserver.model import ids
from mockserver.model.ids import Id
from mockserver.server.http.exchange import Exchange
from mockserver.server.journal.serialize import MASKED
from mockserver.server.schemas.journal import Difference, Expectation

CLOSEST = 3
"""The maximum number of requests in `MatchResult.others`."""


class MatchResult(msgspec.Struct, frozen=True):
    """`matching` contains the requests that match the expectation. `others` contains the most similar of the other
    requests, each with its differences. The most similar request is the first."""

    matching: list[Exchange]
    others: list[tuple[Exchange, list[Difference]]]


def verify(entries: Iterable[Exchange], expected: Expectation, person_id: Id | None) -> MatchResult:
    """Compare journal entries with an expectation.

    `person_id` is the id of `expected.person`, or None if the expectation contains no person. If the person does not
    exist, `person_id` is also None, and no request matches.
    """
    compared = [(entry, list(differences(entry, expected, person_id))) for entry in entries]
    others = sorted((pair for pair in compared if pair[1]), key=lambda pair: _distance(pair[1]))
    return MatchResult([entry for entry, differing in compared if not differing], others[:CLOSEST])


def _distance(differing: list[Difference]) -> tuple[bool, int]:
    """Return the sort key of a request with these differences. Requests to the expected endpoint come first. Requests
    with fewer differences come before requests with more differences."""
    return any(difference.at == "endpoint" for difference in differing), len(differing)


def differences(entry: Exchange, expected: Expectation, person_id: Id | None) -> Iterator[Difference]:
    """Yield the differences between a request and the expectation. A request without differences matches."""
    if expected.endpoint is not None and not fnmatchcase(entry.endpoint_name, expected.endpoint):
        yield Difference(at="endpoint", expected=expected.endpoint, actual=entry.endpoint_name)
    if expected.method is not None and entry.method != expected.method:
        yield Difference(at="method", expected=expected.method, actual=entry.method)
    status = entry.response.status if entry.response else None
    if expected.status is not None and status != expected.status:
        yield Difference(at="status", expected=expected.status, actual=status)
    if expected.fault is not None and bool(entry.fault) != expected.fault:
        yield Difference(at="fault", expected=expected.fault, actual=bool(entry.fault))
    if expected.person is not None and (person_id is None or person_id != entry.person_id):
        yield Difference(at="person", expected=expected.person, actual=entry.person_id)
    for name, value in expected.headers.items():
        key = name.lower().encode("latin-1")
        sent = entry.headers.get(key)
        if sent != value:
            yield Difference(at=f"headers.{name}", expected=value, actual=sent and MASKED.get(key, sent))
    yield from _value_differences("inputs", expected.inputs, msgspec.to_builtins(entry.inputs))


def _value_differences(at: str, expected: Any, actual: Any) -> Iterator[Difference]:
    """Yield the differences between two JSON values. Keys that only `actual` contains are not a difference. `at` is the
    path of the values, such as `inputs.name`."""
    if expected != actual:
        expected, actual = _parsed(expected), _parsed(actual)
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            if key in actual:
                yield from _value_differences(f"{at}.{key}", value, actual[key])
            else:
                yield Difference(at=f"{at}.{key}", expected=value)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (expected_item, actual_item) in enumerate(zip(expected, actual, strict=True)):
            yield from _value_differences(f"{at}[{index}]", expected_item, actual_item)
    elif not _is_equal(at, expected, actual):
        yield Difference(at=at, expected=expected, actual=actual)


def _parsed(value: Any) -> Any:
    """Return the JSON object or array that a string contains, such as the rich text in an input. Return all other
    values unchanged."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _is_equal(at: str, expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if expected == actual:
        return True
    return isinstance(expected, str) and re.search(r"ids?(\[\d+\])?$", at) is not None and same_id(expected, actual)


def same_id(expected: str, actual: Any) -> bool:
    """Return whether two ids identify the same record. Each id is a UUID or a short id, with or without words in front
    of the short id. If `actual` is a number, return whether `expected` is the id of the company with this number."""
    try:
        if isinstance(actual, int):
            return ids.decode_company(expected) == actual
        return isinstance(actual, str) and ids.decode_any_form(expected) == ids.decode_any_form(actual)
    except (ids.UndecodableId, ids.IdTooLarge):
        return False
