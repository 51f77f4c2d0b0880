"""Generates the list of all keys in docs/fixtures.md from the structs of fixtures. `make docs` runs it."""

from collections.abc import Iterator
from typing import Any, Final

from msgspec import inspect

from mockserver.seed.fixture_schema import Fixture, Records
from tests.docs.blocks import ROOT

PAGE: Final = ROOT / "docs" / "fixtures.md"
HEADING: Final = "## All keys\n"
PLURALS: Final = {"person": "people"}
"""The plurals that do not end with s."""
DESCRIPTIONS: Final = {"reactions": "mapping from emoji to a list of names of people"}
"""Values that are described more exactly than by their type."""
INTRODUCTION: Final = """\
The list contains all types of entries with their keys. The type of a value is in parentheses. Values without a type in
parentheses are texts.
"""


def page() -> str:
    """Return the text of docs/fixtures.md with an up-to-date list of keys."""
    written, _, _ = PAGE.read_text(encoding="utf-8").partition(HEADING)
    return f"{written}{HEADING}\n{INTRODUCTION}\n{reference()}"


def reference() -> str:
    """Return a Markdown list of the types of fixture entries, each with its keys."""
    return "".join(f"- **{_called(kind.cls.__name__)}**: {', '.join(_keys(kind))}\n" for kind in _structures())


def _structures() -> Iterator[inspect.StructType]:
    """Yield each struct that is used in fixtures, once. A struct comes before the structs in its fields.

    The records of exported worlds are omitted, because people do not write them.
    """
    waiting: list[inspect.Type] = [inspect.type_info(Fixture)]
    seen: set[type] = {Records}
    for found in waiting:  # the loop appends to this list
        if isinstance(found, inspect.StructType):
            if found.cls not in seen:
                seen.add(found.cls)
                yield found
                waiting += [field.type for field in found.fields]
        elif isinstance(found, inspect.ListType):
            waiting.append(found.item_type)
        elif isinstance(found, inspect.DictType):
            waiting.append(found.value_type)
        elif isinstance(found, inspect.UnionType):
            waiting += found.types
        elif isinstance(found, inspect.Metadata):
            waiting.append(found.type)


def _keys(kind: inspect.StructType) -> Iterator[str]:
    for field in kind.fields:
        what = DESCRIPTIONS.get(field.encode_name) or _type_name(field.type)
        yield (
            f"`{field.encode_name}`" + (f" ({what})" if what else "") + ("" if not field.required else " *required*")
        )


def _type_name(type: inspect.Type) -> str:
    """Return the name of a type in the list of keys. The name of texts is "", because most keys contain texts."""
    if isinstance(type, inspect.Metadata):
        return _type_name(type.type)
    if isinstance(type, inspect.UnionType):
        return _type_name(next(item for item in type.types if not isinstance(item, inspect.NoneType)))
    if isinstance(type, inspect.ListType):
        inner = _type_name(type.item_type) or "text"
        return f"list of {PLURALS.get(inner, inner + 's')}"
    if isinstance(type, inspect.DictType):
        inner = _type_name(type.value_type) or "text"
        return f"mapping from name to {'a ' if inner.startswith('list') else ''}{inner}"
    if isinstance(type, inspect.StructType):
        return _called(type.cls.__name__)
    if isinstance(type, inspect.LiteralType):
        return f"one of {', '.join(str(value) for value in type.values)}"
    plain: dict[Any, str] = {
        inspect.IntType: "whole number",
        inspect.FloatType: "number",
        inspect.BoolType: "true or false",
    }
    return plain.get(type.__class__, "")


def _called(name: str) -> str:
    """Return the name of a struct in words: `GoalCheckIn` becomes "goal check-in"."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    return words.replace("check in", "check-in")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
