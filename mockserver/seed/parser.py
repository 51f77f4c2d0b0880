"""Parses fixture files in YAML or JSON, and records the line of each entry.

All errors are reported, not only the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import chain
from typing import Any, Final, TypeVar

import msgspec
import yaml
from msgspec import inspect
from yaml.constructor import SafeConstructor
from yaml.error import MarkedYAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mockserver.seed.fixture_schema import Entry, Fixture, Records
from mockserver.seed.problems import BrokenFixture, Place, Places, Problem

T = TypeVar("T", bound=msgspec.Struct)

INVALID: Final = object()
"""Returned for an invalid node, after its problem was recorded."""

NOUNS: Final = {
    inspect.StrType: "a text",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.BoolType: "true or false",
}
TAGS: Final = {
    inspect.IntType: ("tag:yaml.org,2002:int",),
    inspect.FloatType: ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"),
    inspect.BoolType: ("tag:yaml.org,2002:bool",),
}
EXPONENT: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]+")
"""Matches numbers such as `1e30`, which are numbers in JSON, but texts for PyYAML."""
NULL: Final = "tag:yaml.org,2002:null"
TEXT: Final = "tag:yaml.org,2002:str"
TOKENS: Final = ("token", "read_only_token")
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TOO_DEEP: Final = "it is nested too deeply"


MAX_DEPTH: Final = 100
"""The maximum depth of a fixture. If an alias refers to a node, the node also counts at the depth of the alias."""
MAX_REPEATED: Final = 100_000
"""The maximum number of nodes that a file can repeat by aliases."""


def parse(
    text: str, name: str, *, is_json: bool = False, by_path: bool = False
) -> tuple[Fixture, Places, list[Problem]]:
    """Parse the text of a fixture. Returns the valid part of the fixture, the places of its entries, and the errors in
    the text.

    The place of an entry consists of the file name `name` and a line number. If `by_path` is true, the place is the
    path of the entry, such as `fixture.goals[0]`, without a line number. Raises BrokenFixture for invalid YAML.
    """
    if is_json:
        # PyYAML rejects tabs between tokens; a valid JSON text has tabs only there
        text = text.replace("\t", " ")
    try:
        root = yaml.compose(text, Loader=Loader)
        if root is None:
            return Fixture(), {}, []
        _check_size(root)
    except (yaml.YAMLError, RecursionError) as error:  # PyYAML without libyaml raises RecursionError
        mark = getattr(error, "problem_mark", None)
        why = TOO_DEEP if isinstance(error, RecursionError) else getattr(error, "problem", None) or str(error)
        raise BrokenFixture([Problem(Place(name, mark.line + 1 if mark else 1), f"invalid YAML: {why}")]) from None
    reader = Reader(name, dict(_paths(root, name)) if by_path else {})
    fixture = reader.struct(root, Fixture)
    return fixture, reader.places, reader.problems


def _check_size(root: Node) -> None:
    """Raise MarkedYAMLError if a document is nested too deeply, or if its aliases repeat too many nodes.

    Each node is visited once. If a node is used again, its size is taken from `measured`.
    """
    measured: dict[int, tuple[int, int]] = {}

    def measure(node: Node, depth: int) -> tuple[int, int]:
        """Return the size and the depth of the subtree of a node. The size is the number of nodes, including the
        node."""
        if depth > MAX_DEPTH:
            raise MarkedYAMLError(problem=TOO_DEEP, problem_mark=node.start_mark)
        if id(node) in measured:
            return measured[id(node)]
        # prevents an endless recursion if the node contains itself; `Reader` reports such a node as an error
        measured[id(node)] = 0, 0
        size, height = 1, 0
        for child in _children(node):
            child_size, child_height = measure(child, depth + 1)
            size, height = size + child_size, max(height, child_height + 1)
        if depth + height > MAX_DEPTH:
            raise MarkedYAMLError(problem=TOO_DEEP, problem_mark=node.start_mark)
        measured[id(node)] = size, height
        return size, height

    total, _ = measure(root, 1)
    if total - len(measured) > MAX_REPEATED:
        problem = f"its aliases repeat more than {MAX_REPEATED} nodes"
        raise MarkedYAMLError(problem=problem, problem_mark=root.start_mark)


def _children(node: Node) -> Iterable[Node]:
    if isinstance(node, MappingNode):
        return chain.from_iterable(node.value)
    return node.value if isinstance(node, SequenceNode) else ()


def _paths(node: Node, path: str) -> Iterator[tuple[int, str]]:
    """Yield the `id()` and the path of each node of a JSON document. The path of a key is the path of its object."""
    yield id(node), path
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield id(key), path
            yield from _paths(value, f"{path}.{key.value}")
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield from _paths(item, f"{path}[{index}]")


class Reader:
    """Converts YAML nodes to structs. Errors are collected in `problems`."""

    def __init__(self, name: str, paths: Mapping[int, str]) -> None:
        """`paths` maps the `id()` of a node to its path.

        If `paths` is empty, the place of a node is a line of the file `name`.
        """
        self.name = name
        self.paths = paths
        self.problems: list[Problem] = []
        self.places: Places = {}
        self._plain = SafeConstructor()
        self._open: list[Node] = []

    def struct(self, node: Node, kind: type[T]) -> T:
        """Convert the root node of a document to a struct of the given kind."""
        read = self._read(node, inspect.type_info(kind), "the file")
        return read if isinstance(read, kind) else kind()

    def _problem(self, node: Node, text: str) -> object:
        self.problems.append(Problem(self._place(node), text))
        return INVALID

    def _place(self, node: Node) -> Place:
        return Place(self.paths[id(node)]) if self.paths else Place(self.name, node.start_mark.line + 1)

    def _read(self, node: Node, expected: inspect.Type, what: str) -> Any:
        """Convert a node, or return INVALID. `what` names the node in error messages.

        If the node contains itself through an alias, its conversion would never end. Therefore an error is reported.
        """
        if any(parent is node for parent in self._open):
            return self._problem(node, f"{what} contains itself")
        self._open.append(node)
        try:
            return self._read_as(node, expected, what)
        except (yaml.YAMLError, ValueError) as error:  # raised by PyYAML for invalid dates and merge keys
            return self._problem(node, f"{what} is invalid: {getattr(error, 'problem', None) or error}")
        finally:
            self._open.pop()

    def _read_as(self, node: Node, expected: inspect.Type, what: str) -> Any:
        if isinstance(expected, inspect.Metadata):
            expected = expected.type
        if isinstance(expected, inspect.UnionType):
            return self._read_union(node, expected, what)
        if isinstance(expected, inspect.AnyType):
            return self._plain.construct_object(node, deep=True)
        if isinstance(expected, inspect.StructType):
            return self._records(node) if expected.cls is Records else self._read_struct(node, expected, what)
        if isinstance(expected, inspect.ListType):
            if not isinstance(node, SequenceNode):
                return self._problem(node, f"{what} is {_shown(node)}, expected a list")
            items = [self._read(item, expected.item_type, f"an entry of {what}") for item in node.value]
            return [item for item in items if item is not INVALID]
        if isinstance(expected, inspect.DictType):
            return self._read_dict(node, expected, what)
        return self._read_scalar(node, expected, what)

    def _read_union(self, node: Node, expected: inspect.UnionType, what: str) -> Any:
        """Convert an optional value. Each union in the fixture format consists of one type and null."""
        kinds = [kind for kind in expected.types if not isinstance(kind, inspect.NoneType)]
        if node.tag == NULL and len(kinds) < len(expected.types):
            return None
        return self._read_as(node, kinds[0], what)

    def _read_struct(self, node: Node, expected: inspect.StructType, what: str) -> Any:
        kind = expected.cls
        if node.tag == NULL:
            node = MappingNode(node.tag, [], node.start_mark, node.end_mark)
        if not isinstance(node, MappingNode):
            example = "such as {at: -2d}" if kind is Entry else "a mapping"
            return self._problem(node, f"{what} is {_shown(node)}, expected {_noun(kind)} ({example})")
        known = {field.encode_name: field for field in expected.fields}
        values: dict[str, Any] = {}
        for key, value in self._pairs(node):
            field = known.get(key.value)
            if field is None:
                self._unknown(key, known, _noun(kind))
            else:
                found = self._read(value, field.type, f"`{key.value}`")
                if field.name in TOKENS and value.tag not in (NULL, TEXT) and found is not INVALID:
                    found = self._problem(value, f"`{key.value}` is {value.value}, expected a text (in quotes)")
                values[field.name] = (
                    _text(value) if found is INVALID and field.name in ("name", "key", "title") else found
                )
        absent = [name for name, field in known.items() if field.required and field.name not in values]
        if absent:
            return self._problem(node, f"{_noun(kind)} requires {', '.join(f'`{name}`' for name in absent)}")
        if any(values[field.name] is INVALID for field in known.values() if field.required):
            return INVALID
        values = {name: value for name, value in values.items() if value is not INVALID}
        try:
            made = kind(**values)
        except ValueError as error:
            return self._problem(node, str(error))
        self.places[id(made)] = self._place(node)
        return made

    def _records(self, node: Node) -> Any:
        """Convert the records of an export. An error is reported for the whole section, not for a line."""
        try:
            return msgspec.convert(self._plain.construct_document(node), Records)
        except (msgspec.ValidationError, yaml.YAMLError) as error:
            return self._problem(node, f"`records` can't be read by this version of mockserver: {error}")

    def _read_dict(self, node: Node, expected: inspect.DictType, what: str) -> Any:
        if not isinstance(node, MappingNode):
            return self._problem(node, f"{what} is {_shown(node)}, expected a mapping")
        read = {
            self._read(key, expected.key_type, f"a key of {what}"): self._read(
                value, expected.value_type, f"`{_text(key)}` of {what}"
            )
            for key, value in self._pairs(node)
        }
        return {key: value for key, value in read.items() if INVALID not in (key, value)}

    def _read_scalar(self, node: Node, expected: inspect.Type, what: str) -> Any:
        if isinstance(expected, inspect.LiteralType):
            words = [str(value) for value in expected.values]
            if isinstance(node, ScalarNode) and node.value in words:
                return node.value
            return self._problem(node, f"{what} is {_shown(node)}. {_allowed(_text(node), words)}")
        kind = type(expected)
        fits = isinstance(node, ScalarNode) and (node.tag in TAGS[kind] if kind in TAGS else node.tag != NULL)
        if kind is inspect.FloatType and isinstance(node, ScalarNode) and not node.style:
            fits = fits or EXPONENT.fullmatch(node.value) is not None
        if not fits:
            return self._problem(node, f"{what} is {_shown(node)}, expected {NOUNS.get(kind, 'another value')}")
        value = node.value if kind is inspect.StrType else self._plain.construct_object(node)
        if kind is inspect.FloatType:
            value = float(value)
        if constraint := _violated(value, expected):
            return self._problem(node, f"{what} is {_shown(node)}, expected {constraint}")
        return value

    def _pairs(self, node: MappingNode) -> Iterator[tuple[Node, Node]]:
        """Yield the keys and values of a mapping. Reports an error for a duplicate key."""
        self._plain.flatten_mapping(node)
        seen: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._problem(key, "a key must be a text")
            elif key.value in seen:
                line = seen[key.value].start_mark.line + 1
                self._problem(key, f"duplicate key `{key.value}`, first used on line {line}")
            else:
                seen[key.value] = key
                yield key, value

    def _unknown(self, key: Node, known: Iterable[str], what: str) -> None:
        self._problem(key, f"unknown key `{_text(key)}` in {what}. {_allowed(_text(key), list(known))}")


def _noun(kind: type) -> str:
    """Return the name of a struct as words, with an article."""
    name = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).strip()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _allowed(found: str, words: list[str]) -> str:
    """Return a sentence with the allowed words. If a word is similar to `found`, the sentence begins with a suggestion
    of this word."""
    close = get_close_matches(found, words, 1, 0.6)
    return (f"Did you mean `{close[0]}`? " if close else "") + f"Allowed: {', '.join(words)}"


def _violated(value: Any, expected: Any) -> str | None:
    """Return the constraint that a value of the right type violates, or None for a valid value."""
    least, most = getattr(expected, "min_length", None), getattr(expected, "max_length", None)
    if isinstance(value, str):
        if least is not None and len(value.strip()) < least:
            return "a text that is not blank"
        return f"at most {most} characters, but it has {len(value)}" if most is not None and len(value) > most else None
    low, high, above = (getattr(expected, name, None) for name in ("ge", "le", "gt"))
    if low is not None and value < low:
        return f"at least {low}"
    if above is not None and value <= above:
        return f"more than {above}"
    return f"at most {high}" if high is not None and value > high else None


def _text(node: Node) -> str:
    return node.value if isinstance(node, ScalarNode) else ""


def _shown(node: Node) -> str:
    if isinstance(node, ScalarNode):
        shown = node.value if len(node.value) <= 40 else node.value[:40] + "…"
        return "empty" if node.tag == NULL else f"{shown!r}"
    return "a list" if isinstance(node, SequenceNode) else "a mapping"
