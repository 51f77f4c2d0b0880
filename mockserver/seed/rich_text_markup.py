"""Plain text as a fixture writes it, made into rich text: paragraphs, `# headings`, `- lists` and `@[mentions]`."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from mockserver.model.rich_text import Json

MENTION: Final = re.compile(r"@\[([^\]]+)\]")
HEADING: Final = re.compile(r"(#{1,3}) (.+)")
ITEM: Final = "- "

Mentioned = Callable[[str], tuple[str, str]]
"""From how a text names a person to the person's id and name."""


def document(text: str, mentioned: Mentioned) -> Json:
    """A document; blank lines part paragraphs, a list is a run of lines that begin with a dash."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block]
    return {"type": "doc", "content": [part for block in blocks for part in _block(block, mentioned)]}


def names(text: str) -> list[str]:
    """The people whom a text mentions, as it names them."""
    return MENTION.findall(text)


def _block(block: str, mentioned: Mentioned) -> Iterator[Json]:
    lines = block.splitlines()
    paragraph: list[str] = []
    items: list[Json] = []
    for line in (*lines, None):
        if items and (line is None or not line.startswith(ITEM)):
            yield {"type": "bulletList", "content": items}
            items = []
        heading = HEADING.fullmatch(line) if line is not None else None
        if paragraph and (line is None or heading or line.startswith(ITEM)):
            yield _paragraph(" ".join(paragraph), mentioned)
            paragraph = []
        if line is None:
            return
        if heading:
            level, title = heading.groups()
            yield {"type": "heading", "attrs": {"level": len(level)}, "content": _inline(title, mentioned)}
        elif line.startswith(ITEM):
            items.append({"type": "listItem", "content": [_paragraph(line.removeprefix(ITEM), mentioned)]})
        else:
            paragraph.append(line.strip())


def _paragraph(text: str, mentioned: Mentioned) -> Json:
    return {"type": "paragraph", "content": _inline(text, mentioned)}


def _inline(text: str, mentioned: Mentioned) -> list[Json]:
    parts: list[Json] = []
    for place, part in enumerate(MENTION.split(text)):
        if place % 2:
            id, label = mentioned(part)
            parts.append({"type": "mention", "attrs": {"id": id, "label": label}})
        elif part:
            parts.append({"type": "text", "text": part})
    return parts
