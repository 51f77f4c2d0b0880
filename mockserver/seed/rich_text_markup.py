"""Converts the texts of fixtures to rich text. The texts are written in a subset of Markdown (docs/fixtures.md).

Blocks are paragraphs, `# headings`, `- lists`, `1. numbered lists`, `> quotes`, ``` code and `---`. A list item
contains the indented lines below it. Inside a block there are `**bold**`, `_italic_`, `~~struck~~`, `` `code` ``,
`[links](https://example.com)` and `@[mentions]`. Punctuation after a backslash is plain text. A backslash at the end
of a line breaks the line.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from mockserver.model.rich_text import Json

MENTION: Final = re.compile(r"@\[([^\]]+)\]")
HEADING: Final = re.compile(r"(#{1,6}) (.+)")
ITEM: Final = re.compile(r"(?:-|(\d{1,9})\.) (.*)")
FENCE: Final = "```"
RULE: Final = "---"
BLOCK_START: Final = re.compile(r"#{1,6} .|---$|>|```|(?:-|\d{1,9}\.) ")
"""The start of a line that begins a block other than a paragraph."""

MARKUP: Final = re.compile(r"[\\@`*~_\[]")
"""A text without these characters contains no markup. This is the case for most texts."""

_INNER: Final = r"(?:\\.|[^\\])+?"
INLINE: Final = re.compile(
    r"\\(?P<break>\n)|\\(?P<escaped>[^\w\s])|@\[(?P<mention>[^\]]+)\]|`(?P<code>[^`]+)`"
    rf"|\*\*(?=\S)(?P<bold>{_INNER})(?<=\S)\*\*|~~(?=\S)(?P<strike>{_INNER})(?<=\S)~~"
    rf"|(?<![^\W_])_(?=\S)(?P<italic>{_INNER})(?<=\S)_(?![^\W_])"
    r"|\[(?P<link>(?:\\.|[^\[\]\\])+)\]\((?P<href>[^\s()]+)\)",
    re.DOTALL,
)

Mention = Callable[[str], tuple[str, str]]
"""Returns the id and the label of the person with a name."""


def document(text: str, mention: Mention) -> Json:
    """Convert a text to a rich text document."""
    return {"type": "doc", "content": list(_blocks(text.strip().splitlines(), mention))}


def names(text: str) -> list[str]:
    """Return the names of the people that a text mentions."""
    return MENTION.findall(text)


# --- blocks ----------------------------------------------------------------------------------------------------------


def _blocks(lines: list[str], mention: Mention) -> Iterator[Json]:
    rest = deque(lines)
    while rest:
        line = rest[0]
        if not line.strip():
            rest.popleft()
        elif line.startswith(FENCE):
            yield _code(rest)
        elif line == RULE:
            rest.popleft()
            yield {"type": "horizontalRule"}
        elif heading := HEADING.fullmatch(line):
            rest.popleft()
            yield {
                "type": "heading",
                "attrs": {"level": len(heading[1])},
                "content": _inline(heading[2], mention),
            }
        elif line.startswith(">"):
            quoted = []
            while rest and rest[0].startswith(">"):
                quoted.append(rest.popleft()[1:].removeprefix(" "))
            yield {"type": "blockquote", "content": list(_blocks(quoted, mention))}
        elif item := ITEM.match(line):
            yield _list(rest, item[1], mention)
        else:
            yield _paragraph(rest, mention)


def _paragraph(rest: deque[str], mention: Mention) -> Json:
    """Remove the first line and the following lines of its paragraph.

    Lines are joined by spaces, or by a line break after a backslash.
    """
    text = rest.popleft().strip()
    while rest and rest[0].strip() and not BLOCK_START.match(rest[0]):
        text += ("\n" if text.endswith("\\") else " ") + rest.popleft().strip()
    return {"type": "paragraph", "content": _inline(text, mention)}


def _list(rest: deque[str], start: str | None, mention: Mention) -> Json:
    """Remove the items of a list: bullets, or numbers from `start`."""
    items = []
    while rest and (item := ITEM.match(rest[0])) and (item[1] is None) == (start is None):
        rest.popleft()
        lines = deque([item[2], *_indented(rest)])
        first = _paragraph(lines, mention)
        items.append({"type": "listItem", "content": [first, *_blocks(list(lines), mention)]})
    if start is None:
        return {"type": "bulletList", "content": items}
    return {"type": "orderedList", "attrs": {"start": int(start)}, "content": items}


def _indented(rest: deque[str]) -> Iterator[str]:
    """Remove the lines that belong to a list item, and yield them without the indentation of the first line."""
    indentation = 0
    while rest:
        following = next((line for line in rest if line.strip()), "")
        indentation = indentation or len(following) - len(following.lstrip())
        if not indentation or following[:indentation].strip():
            return
        yield rest.popleft()[indentation:]


def _code(rest: deque[str]) -> Json:
    language = rest.popleft().removeprefix(FENCE).strip() or None
    lines = []
    while rest and (line := rest.popleft()) != FENCE:
        lines.append(line)
    content = [{"type": "text", "text": "\n".join(lines)}] if lines else []
    return {"type": "codeBlock", "attrs": {"language": language}, "content": content}


# --- inside blocks ---------------------------------------------------------------------------------------------------


def _inline(text: str, mention: Mention, marks: tuple[Json, ...] = ()) -> list[Json]:
    """Yield the nodes of a text. `marks` are the formats of the surrounding text."""
    if not MARKUP.search(text):
        return _plain(text, marks)
    nodes: list[Json] = []
    plain, end = "", 0
    for found in INLINE.finditer(text):
        plain += text[end : found.start()] + (found["escaped"] or "")
        end = found.end()
        kind = str(found.lastgroup)
        if kind == "escaped":
            continue
        nodes += _plain(plain, marks)
        plain = ""
        if kind == "break":
            nodes.append({"type": "hardBreak"})
        elif kind == "mention":
            id, label = mention(found["mention"])
            nodes.append({"type": "mention", "attrs": {"id": id, "label": label}})
        elif kind == "code":
            nodes += _plain(found["code"], (*marks, {"type": "code"}))
        elif kind == "href":
            nodes += _inline(found["link"], mention, (*marks, {"type": "link", "attrs": {"href": found["href"]}}))
        else:
            nodes += _inline(found[kind], mention, (*marks, {"type": kind}))
    return nodes + _plain(plain + text[end:], marks)


def _plain(text: str, marks: tuple[Json, ...]) -> list[Json]:
    if not text:
        return []
    return [{"type": "text", "text": text} | ({"marks": list(marks)} if marks else {})]
