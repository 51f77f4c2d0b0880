"""Converts rich text to Markdown (contract: goals 5, end). Unknown nodes are omitted, as on the real server."""

import re
from collections.abc import Callable
from typing import Final

from mockserver.domain.errors import ServerCrash
from mockserver.domain.numbers import number_text
from mockserver.model import rich_text
from mockserver.model.rich_text import Json, RichText

Node = dict[str, Json]


def rendered(text: RichText | None) -> str:
    """Return the Markdown of a stored rich text. Return "" if the text is None, or not an object of the type `doc` with
    a list under `content`. Raises ServerCrash if the text is malformed in a way that makes the real server crash."""
    document = None if text is None else rich_text.decode(text)
    if not isinstance(document, dict) or document.get("type") != "doc" or not isinstance(document.get("content"), list):
        return ""
    return "\n\n".join([_block(node) for node in document["content"]])


def compacted(text: str) -> str:
    """Return the text with each sequence of blank lines replaced by one blank line."""
    return re.sub(r"\n{3,}", "\n\n", text)


# --- blocks ----------------------------------------------------------------------------------------------------------


def _block(node: Json) -> str:
    kind = node.get("type") if isinstance(node, dict) else None
    return BLOCKS[kind](node) if isinstance(kind, str) and kind in BLOCKS else ""


def _paragraph(node: Node) -> str:
    return _inline(node.get("content"))


def _heading(node: Node) -> str:
    attrs = node.get("attrs")
    if not isinstance(attrs, dict) or "level" not in attrs or "content" not in node:
        return ""
    return "#" * _integer(attrs["level"], "level", 0) + " " + _inline(node["content"])


def _blockquote(node: Node) -> str:
    return "\n".join(["> " + _block(item).replace("\n", "\n> ") for item in _children(node)])


def _code(node: Node) -> str:
    content = node.get("content")
    if "attrs" not in node or not isinstance(content, list) or len(content) != 1:
        return ""
    only = content[0]
    if not isinstance(only, dict) or only.get("type") != "text" or "text" not in only:
        return ""
    return f"```{_text(_attrs(node).get('language'))}\n{_text(only['text'])}\n```"


def _bullets(node: Node) -> str:
    return "\n".join(["* " + _item(item) for item in _children(node)])


def _numbers(node: Node) -> str:
    attrs = node.get("attrs")
    if "content" not in node:
        return ""
    start = _integer(attrs["start"], "start") if isinstance(attrs, dict) and "start" in attrs else 1
    return "\n".join([f"{number}. {_item(item)}" for number, item in enumerate(_children(node), start)])


def _item(node: Json) -> str:
    """Return the texts of the paragraphs in a list item, without separators. A list inside the item is omitted."""
    if not isinstance(node, dict) or node.get("type") != "listItem" or "content" not in node:
        return ""
    return "".join([_item_part(part) for part in _children(node)])


def _item_part(node: Json) -> str:
    is_paragraph = isinstance(node, dict) and node.get("type") == "paragraph"
    return _paragraph(node) if is_paragraph else _inline_node(node)


def _blob(node: Node) -> str:
    if "attrs" not in node:
        return ""
    attrs = _attrs(node)
    filetype = attrs.get("filetype", "")
    if not isinstance(filetype, str):
        raise ServerCrash("the `filetype` of a blob is not a string; the real server fails to render the document")
    is_file = filetype != "" and not filetype.startswith("image/")
    return f"{'' if is_file else '!'}[{_text(attrs.get('alt'))}]({_text(attrs.get('src'))}{_title(attrs)})"


def _mention(node: Node) -> str:
    attrs = node.get("attrs")
    return "@" + _text(attrs["label"]) if isinstance(attrs, dict) and "label" in attrs else ""


BLOCKS: Final[dict[str, Callable[[Node], str]]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "blockquote": _blockquote,
    "codeBlock": _code,
    "horizontalRule": lambda node: "---",
    "bulletList": _bullets,
    "orderedList": _numbers,
    "blob": _blob,
    "mention": _mention,
    "hardBreak": lambda node: "  \n",
}


# --- inside a block --------------------------------------------------------------------------------------------------


def _inline(nodes: Json) -> str:
    return "".join([_inline_node(node) for node in nodes]) if isinstance(nodes, list) else ""


def _inline_node(node: Json) -> str:
    if not isinstance(node, dict):
        return ""
    if node.get("type") == "text" and "text" in node:
        marks = node.get("marks")
        return _marked(_text(node["text"]), marks if isinstance(marks, list) else [])
    if node.get("type") == "mention":
        return _mention(node)
    return _blob(node) if node.get("type") == "blob" else ""


def _marked(text: str, marks: list[Json]) -> str:
    for mark in marks:
        kind = mark.get("type") if isinstance(mark, dict) else None
        if isinstance(kind, str) and kind in WRAPPERS:
            text = WRAPPERS[kind] + text + WRAPPERS[kind]
        elif kind in ("link", "highlight") and isinstance(mark.get("attrs"), dict):
            text = _linked(text, mark["attrs"]) if kind == "link" else _highlighted(text, mark["attrs"])
    return text


WRAPPERS: Final = {"bold": "**", "italic": "_", "strike": "~~", "code": "`"}


def _linked(text: str, attrs: Node) -> str:
    if "href" not in attrs:
        return text
    return f"[{text}]({_text(attrs['href'])}{_title(attrs)})"


def _highlighted(text: str, attrs: Node) -> str:
    color = attrs.get("highlight")
    return text if color is None else f"<!-- highlight: {_text(color)} -->{text}<!-- /highlight -->"


# --- values ----------------------------------------------------------------------------------------------------------


def _children(node: Node) -> list[Json]:
    content = node.get("content", [])
    if not isinstance(content, list):
        raise ServerCrash(
            f"the `content` of a {node.get('type')} is not a list; the real server fails to render the document"
        )
    return content


def _attrs(node: Node) -> Node:
    attrs = node["attrs"]
    if not isinstance(attrs, dict):
        raise ServerCrash(
            f"the `attrs` of a {node['type']} are not an object; the real server fails to render the document"
        )
    return attrs


def _text(value: Json) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    raise ServerCrash("a text in a document is a list or an object; the real server fails to render the document")


def _title(attrs: Node) -> str:
    title = attrs.get("title")
    return "" if title is None or title is False else f' "{_text(title)}"'


def _integer(value: Json, name: str, lowest: int | None = None) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and (lowest is None or value >= lowest):
        return value
    raise ServerCrash(f"`{name}` in a document is not a valid number; the real server fails to render the document")
