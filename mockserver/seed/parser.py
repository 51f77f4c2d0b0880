"""Fixture files: YAML or JSON, read into the document that they hold, with every mistake and the line it is on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, Final, TypeVar

import msgspec
import yaml
from msgspec import inspect
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mockserver.seed.fixture_schema import Fixture, Records
from mockserver.seed.timeline import BrokenFixture, Place, Places, Problem

T = TypeVar("T", bound=msgspec.Struct)

WRONG: Final = object()
"""What is read where there is a mistake, which is among the problems then."""

WORDS: Final = {
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
NULL: Final = "tag:yaml.org,2002:null"
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str, name: str) -> tuple[Fixture, Places, list[Problem]]:
    """The document in the text of a file, where its entries stand, and what is wrong with it.

    What could be read is there all the same. Raises BrokenFixture for what is no YAML.
    """
    if name.endswith(".json"):
        text = text.replace("\t", " ")  # JSON has no tab but between its tokens, and YAML none at all
    try:
        root = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        raise BrokenFixture([Problem(Place(name, mark.line + 1 if mark else 1), f"no YAML: {why}")]) from None
    if root is None:
        return Fixture(), {}, []
    reader = Reader(name)
    fixture = reader.struct(root, Fixture)
    return fixture, reader.places, reader.problems


class Reader:
    """Turns the nodes of a file into the structures they stand for. All mistakes are kept, none stops it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.places: Places = {}
        self._plain = SafeConstructor()
        self._open: list[Node] = []

    def struct(self, node: Node, kind: type[T]) -> T:
        """What a node holds, as a structure of this kind."""
        read = self._read(node, inspect.type_info(kind), "the file")
        return read if isinstance(read, kind) else kind()

    def _problem(self, node: Node, text: str) -> object:
        self.problems.append(Problem(Place(self.name, node.start_mark.line + 1), text))
        return WRONG

    def _read(self, node: Node, expected: inspect.Type, what: str) -> Any:
        """What a node holds. One that holds itself (by an anchor) is a mistake, or reading would never end."""
        if any(one is node for one in self._open):
            return self._problem(node, f"{what} holds itself")
        self._open.append(node)
        try:
            return self._read_as(node, expected, what)
        except (yaml.YAMLError, ValueError) as error:  # in what PyYAML makes of it: a date that there is not, a merge
            return self._problem(node, f"{what} can't be read: {getattr(error, 'problem', None) or error}")
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
            items = [self._read(one, expected.item_type, f"an entry of {what}") for one in node.value]
            return [item for item in items if item is not WRONG]
        if isinstance(expected, inspect.DictType):
            return self._read_dict(node, expected, what)
        return self._read_scalar(node, expected, what)

    def _read_union(self, node: Node, expected: inspect.UnionType, what: str) -> Any:
        """One of the kinds in this house's documents is null, a missing value, or both."""
        kinds = [kind for kind in expected.types if not isinstance(kind, inspect.NoneType)]
        if node.tag == NULL and len(kinds) < len(expected.types):
            return None
        return self._read_as(node, kinds[0], what)

    def _read_struct(self, node: Node, expected: inspect.StructType, what: str) -> Any:
        kind = expected.cls
        if node.tag == NULL:
            node = MappingNode(node.tag, [], node.start_mark, node.end_mark)
        if not isinstance(node, MappingNode):
            return self._problem(node, f"{what} is {_shown(node)}, expected {_called(kind)}: a mapping of its keys")
        known = {field.encode_name: field for field in expected.fields}
        values: dict[str, Any] = {}
        for key, value in self._pairs(node):
            field = known.get(key.value)
            if field is None:
                self._unknown(key, known, _called(kind))
            else:
                found = self._read(value, field.type, f"`{key.value}`")
                values[field.name] = (
                    _text(value) if found is WRONG and field.name in ("name", "key", "title") else found
                )
        absent = [name for name, field in known.items() if field.required and field.name not in values]
        if absent:
            return self._problem(node, f"{_called(kind)} needs {', '.join(f'`{name}`' for name in absent)}")
        if any(values[field.name] is WRONG for field in known.values() if field.required):
            return WRONG
        values = {name: value for name, value in values.items() if value is not WRONG}
        try:
            made = kind(**values)
        except ValueError as error:
            return self._problem(node, str(error))
        self.places[id(made)] = Place(self.name, node.start_mark.line + 1)
        return made

    def _records(self, node: Node) -> Any:
        """The rows of an export, which nobody writes by hand: a mistake is told for all of them."""
        try:
            return msgspec.convert(self._plain.construct_document(node), Records)
        except (msgspec.ValidationError, yaml.YAMLError) as error:
            return self._problem(node, f"`records` are none of this mockserver: {error}")

    def _read_dict(self, node: Node, expected: inspect.DictType, what: str) -> Any:
        if not isinstance(node, MappingNode):
            return self._problem(node, f"{what} is {_shown(node)}, expected a mapping")
        read = {
            self._read(key, expected.key_type, f"a key of {what}"): self._read(
                value, expected.value_type, f"`{_text(key)}` of {what}"
            )
            for key, value in self._pairs(node)
        }
        return {key: value for key, value in read.items() if WRONG not in (key, value)}

    def _read_scalar(self, node: Node, expected: inspect.Type, what: str) -> Any:
        if isinstance(expected, inspect.LiteralType):
            words = [str(value) for value in expected.values]
            if isinstance(node, ScalarNode) and node.value in words:
                return node.value
            return self._problem(node, f"{what} is {_shown(node)}, expected {_one_of(_text(node), words)}")
        kind = type(expected)
        fits = isinstance(node, ScalarNode) and (node.tag in TAGS[kind] if kind in TAGS else node.tag != NULL)
        if not fits:
            return self._problem(node, f"{what} is {_shown(node)}, expected {WORDS.get(kind, 'something else')}")
        value = node.value if kind is inspect.StrType else self._plain.construct_object(node)
        if kind is inspect.FloatType:
            value = float(value)
        if outside := _outside(value, expected):
            return self._problem(node, f"{what} is {_shown(node)}, expected {outside}")
        return value

    def _pairs(self, node: MappingNode) -> Iterator[tuple[Node, Node]]:
        """The keys of a mapping with their values; a key that is there twice is a mistake."""
        self._plain.flatten_mapping(node)
        seen: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._problem(key, "a key is a text")
            elif key.value in seen:
                self._problem(key, f"`{key.value}` is there twice, first on line {seen[key.value].start_mark.line + 1}")
            else:
                seen[key.value] = key
                yield key, value

    def _unknown(self, key: Node, known: Iterable[str], what: str) -> None:
        self._problem(key, f"{what} has no key `{_text(key)}`, expected {_one_of(_text(key), list(known))}")


def _called(kind: type) -> str:
    """What a structure is called in a sentence."""
    name = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).strip()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _one_of(found: str, words: list[str]) -> str:
    """The words that could stand there, the likely one first."""
    close = get_close_matches(found, words, 1, 0.6)
    listed = ("one of " if len(words) > 1 else "") + ", ".join(words)
    return listed + (f"; did you mean `{close[0]}`?" if close else "")


def _outside(value: Any, expected: Any) -> str | None:
    """What a value of the right kind should have been, None where it is."""
    least, most = getattr(expected, "min_length", None), getattr(expected, "max_length", None)
    if isinstance(value, str):
        if least is not None and len(value.strip()) < least:
            return "a text that is not blank"
        return f"at most {most} characters, it has {len(value)}" if most is not None and len(value) > most else None
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
