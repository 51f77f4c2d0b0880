"""Conversion of rich text to Markdown (contract: goals 5, end)."""

from typing import Any

import pytest

from mockserver.domain.errors import ServerCrash
from mockserver.model import rich_text
from mockserver.views import markdown

Node = dict[str, Any]


def text(words: str, *marks: Node) -> Node:
    return {"type": "text", "text": words, "marks": list(marks)} if marks else {"type": "text", "text": words}


def block(kind: str, *content: Node, **attrs: Any) -> Node:
    return {"type": kind, "content": list(content), **({"attrs": attrs} if attrs else {})}


def leaf(kind: str, **attrs: Any) -> Node:
    return {"type": kind, "attrs": attrs}


def paragraph(words: str) -> Node:
    return block("paragraph", text(words))


def rendered(*blocks: Node) -> str:
    return markdown.rendered(rich_text.encode({"type": "doc", "content": list(blocks)}))


def mark(kind: str, **attrs: Any) -> Node:
    return {"type": kind, "attrs": attrs} if attrs else {"type": kind}


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (paragraph("Hello"), "Hello"),
        ({"type": "paragraph"}, ""),
        (block("paragraph", text("a"), {"type": "hardBreak"}, text("b")), "ab"),
        (block("heading", text("Plan"), level=3), "### Plan"),
        (block("heading", text("no level")), ""),
        (block("blockquote", paragraph("one"), paragraph("two")), "> one\n> two"),
        (block("blockquote", block("blockquote", paragraph("deep"))), "> > deep"),
        (block("codeBlock", text("a\nb"), language="python"), "```python\na\nb\n```"),
        (block("codeBlock", text("a"), language=None), "```\na\n```"),
        (block("codeBlock", text("a")), ""),
        ({"type": "horizontalRule"}, "---"),
        ({"type": "hardBreak"}, "  \n"),
        (leaf("mention", id="x", label="Eda Editor"), "@Eda Editor"),
        (leaf("mention", id="x"), ""),
        ({"type": "blob"}, ""),
        ({"type": "orderedList", "attrs": {"start": "x"}}, ""),
        ({"type": "unheardOf", "content": []}, ""),
    ],
)
def test_blocks_are_rendered(node: Node, expected: str) -> None:
    assert rendered(node) == expected


def test_blocks_are_separated_by_blank_line() -> None:
    assert rendered(paragraph("one"), {"type": "paragraph"}, paragraph("two")) == "one\n\n\n\ntwo"


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (block("bulletList", block("listItem", paragraph("a")), block("listItem", paragraph("b"))), "* a\n* b"),
        (block("bulletList", block("listItem", paragraph("a"), paragraph("b"))), "* ab"),
        (block("orderedList", block("listItem", paragraph("a")), block("listItem", paragraph("b"))), "1. a\n2. b"),
        (block("orderedList", block("listItem", paragraph("a")), start=7), "7. a"),
        (
            block("bulletList", block("listItem", paragraph("a"), block("bulletList", block("listItem")))),
            "* a",
        ),
    ],
)
def test_lists_have_one_line_per_item_without_nested_content(node: Node, expected: str) -> None:
    assert rendered(node) == expected


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([mark("bold")], "**x**"),
        ([mark("italic")], "_x_"),
        ([mark("strike")], "~~x~~"),
        ([mark("code")], "`x`"),
        ([mark("bold"), mark("italic")], "_**x**_"),
        ([mark("link", href="https://a.test")], "[x](https://a.test)"),
        ([mark("link", href="https://a.test", title="A")], '[x](https://a.test "A")'),
        ([mark("link", href="https://a.test", title=None)], "[x](https://a.test)"),
        ([mark("highlight", highlight="yellow")], "<!-- highlight: yellow -->x<!-- /highlight -->"),
        ([mark("sparkle")], "x"),
    ],
)
def test_marks_are_nested_in_their_order(marks: list[Node], expected: str) -> None:
    assert rendered(block("paragraph", text("x", *marks))) == expected


@pytest.mark.parametrize(
    ("attrs", "expected"),
    [
        ({"src": "/b", "alt": "Logo"}, "![Logo](/b)"),
        ({"src": "/b", "alt": "Logo", "filetype": "image/png", "title": "T"}, '![Logo](/b "T")'),
        ({"src": "/b", "alt": "Plan", "filetype": "application/pdf"}, "[Plan](/b)"),
        ({}, "![]()"),
    ],
)
def test_blob_is_rendered_as_image_or_file_link(attrs: Node, expected: str) -> None:
    assert rendered({"type": "blob", "attrs": attrs}) == expected
    assert rendered(block("paragraph", {"type": "blob", "attrs": attrs})) == expected


@pytest.mark.parametrize("stored", [None, "{}", '{"type":"doc"}', '{"content":[],"type":"page"}', '"text"'])
def test_invalid_document_is_rendered_as_empty_text(stored: str | None) -> None:
    assert markdown.rendered(stored) == ""


@pytest.mark.parametrize(
    "node",
    [
        block("heading", text("x"), level="2"),
        block("orderedList", block("listItem", paragraph("a")), start=None),
        {"type": "bulletList", "content": 3},
        {"type": "blob", "attrs": {"filetype": None}},
        {"type": "blob", "attrs": None},
        {"type": "codeBlock", "attrs": [], "content": [text("x")]},
        leaf("mention", label=["a"]),
    ],
)
def test_unrenderable_document_crashes_as_on_real_server(node: Node) -> None:
    with pytest.raises(ServerCrash):
        rendered(node)
