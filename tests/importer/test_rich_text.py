"""Conversion of rich text documents to texts in fixtures, and of these texts to rich text documents."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.importer.rich_text import Converter
from mockserver.seed import rich_text_markup

NAMES = {"mia-1": "Mia Member"}


def converted(document: Any) -> tuple[str | None, bool]:
    converter = Converter(NAMES.get)
    return converter.convert(document), converter.simplified


def parsed(text: str) -> Any:
    return rich_text_markup.document(text, lambda name: ("mia-1", name))


def paragraph(*inline: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(inline)}


def text(value: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": value} | ({"marks": [{"type": mark} for mark in marks]} if marks else {})


def doc(*blocks: Any) -> dict[str, Any]:
    return {"type": "doc", "content": list(blocks)}


def items(kind: str, *contents: list[Any], **attrs: Any) -> dict[str, Any]:
    found = {"type": kind, "content": [{"type": "listItem", "content": content} for content in contents]}
    return found | ({"attrs": attrs} if attrs else {})


@pytest.mark.parametrize(
    "written",
    [
        "One line",
        "Two\n\nparagraphs",
        "# Heading\n\n- one\n- two",
        "### Deep\n\nHello @[Mia Member]!",
        "**Bold**, _italic_, ~~struck~~, `code` and [a **bold** link](https://example.com/a_b?c=1)",
        "1. one\n   - inner\n     1. deepest\n2. two\n\n   second paragraph",
        "> quoted\n>\n> - item\n\n```python\nif x:\n\n    y = 1\n```\n\n---\n\nend",
        "a broken\\\nline",
        "`array@[0]`\n\n````text\n```\n@[0]\n\n````",
        "snake_case, 2 * 3 ** 4, 1.5, a ~ b, [brackets], C:\\path",
        "\\- no list\n\n\\# no heading\n\n1\\. no number\n\n\\> no quote\n\n\\--- no rule\n\n\\*\\*not bold\\*\\*",
    ],
)
def test_text_of_a_fixture_survives_the_round_trip(written: str) -> None:
    document = parsed(written)

    found, simplified = converted(document)

    assert found is not None
    assert parsed(found) == document
    assert not simplified


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        ("a\nb", [paragraph(text("a b"))]),
        ("a\n- b", [paragraph(text("a")), items("bulletList", [paragraph(text("b"))])]),
        (
            "- a\n  - b\n- c",
            [
                items(
                    "bulletList",
                    [paragraph(text("a")), items("bulletList", [paragraph(text("b"))])],
                    [paragraph(text("c"))],
                )
            ],
        ),
        ("3. a\n4. b", [items("orderedList", [paragraph(text("a"))], [paragraph(text("b"))], start=3)]),
        ("**a _b_**", [paragraph(text("a ", "bold"), text("b", "bold", "italic"))]),
        ("2 ** 3 ** 4, snake_case_name", [paragraph(text("2 ** 3 ** 4, snake_case_name"))]),
        ("\\*\\*a\\*\\*", [paragraph(text("**a**"))]),
        ("a\\\nb", [paragraph(text("a"), {"type": "hardBreak"}, text("b"))]),
        ("a <b>c</b> &lt; d", [paragraph(text("a <b>c</b> < d"))]),
        ("- a\n\n  b", [items("bulletList", [paragraph(text("a")), paragraph(text("b"))])]),
    ],
)
def test_markup_becomes_rich_text(written: str, blocks: list[Any]) -> None:
    assert parsed(written) == doc(*blocks)


@pytest.mark.slow
@given(st.lists(st.sampled_from([*"ab \n\t-+=>.)1!@[]*", "@[Mia]", "@[_M*]"]), max_size=12).map("".join))
def test_plain_text_becomes_the_paragraphs_that_the_parser_finds(written: str) -> None:
    found = parsed(written)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rich_text_markup, "PLAIN", re.compile("(?!)"))
        assert parsed(written) == found


@pytest.mark.parametrize(
    ("written", "href"), [("<ftp://x.example>", "ftp://x.example"), ("[a](<javascript:é b>)", "javascript:é b")]
)
def test_address_of_a_link_is_unchanged(written: str, href: str) -> None:
    [block] = parsed(written)["content"]
    assert block["content"][0]["marks"] == [{"type": "link", "attrs": {"href": href}}]


@pytest.mark.parametrize("document", [None, "", "null", "{}", {"type": "doc"}, doc(paragraph())])
def test_empty_document_has_no_text(document: Any) -> None:
    assert converted(document) == (None, False)


@pytest.mark.parametrize(
    ("inline", "found"),
    [
        (text("coloured", "highlight"), "coloured"),
        ({"type": "mention", "attrs": {"id": "gone-2", "label": "Gone"}}, "Gone"),
        ({"type": "blob", "attrs": {"title": "photo.png"}}, "photo.png"),
        (text("`array@[0]`", "code"), "\\`array@\\[0\\]\\`"),
    ],
)
def test_formatting_that_a_fixture_lacks_is_simplified(inline: Any, found: str) -> None:
    assert converted(doc(inline if inline["type"] == "blob" else paragraph(inline))) == (found, True)


def test_text_that_looks_like_a_mention_does_not_become_one() -> None:
    written, simplified = converted(doc(paragraph(text("array@[0]"))))

    assert (written, simplified) == ("array@\\[0\\]", False)
    assert rich_text_markup.names(f"{written} `@[1]` \\@[2] @[Mia Member]") == ["Mia Member"]


characters = st.text("ab *_~`[]()@!-#>1.\\", min_size=1, max_size=12)
marks = st.lists(st.sampled_from(["bold", "italic", "strike", "code"]), unique=True, max_size=2)
inlines = st.lists(
    st.builds(lambda value, names: text(value, *names), characters, marks)
    | st.just({"type": "hardBreak"})
    | st.just({"type": "mention", "attrs": {"id": "mia-1", "label": "Mia Member"}}),
    min_size=1,
    max_size=4,
)
blocks = st.recursive(
    st.builds(lambda nodes: paragraph(*nodes), inlines),
    lambda inner: (
        st.builds(
            lambda kind, contents: items(kind, *contents),
            st.sampled_from(["bulletList", "orderedList"]),
            st.lists(st.lists(inner, min_size=1, max_size=2), min_size=1, max_size=2),
        )
        | st.builds(lambda content: {"type": "blockquote", "content": content}, st.lists(inner, min_size=1, max_size=2))
    ),
    max_leaves=4,
)


@pytest.mark.slow
@given(st.builds(lambda content: doc(*content), st.lists(blocks, min_size=1, max_size=3)))
def test_no_text_of_a_document_becomes_a_mention_or_is_lost(document: Any) -> None:
    written, _ = converted(document)

    again = parsed(written or "")
    assert letters(again) == letters(document)
    assert set(rich_text_markup.names(written or "")) <= {"Mia Member"}


def letters(node: Any) -> str:
    """Return the letters `a` and `b` in a document, and `@` for each mention, in their order."""
    if node["type"] == "mention":
        return "@"
    own = "".join(character for character in node.get("text", "") if character in "ab")
    return own + "".join(map(letters, node.get("content", [])))
