"""Converts rich text to the text format of fixtures. The module `seed.rich_text_markup` does the reverse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

from mockserver.seed.rich_text_markup import NestedTooDeeply, document

Json = Any
Mention = Callable[[str], str | None]
"""A function that converts the id of a person to a reference. It returns None if the person is unknown."""

ATTRIBUTES: Final[dict[str, dict[str, Json]]] = {
    "heading": {"level": 1},
    "orderedList": {"start": 1},
    "codeBlock": {"language": None},
    "link": {"href": None},
    "mention": {"id": None},
}
"""The attributes that the text format of fixtures supports, with their defaults."""

BREAK: Final = "\\\n"
DELIMITERS: Final = {"bold": "**", "italic": "_", "strike": "~~"}
SPECIAL: Final = re.compile(r"[\\`*_~\[\]<&#]|@$")
"""Matches punctuation that can be markup in a line. An `@` is matched only at the end of a text, because a link can
follow there: `@[` would begin a mention."""

LINE_START: Final = re.compile(r"^([^\S\n]*\d*)([-+=.)>])", re.MULTILINE)
"""Matches punctuation that can be markup at the start of a line."""


class Converter:
    """Converts documents of rich text. `simplified` becomes true if a document contains formatting that cannot be
    converted."""

    def __init__(self, mention: Mention) -> None:
        self._mention = mention
        self.simplified = False

    def convert(self, source: Json) -> str | None:
        """Return the text of a document, or None if it has no content or is nested too deeply. `source` is the document
        as an object or as a JSON text."""
        if isinstance(source, str):
            try:
                source = json.loads(source)
            except ValueError:
                return source or None
        if not _children(source):
            return None
        text = "\n".join(self._lines(source))
        try:
            copy = document(text, lambda name: (name, name))
        except NestedTooDeeply:
            self.simplified = True
            return None
        self.simplified |= _comparable(source, self._mention) != _comparable(copy, lambda name: name)
        return text or None

    def _lines(self, node: Json) -> list[str]:
        """Return the lines of the blocks in a node, with empty lines between them. Blocks without text are left out."""
        return [line for child in _children(node) if any(block := self._block(child)) for line in ("", *block)][1:]

    def _block(self, node: Json) -> list[str]:
        kind, attrs = _kind(node), _attrs(node)
        if kind == "paragraph":
            return _paragraph(self._inline(_children(node)))
        if kind == "heading":
            text = self._inline(_children(node)).replace(BREAK, " ")
            return [f"{'#' * min(max(int(attrs.get('level') or 1), 1), 6)} {text}"]
        if kind == "bulletList":
            return [line for item in _children(node) for line in self._item(item, "- ")]
        if kind == "orderedList":
            items = enumerate(_children(node), int(attrs.get("start") or 1))
            return [line for number, item in items for line in self._item(item, f"{number}. ")]
        if kind == "blockquote":
            return [f"> {line}".rstrip() for line in self._lines(node)]
        if kind == "codeBlock":
            text = "".join(str(child.get("text") or "") for child in _children(node) if isinstance(child, dict))
            fence = max(["``", *re.findall("`+", text)], key=len) + "`"
            return [f"{fence}{attrs.get('language') or ''}", *text.split("\n"), fence]
        if kind == "horizontalRule":
            return ["***"]  # `- ---` would be a rule, not a list item with a rule
        if kind in ("text", "mention"):
            return _paragraph(self._inline([node]))
        if kind == "blob":
            return _paragraph(_escape(str(attrs.get("title") or "")))
        return self._lines(node)

    def _item(self, item: Json, marker: str) -> list[str]:
        first, *rest = self._lines(item) or [""]
        return [marker + first, *(" " * len(marker) + line if line else "" for line in rest)]

    def _inline(self, nodes: list[Json]) -> str:
        """Return the text of inline nodes. The text contains line breaks only where the nodes contain hard breaks."""
        parts: list[str] = []
        for mark, group in groupby(nodes, _first_mark):
            if mark is None:
                parts += map(self._inline_node, group)
            elif _kind(mark) == "code":
                parts.append(_code("".join(str(node.get("text") or "") for node in group)))
            else:
                inner = self._inline([node | {"marks": node["marks"][1:]} for node in group])
                parts.append(_wrapped(inner, mark))
        return "".join(parts)

    def _inline_node(self, node: Json) -> str:
        kind, attrs = _kind(node), _attrs(node)
        if kind == "text":
            return _escape(str(node.get("text") or ""))
        if kind == "mention":
            name = self._mention(str(attrs.get("id") or ""))
            return f"@[{name}]" if name else _escape(str(attrs.get("label") or ""))
        return BREAK if kind == "hardBreak" else self._inline(_children(node))


def _first_mark(node: Json) -> Json:
    """Return the outermost mark (such as bold) of a text node. For a text without marks and for all other nodes, return
    None."""
    return (node.get("marks") or [None])[0] if _kind(node) == "text" else None


def _wrapped(text: str, mark: Json) -> str:
    """Return the text with the markup of a mark around it, such as `**` for bold. White space at the ends of the text
    remains outside of the markup."""
    inner = text.strip()
    if not inner:
        return text
    marked = inner
    if delimiter := DELIMITERS.get(_kind(mark)):
        marked = f"{delimiter}{inner}{delimiter}"
    elif _kind(mark) == "link" and (href := _attrs(mark).get("href")):
        href = re.sub(r"[\s()<>\\]", lambda found: quote(found[0]), str(href))
        marked = f"[{inner}]({href})"
    return text.replace(inner, marked)


def _code(text: str) -> str:
    return f"`{_one_line(text)}`" if text.strip() and "`" not in text else _escape(text)


def _escape(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", _one_line(text))


def _paragraph(text: str) -> list[str]:
    """Return the lines of a paragraph, without white space at its ends and without line breaks at its end."""
    return LINE_START.sub(r"\1\\\2", re.sub(r"(\s|\\\n)+$", "", text).lstrip()).split("\n")


def _one_line(text: str) -> str:
    return re.sub(r"\s*[\r\n]\s*", " ", text)


def _comparable(node: Json, mention: Mention) -> Json:
    """Return a copy of a node without empty paragraphs, and without attributes that are not in ATTRIBUTES. Two nodes
    whose copies are equal have the same text in the format of fixtures."""
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
