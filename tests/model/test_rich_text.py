"""What the server looks at in rich text (contract: activities 1)."""

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
def test_a_document_has_content_when_there_is_a_word_in_it(document: Json, expected: bool) -> None:
    assert rich_text.has_content(document) is expected
