"""Rich text as the plain text of a fixture, and back."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.importer.rich_text import Converter
from mockserver.seed import rich_text_markup

NAMES = {"mia-1": "Mia Member"}


def converted(document: Any) -> tuple[str | None, bool]:
    converter = Converter(lambda id, label: NAMES.get(id))
    return converter.convert(document), converter.simplified


def paragraph(*inline: Any) -> dict[str, Any]:
    return {"type": "doc", "content": [{"type": "paragraph", "content": list(inline)}]}


@pytest.mark.parametrize(
    "text", ["One line", "Two\n\nparagraphs", "# Heading\n\n- one\n- two", "### Deep\n\nHello @[Mia Member]!"]
)
def test_text_of_a_fixture_survives_the_round_trip(text: str) -> None:
    document = rich_text_markup.document(text, lambda name: ("mia-1", name))

    assert converted(document) == (text, False)


@pytest.mark.parametrize("document", [None, "", "null", "{}", {"type": "doc"}, paragraph()])
def test_empty_document_has_no_text(document: Any) -> None:
    assert converted(document) == (None, False)


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ({"type": "text", "text": "bold", "marks": [{"type": "bold"}]}, "bold"),
        ({"type": "mention", "attrs": {"id": "gone-2", "label": "Gone"}}, "Gone"),
        ({"type": "text", "text": "- no list"}, "– no list"),
    ],
)
def test_formatting_that_a_fixture_lacks_is_simplified(inline: Any, text: str) -> None:
    assert converted(paragraph(inline)) == (text, True)


def test_text_that_looks_like_a_mention_does_not_become_one() -> None:
    text, simplified = converted(paragraph({"type": "text", "text": "array@[0]"}))

    assert (text, simplified) == ("array@ [0]", True)
    assert rich_text_markup.names("array@ [0]") == []
