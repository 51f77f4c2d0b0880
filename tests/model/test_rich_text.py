"""The canonical text of documents (contract: wire 11)."""

import pytest

from mockserver.model import rich_text


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
def test_the_text_that_goes_over_the_wire(document: object, text: str) -> None:
    assert rich_text.encode(document) == text
    assert rich_text.decode(text) == document
