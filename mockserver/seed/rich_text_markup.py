"""Converts the plain text of fixtures to rich text: paragraphs, `# headings`, `- lists` and `@[mentions]`."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from mockserver.model.rich_text import Json

MENTION: Final = re.compile(r"@\[([^\]]+)\]")
HEADING: Final = re.compile(r"(#{1,3}) (.+)")
ITEM: Final = "- "

Mention = Callable[[str], tuple[str, str]]
"""Returns the id and the label of the person with this name."""


def document(text: str, mention: Mention) -> Json:
    """Convert a text. Blank lines separate paragraphs; consecutive lines that begin with a dash are a list."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block]
    return {"type": "doc", "content": [part for block in blocks for part in _block(block, mention)]}


def names(text: str) -> list[str]:
    """The names of the people that a text mentions."""
    return MENTION.findall(text)


def _block(block: str, mention: Mention) -> Iterator[Json]:
    lines = block.splitlines()
    paragraph: list[str] = []
    items: list[Json] = []
    for line in (*lines, None):
        if items and (line is None or not line.startswith(ITEM)):
            yield {"type": "bulletList", "content": items}
            items = []
        heading = HEADING.fullmatch(line) if line is not None else None
        if paragraph and (line is None or heading or line.startswith(ITEM)):
            yield _paragraph(" ".join(paragraph), mention)
            paragraph = []
        if line is None:
            return
        if heading:
            level, title = heading.groups()
            yield {"type": "heading", "attrs": {"level": len(level)}, "content": _inline(title, mention)}
        elif line.startswith(ITEM):
            items.append({"type": "listItem", "content": [_paragraph(line.removeprefix(ITEM), mention)]})
        else:
            paragraph.append(line.strip())


def _paragraph(text: str, mention: Mention) -> Json:
    return {"type": "paragraph", "content": _inline(text, mention)}


def _inline(text: str, mention: Mention) -> list[Json]:
    parts: list[Json] = []
    for place, part in enumerate(MENTION.split(text)):
        if place % 2:
            id, label = mention(part)
            parts.append({"type": "mention", "attrs": {"id": id, "label": label}})
        elif part:
            parts.append({"type": "text", "text": part})
    return parts
