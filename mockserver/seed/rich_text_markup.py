"""Converts the texts of fixtures to rich text.

The texts are CommonMark without HTML and images, with `~~struck~~` text and `@[Name]` mentions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

from mockserver.model.rich_text import Json

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

PLAIN: Final = re.compile(r"(?![-+>\s]|\d+[.)])(?:[^\\`*_~\[<&#\r\n\0]++|(?<=@)\[[^\]\r\n\0]{1,300}\])*+(?<!\s)")
"""Matches a paragraph that contains no markup other than mentions. Most texts consist of such paragraphs, for which the
Markdown parser is not needed."""

MENTION: Final = re.compile(r"@\[([^\]]{1,300})\]")
MAX_BRACKETS: Final = 5_000
"""The maximum number of `[` in a text. The time to parse a text grows with the square of the number of `[`."""

MARKS: Final = {"em": "italic", "link": "link", "s": "strike", "strong": "bold"}
BLOCKS: Final = {
    "blockquote": "blockquote",
    "bullet_list": "bulletList",
    "heading": "heading",
    "list_item": "listItem",
    "ordered_list": "orderedList",
    "paragraph": "paragraph",
}
EMPTY: Final = {"hardbreak": "hardBreak", "hr": "horizontalRule"}

MAX_DEPTH: Final = 100
"""The maximum nesting depth of blocks. A list item counts as two blocks: a list and an item."""
INDENTED: Final = re.compile(r"^[-+*>\d.)\s]{25}", re.MULTILINE)
"""Matches the start of each line whose blocks could be nested more deeply than `MAX_DEPTH`. Each matched character can
open up to four blocks."""

Mention = Callable[[str], tuple[str, str]]
"""A function that converts the name of a person to the id and the label of this person."""


class NestedTooDeeply(ValueError):
    """Raised if blocks of a text are nested more deeply than `MAX_DEPTH`."""

    def __init__(self) -> None:
        super().__init__(f"it is nested too deeply. Allowed: {MAX_DEPTH} levels; a list item is two levels")


def document(text: str, mention: Mention) -> Json:
    """Convert a text to a rich text document. Raises NestedTooDeeply."""
    text = text.strip()
    paragraphs = text.split("\n\n")
    if all(map(PLAIN.fullmatch, paragraphs)):
        content = [_plain_paragraph(paragraph, mention) for paragraph in paragraphs if paragraph]
    else:
        from markdown_it.tree import SyntaxTreeNode

        tokens = _parser().parse(text)
        if any(token.level >= MAX_DEPTH and token.type != "inline" for token in tokens):
            raise NestedTooDeeply
        content = _children(SyntaxTreeNode(tokens), mention)
    return {"type": "doc", "content": content}


def names(text: str) -> list[str]:
    """Return the names of the people that a text mentions. Raises NestedTooDeeply."""
    found: list[str] = []

    def mention(name: str) -> tuple[str, str]:
        found.append(name)
        return "", name

    if MENTION.search(text) or INDENTED.search(text):
        document(text, mention)
    return found


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # imported here, because the import takes longer than building a small world

    class Parser(MarkdownIt):
        """A parser that does not validate or change the addresses of links."""

        def validateLink(self, url: str) -> bool:
            return True

        def normalizeLink(self, url: str) -> str:
            return url

    # The parser silently drops blocks below `maxNesting`. With one level more than MAX_DEPTH, `document` finds the
    # blocks that are nested too deeply, and raises an error.
    parser = Parser("commonmark", {"html": False, "maxNesting": MAX_DEPTH + 1}).enable("strikethrough").disable("image")
    parser.inline.ruler.before("link", "mention", _parse_mention)
    return parser


def _parse_mention(state: StateInline, silent: bool) -> bool:
    """Return true if a mention begins at the position of the parser. In this case, move the position to the end of the
    mention. If `silent` is true, no Markdown token is created for the mention."""
    found = MENTION.match(state.src, state.pos, state.posMax)
    if found and not silent:
        state.push("mention", "", 0).content = found[1]
    if found:
        state.pos = found.end()
    return found is not None


def _plain_paragraph(text: str, mention: Mention) -> Json:
    """Return the rich text of a paragraph that `PLAIN` matches."""
    nodes: list[Json] = []
    for number, piece in enumerate(MENTION.split(text)):
        if number % 2:
            nodes.append(_mention(piece, mention))
        elif piece:
            nodes.append(_text(piece, ()))
    return {"type": "paragraph", "content": nodes}


def _children(parent: SyntaxTreeNode, mention: Mention, marks: tuple[Json, ...] = ()) -> list[Json]:
    """Return the rich text of the children of a node. `marks` contains the formats of the node and of its parents,
    such as bold."""
    nodes: list[Json] = []
    for child in parent.children:
        kind = child.type
        if kind in BLOCKS:
            nodes.append({"type": BLOCKS[kind], "content": _children(child, mention)} | _attrs(child))
        elif kind in EMPTY:
            nodes.append({"type": EMPTY[kind]})
        elif kind in ("fence", "code_block"):
            code = child.content.removesuffix("\n")
            attrs = {"language": child.info.strip() or None}
            nodes.append({"type": "codeBlock", "attrs": attrs, "content": [_text(code, ())] if code else []})
        elif kind == "inline":
            nodes += _children(child, mention)
        elif kind in MARKS:
            nodes += _children(child, mention, (*marks, {"type": MARKS[kind]} | _attrs(child)))
        elif kind == "mention":
            nodes.append(_mention(child.content, mention))
        elif kind == "code_inline":
            nodes.append(_text(child.content, (*marks, {"type": "code"})))
        elif text := " " if kind == "softbreak" else child.content:
            node = _text(text, marks)
            if nodes and nodes[-1] | {"text": text} == node:
                nodes[-1]["text"] += text
            else:
                nodes.append(node)
    return nodes


def _attrs(node: SyntaxTreeNode) -> dict[str, Json]:
    if node.type == "heading":
        return {"attrs": {"level": int(node.tag[1:])}}
    if node.type == "ordered_list":
        return {"attrs": {"start": node.attrs.get("start", 1)}}
    return {"attrs": {"href": node.attrs["href"]}} if node.type == "link" else {}


def _mention(name: str, mention: Mention) -> Json:
    id, label = mention(name)
    return {"type": "mention", "attrs": {"id": id, "label": label}}


def _text(text: str, marks: tuple[Json, ...]) -> Json:
    return {"type": "text", "text": text} | ({"marks": list(marks)} if marks else {})
