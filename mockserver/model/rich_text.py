"""Rich text: documents, stored in the canonical JSON text of the wire (contract: activities 1).

The server looks only for mentions, and whether there is any text. It does not validate anything else.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec

RichText = str
"""Compact JSON, object keys sorted by bytes at every depth."""

Json = Any
"""A decoded JSON value of an undeclared type."""

_encoder: Final = msgspec.json.Encoder(order="sorted")
_ESCAPE: Final = re.compile(r"\\(?:u(00[01][0-9a-f])|.)")


class BrokenDocument(ValueError):
    """A document in which the search for mentions fails. The real server crashes on it."""


def encode(document: Json) -> RichText:
    """The canonical text of a JSON value."""
    text = _encoder.encode(document).decode()
    return _ESCAPE.sub(_in_capitals, text) if "\\u00" in text else text


def _in_capitals(escape: re.Match[str]) -> str:
    """The escape sequence of the real server for a control character: `\\u001F`."""
    return f"\\u{escape[1].upper()}" if escape[1] else escape[0]


@lru_cache(maxsize=4096)
def decode(text: RichText) -> Json:
    """The decoded value. It is shared between callers: do not change it."""
    return msgspec.json.decode(text)


def mentions(document: Json) -> list[str]:
    """The ids of the people mentioned, as written, each once, in order.

    Raises BrokenDocument for an invalid `content`, and for a mention whose id is not a text.
    """
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
                raise BrokenDocument("a mention's id is not a text")
            yield attrs["id"]
        elif "content" in node:
            children = node["content"]
            if isinstance(children, list):
                waiting.extend(reversed(children))
            elif not isinstance(children, dict):
                raise BrokenDocument("a `content` is neither a list nor an object")


def has_content(document: Json) -> bool:
    """Whether a document contains text that is not blank (`has_description` in activities)."""
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
    """The text of a text node or mention; None for other nodes."""
    attrs = node.get("attrs")
    text = None
    if node.get("type") == "text":
        text = node.get("text")
    elif node.get("type") == "mention" and isinstance(attrs, dict):
        text = attrs.get("label")
    return text if isinstance(text, str) else None
