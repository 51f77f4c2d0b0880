"""Converts rich text to the text format of fixtures. It is the reverse of `seed.rich_text_markup`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import groupby
from typing import Any, Final

from mockserver.seed.rich_text_markup import BLOCK_START, FENCE, RULE, document

Json = Any
Mention = Callable[[str], str | None]
"""Returns the reference to the person with an id, or None if the person is unknown."""

ATTRIBUTES: Final[dict[str, dict[str, Json]]] = {
    "heading": {"level": 1},
    "orderedList": {"start": 1},
    "codeBlock": {"language": None},
    "link": {"href": None},
    "mention": {"id": None},
}
"""The attributes that the text format of fixtures supports, with their defaults."""

DELIMITERS: Final = {"bold": "**", "italic": "_", "strike": "~~"}
SPECIAL: Final = re.compile(
    r"\\(?=[^\w\s]|\n|$)|`|(?<=@)\[|\[(?=[^\[\]]+\]\()|\*(?=\*|$)|(?<=\*)\*|^\*|~(?=~|$)|(?<=~)~|^~"
    r"|(?<![^\W_])_|_(?![^\W_])"
)
"""Matches punctuation that would begin or end markup."""


class Converter:
    """Converts documents. `simplified` becomes true if a document contains formatting that cannot be converted."""

    def __init__(self, mention: Mention) -> None:
        self._mention = mention
        self.simplified = False

    def convert(self, source: Json) -> str | None:
        """Return the text of a document, which is an object or a JSON text, or None if the document has no content."""
        if isinstance(source, str):
            try:
                source = json.loads(source)
            except ValueError:
                return source or None
        if not _children(source):
            return None
        text = "\n\n".join("\n".join(block) for block in self._blocks(source)).strip()
        copy = document(text, lambda name: (name, name))
        self.simplified |= _comparable(source, self._mention) != _comparable(copy, lambda name: name)
        return text or None

    def _blocks(self, node: Json) -> list[list[str]]:
        """Yield the lines of each block in a node. Blocks without text are left out."""
        return [lines for child in _children(node) if any(lines := self._block(child))]

    def _block(self, node: Json) -> list[str]:
        kind, attrs = _kind(node), _attrs(node)
        if kind == "paragraph":
            return [_escape_start(line) for line in self._inline(_children(node)).split("\n")]
        if kind == "heading":
            return [f"{'#' * min(max(int(attrs.get('level') or 1), 1), 6)} {_one_line(self._inline(_children(node)))}"]
        if kind == "bulletList":
            return [line for item in _children(node) for line in self._item(item, "- ")]
        if kind == "orderedList":
            items = enumerate(_children(node), int(attrs.get("start") or 1))
            return [line for number, item in items for line in self._item(item, f"{number}. ")]
        if kind == "blockquote":
            return [f"> {line}".rstrip() for block in self._blocks(node) for line in ("", *block)][1:]
        if kind == "codeBlock":
            text = "".join(str(child.get("text") or "") for child in _children(node) if isinstance(child, dict))
            return [FENCE + (attrs.get("language") or ""), *text.replace("@[", "@ [").splitlines(), FENCE]
        if kind == "horizontalRule":
            return [RULE]
        if kind in ("text", "mention"):
            return [_one_line(self._inline([node]))]
        if kind == "blob":
            return [_escape_start(_escape(_one_line(str(attrs.get("title") or ""))))]
        return [line for block in self._blocks(node) for line in ("", *block)][1:]

    def _item(self, item: Json, marker: str) -> list[str]:
        """Return the lines of a list item.

        A nested list follows its paragraph directly; other blocks follow an empty line.
        """
        lines: list[str] = []
        for child in _children(item):
            if any(block := self._block(child)):
                lines += [""] if lines and _kind(child) not in ("bulletList", "orderedList") else []
                lines += block
        first, *rest = lines or [""]
        return [marker + first, *(" " * len(marker) + line if line else "" for line in rest)]

    def _inline(self, nodes: list[Json]) -> str:
        """Return the text of inline nodes. Lines end only at hard breaks."""
        parts: list[str] = []
        for mark, group in groupby(nodes, _first_mark):
            if mark is None:
                parts += map(self._inline_node, group)
            elif _kind(mark) == "code":
                parts += [_code(_one_line(str(node.get("text") or ""))) for node in group]
            else:
                inner = self._inline([node | {"marks": node["marks"][1:]} for node in group])
                parts.append(_wrapped(inner, mark))
        return "".join(parts)

    def _inline_node(self, node: Json) -> str:
        kind, attrs = _kind(node), _attrs(node)
        if kind == "text":
            return _escape(_one_line(str(node.get("text") or "")))
        if kind == "mention":
            name = self._mention(str(attrs.get("id") or ""))
            return f"@[{name}]" if name else _escape(str(attrs.get("label") or ""))
        return "\\\n" if kind == "hardBreak" else self._inline(_children(node))


def _first_mark(node: Json) -> Json:
    """Return the outermost mark of a text node, or None for a text without marks and for other nodes."""
    return (node.get("marks") or [None])[0] if _kind(node) == "text" else None


def _wrapped(text: str, mark: Json) -> str:
    """Enclose a text in the markup of a mark. White space at the ends of the text remains outside of the markup."""
    inner = text.strip()
    if not inner:
        return text
    marked = inner
    if delimiter := DELIMITERS.get(_kind(mark)):
        marked = f"{delimiter}{inner}{delimiter}"
    elif _kind(mark) == "link" and (href := re.sub(r"[\s()]", "", str(_attrs(mark).get("href") or ""))):
        label = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", inner)
        marked = f"[{label}]({href})"
    return text.replace(inner, marked)


def _code(text: str) -> str:
    return f"`{text}`" if text and "`" not in text and "@[" not in text else _escape(text)


def _escape(text: str) -> str:
    return SPECIAL.sub(lambda found: "\\" + found[0], text)


def _escape_start(line: str) -> str:
    """Insert a backslash at the start of a line of a paragraph that would otherwise begin a block of another type."""
    if not BLOCK_START.match(line):
        return line
    digits = len(line) - len(line.lstrip("0123456789"))
    return f"{line[:digits]}\\{line[digits:]}"


def _one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text)


def _comparable(node: Json, mention: Mention) -> Json:
    """Return a node without empty paragraphs and without attributes that the format of fixtures does not support."""
    kind, attrs = _kind(node), _attrs(node)
    found: dict[str, Json] = {"type": kind}
    for name, default in ATTRIBUTES.get(kind, {}).items():
        value = attrs.get(name)
        found[name] = default if value is None else value
    if kind == "mention":
        found["id"] = mention(str(attrs.get("id") or ""))
    if kind == "text":
        found["text"] = node.get("text")
        found["marks"] = [_comparable(mark, mention) for mark in node.get("marks") or []]
    children = [child for child in _children(node) if _kind(child) != "paragraph" or _children(child)]
    return found | ({"content": [_comparable(child, mention) for child in children]} if children else {})


def _kind(node: Json) -> str:
    return str(node.get("type")) if isinstance(node, dict) else ""


def _attrs(node: Json) -> dict[str, Json]:
    attrs = node.get("attrs") if isinstance(node, dict) else None
    return attrs if isinstance(attrs, dict) else {}


def _children(node: Json) -> list[Json]:
    content = node.get("content") if isinstance(node, dict) else None
    return content if isinstance(content, list) else []
