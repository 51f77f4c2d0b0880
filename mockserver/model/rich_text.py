"""Rich text documents (contract: activities 1).

A document is stored as the JSON text that responses contain. mockserver does not validate documents. It searches them
for mentions and text, and converts them to Markdown.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec

RichText = str
"""A document as canonical JSON text: without spaces, and with the keys of all objects sorted by their bytes."""

Json = Any
"""A decoded JSON value of any type."""

_encoder: Final = msgspec.json.Encoder(order="sorted")
_ESCAPE: Final = re.compile(r"\\(?:u(00[01][0-9a-f])|.)")


class BrokenDocument(ValueError):
    """Raised if a document is malformed in a way that makes the real server crash when it searches for mentions."""


def encode(document: Json) -> RichText:
    """Return the canonical JSON text of a value, as described for `RichText`."""
    text = _encoder.encode(document).decode()
    return _ESCAPE.sub(_uppercase_escape, text) if "\\u00" in text else text


def _uppercase_escape(escape: re.Match[str]) -> str:
    """Return an escape sequence such as `\\u001f` with capital letters, as on the real server: `\\u001F`. Return an
    escape sequence without a hexadecimal number, such as `\\n`, unchanged."""
    return f"\\u{escape[1].upper()}" if escape[1] else escape[0]


@lru_cache(maxsize=4096)
def decode(text: RichText) -> Json:
    """Decode a JSON text. The returned value must not be modified, because it is cached."""
    return msgspec.json.decode(text)


def mentions(document: Json) -> list[str]:
    """Return the ids of the people who are mentioned in a document, in the order of the document and without
    duplicates. The ids are not decoded. Raises BrokenDocument if a node has an invalid `content`, or if the id of a
    mention is not a string."""
    return list(dict.fromkeys(_mentions(document)))


def _mentions(root: Json) -> Iterator[str]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        attrs = node.get("attrs")
        if node.get("type") == "mention" and isinstance(attrs, dict) and "id" in attrs:
            if not isinstance(attrs["id"], str):
                raise BrokenDocument("the `id` of a mention is not a string")
            yield attrs["id"]
        elif "content" in node:
            children = node["content"]
            if isinstance(children, list):
                waiting.extend(reversed(children))
            elif not isinstance(children, dict):
                raise BrokenDocument("the `content` of a node is neither a list nor an object")


def has_content(document: Json) -> bool:
    """Whether a document contains text that is not blank. The activities about a description contain this result as
    `has_description`."""
    if not isinstance(document, dict) or document.get("type") != "doc" or not isinstance(document.get("content"), list):
        return False
    waiting: list[Json] = list(document["content"])
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            text = _text_of(node)
            if text is not None and text.strip():
                return True
            if text is None and isinstance(node.get("content"), list):
                waiting.extend(node["content"])
    return False


def _text_of(node: dict[str, Json]) -> str | None:
    """Return the text of a text node or the label of a mention. Return None for other nodes."""
    attrs = node.get("attrs")
    text = None
    if node.get("type") == "text":
        text = node.get("text")
    elif node.get("type") == "mention" and isinstance(attrs, dict):
        text = attrs.get("label")
    return text if isinstance(text, str) else None
