"""Checks names of endpoints, inputs and methods in faults, filters and expectations, and suggests corrections."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Final

from mockserver.contract.catalogue import catalogue

METHODS: Final = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
WILDCARDS: Final = frozenset("*?[")
WORD: Final = re.compile("[a-z0-9]+")


class UnknownName(ValueError):
    """Raised if a name does not exist. The message suggests the most similar name, or lists the allowed ones."""


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most similar to a misspelled name, or None if no known name is similar.

    A known name with the same words in a different order is the most similar one. An example is `tasks/create` for
    `create_task`.
    """
    by_folded = {candidate.casefold(): candidate for candidate in known}
    folded = name[:80].casefold()
    words = _words(folded)
    reordered = [candidate for candidate in by_folded if words and _words(candidate) == words]
    found = reordered or get_close_matches(folded, by_folded, n=1)
    return by_folded[found[0]] if found else None


def _words(name: str) -> list[str]:
    """Return the words of a name in the singular, in alphabetical order."""
    return sorted(word.removesuffix("s") for word in WORD.findall(name))


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return the end of an error message: "; did you mean `get_goals`?", or "" if no known name is similar."""
    found = closest(name, known)
    return f"; did you mean `{found}`?" if found else ""


def check_name(name: str, known: Collection[str], noun: str) -> None:
    """Raise UnknownName if a name is not in `known`. In the message, `noun` describes the name, for example "an
    entity"."""
    if name not in known:
        end = suggestion(name, known) or f". Known: {', '.join(known)}"
        raise UnknownName(f"{name!r} is not {noun}{end}")


def check_endpoint(name: str) -> None:
    """Raise UnknownName if no endpoint has this name."""
    endpoints = catalogue().endpoints
    if name not in endpoints:
        end = suggestion(_without_base_path(name), endpoints) or "; `mockserver routes` lists the endpoints"
        raise UnknownName(f"there is no endpoint {name!r}{end}")


def check_endpoint_pattern(pattern: str) -> None:
    """Raise UnknownName if no endpoint matches `pattern`: the name of an endpoint, or a pattern such as `goals/*`."""
    if WILDCARDS.isdisjoint(pattern):
        check_endpoint(pattern)
    elif not matching_endpoints(pattern):
        prefixes = {f"{name.partition('/')[0]}/*" for name in catalogue().endpoints if "/" in name}
        end = suggestion(pattern, prefixes) or "; `mockserver routes` lists the endpoints"
        raise UnknownName(f"no endpoint matches the pattern {pattern!r}{end}")


def matching_endpoints(pattern: str) -> list[str]:
    """Return the names of the endpoints that match a name or a pattern."""
    return [name for name in catalogue().endpoints if fnmatchcase(name, pattern)]


def check_inputs(names: Iterable[str], pattern: str | None) -> None:
    """Raise UnknownName if a name is not an input of any endpoint that matches `pattern`. If `pattern` is None, all
    endpoints match."""
    endpoints = matching_endpoints(pattern or "*")
    known = {field.name for name in endpoints for field in catalogue().endpoints[name].inputs}
    for name in names:
        if name not in known:
            owner = f"`{pattern}`" if pattern else "any endpoint"
            listed = f". Inputs: {', '.join(sorted(known)) or 'none'}" if pattern else ""
            raise UnknownName(f"{name!r} is not an input of {owner}{suggestion(name, known) or listed}")


def method_name(text: str) -> str:
    """Return the HTTP method in upper case. Raises UnknownName if the text is not an HTTP method."""
    method = text.upper()
    if method not in METHODS:
        raise UnknownName(f"{text!r} is not an HTTP method{suggestion(text, METHODS) or '; use ' + ', '.join(METHODS)}")
    return method


def _without_base_path(name: str) -> str:
    """Return the name of an endpoint from its path or URL."""
    return name.rpartition(catalogue().base_path)[2].strip("/")
