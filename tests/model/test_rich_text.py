"""Rich text: whether a document has content, and its plain text (contract: activities 1, wire 11)."""

import pytest

from mockserver.model import rich_text
from mockserver.model.rich_text import Json

BLANK = {"type": "text", "text": " "}
WORD = {"type": "text", "text": "word"}


def doc(*content: Json) -> Json:
    return {"type": "doc", "content": list(content)}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (None, False),
        ({}, False),
        (doc(), False),
        ({"type": "paragraph", "content": [WORD]}, False),
        ({"type": "doc", "content": WORD}, False),
        (doc(BLANK, {"type": "horizontalRule"}, {"type": "blob", "attrs": {"alt": "word"}}), False),
        (doc({"type": "paragraph", "content": [BLANK, WORD]}), True),
        (doc({"type": "mention", "attrs": {"id": "x", "label": "Mia"}}), True),
        (doc({"type": "mention", "attrs": {"id": "x", "label": None}}), False),
        (doc({"type": "mention", "attrs": "Mia"}), False),
        (doc({"type": "mention", "attrs": "Mia", "content": [WORD]}), True),
        (doc({"type": "text", "text": 5}, 5, None, "word"), False),
        (doc([WORD]), True),
    ],
)
def test_document_has_content_when_it_contains_word(document: Json, expected: bool) -> None:
    assert rich_text.has_content(document) is expected


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"type": "doc", "content": []}, '{"content":[],"type":"doc"}'),
        ({"b": {"z": 1, "a": 0.5}, "B": 15.0}, '{"B":15.0,"b":{"a":0.5,"z":1}}'),
        ("é / 😀", '"é / 😀"'),
        ("line\nbreak\ttab", r'"line\nbreak\ttab"'),
        ("\x1f", r'"\u001F"'),
        ("\\u001f", r'"\\u001f"'),
        (None, "null"),
    ],
)
def test_document_text_is_extracted(document: object, text: str) -> None:
    assert rich_text.encode(document) == text
    assert rich_text.decode(text) == document
