"""Converts rich text to the plain text of fixtures: the reverse of `seed.rich_text_markup`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

Json = Any
Mention = Callable[[str, str], str | None]
"""Returns the reference of a mentioned person, given the id and the label of the mention; None if unknown."""

PLAIN: Final = frozenset({"doc", "paragraph", "heading", "bulletList", "listItem", "text", "mention"})
"""The nodes that a fixture can express."""

BLOCK_START: Final = re.compile(r"^(#{1,3} |- )")


class Converter:
    """Converts documents. `simplified` becomes true when a document contains formatting that is lost."""

    def __init__(self, mention: Mention) -> None:
        self._mention = mention
        self.simplified = False

    def convert(self, document: Json) -> str | None:
        """The plain text of a document, given as an object or as JSON text. None if it has no content."""
        if isinstance(document, str):
            try:
                document = json.loads(document)
            except ValueError:
                return document or None
        if not isinstance(document, dict):
            return None
        blocks = [block for node in _children(document) for block in self._block(node, "")]
        return "\n\n".join(block for block in blocks if block.strip()) or None

    def _block(self, node: Json, prefix: str) -> list[str]:
        """The text blocks of a node. `prefix` is the dash of a list item."""
        kind = node.get("type") if isinstance(node, dict) else None
        if kind == "paragraph":
            return [prefix + self._escape_start(self._inline(_children(node)), prefix)]
        if kind == "heading":
            level = int((node.get("attrs") or {}).get("level") or 1)
            self.simplified |= level > 3
            return [f"{'#' * min(max(level, 1), 3)} {self._inline(_children(node))}"]
        if kind in ("bulletList", "orderedList"):
            self.simplified |= kind == "orderedList"
            lines = [line for item in _children(node) for line in self._item(item)]
            return ["\n".join(lines)]
        if kind in ("text", "mention"):
            return [self._inline([node])]
        self.simplified = True
        if kind == "blob":
            return [str((node.get("attrs") or {}).get("title") or "")]
        if kind == "codeBlock":
            return [self._inline(_children(node))]
        return [block for child in _children(node) for block in self._block(child, prefix)]

    def _item(self, item: Json) -> list[str]:
        """The lines of a list item. Nested lists become items of the outer list."""
        lines: list[str] = []
        for index, child in enumerate(_children(item)):
            if isinstance(child, dict) and child.get("type") in ("bulletList", "orderedList"):
                self.simplified = True
                lines += self._block(child, "")[0].splitlines()
            else:
                self.simplified |= index > 0
                lines += [line if line.startswith("- ") else f"- {line}" for line in self._block(child, "- ")]
        return lines or ["- "]

    def _escape_start(self, text: str, prefix: str) -> str:
        """A paragraph that looks like a heading or a list item keeps its text, with another first character."""
        if not prefix and BLOCK_START.match(text):
            self.simplified = True
            return text.replace("- ", "– ", 1) if text.startswith("-") else f"\u200b{text}"
        return text

    def _inline(self, nodes: list[Json]) -> str:
        parts: list[str] = []
        for node in nodes:
            if not isinstance(node, dict):
                continue
            kind, attrs = node.get("type"), node.get("attrs") or {}
            if kind == "text":
                text = str(node.get("text") or "")
                self.simplified |= bool(node.get("marks")) or "@[" in text
                parts.append(text.replace("@[", "@ ["))  # otherwise the fixture would mention a person
            elif kind == "mention":
                label = str(attrs.get("label") or "")
                name = self._mention(str(attrs.get("id") or ""), label)
                self.simplified |= name is None
                parts.append(f"@[{name}]" if name else label)
            elif kind == "hardBreak":
                self.simplified = True
                parts.append(" ")
            else:
                self.simplified = True
                parts.append(self._inline(_children(node)))
        line = "".join(parts)
        self.simplified |= "\n" in line
        return re.sub(r"\s*\n\s*", " ", line)


def _children(node: Json) -> list[Json]:
    content = node.get("content") if isinstance(node, dict) else None
    return content if isinstance(content, list) else []
