"""Parses query strings, forms and multipart bodies as Plug does (contract: wire 3)."""

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from mockserver.contract.strict_json import Json
from mockserver.server.http.header_values import parameters

MAX_NESTING: Final = 50
"""The maximum number of levels of nesting in a key. The limit prevents a stack overflow. The real server has no
limit."""
MAX_PARAMETERS: Final = 100_000
"""The maximum number of parameters in a query string, form or multipart body. The real server has no limit."""
MAX_PART_HEADER_BYTES: Final = 64_000
"""The maximum length of the headers of a part in a multipart body, in bytes. The real server has no limit."""

_SLICE: Final = 100_000
_PLUS_AS_SPACE: Final = bytes.maketrans(b"+", b" ")


class Malformed(ValueError):
    """Raised if a query string or body cannot be parsed."""


def decode_query(text: bytes | str) -> dict[str, Json]:
    """Return the parameters of a query string or urlencoded form.

    Raises Malformed for invalid UTF-8 and for text that exceeds a limit.
    """
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    pairs: list[tuple[str, Json]] = []
    if raw.count(b"&") >= MAX_PARAMETERS:
        raise Malformed(f"more than {MAX_PARAMETERS} parameters")
    try:
        for pair in raw.split(b"&"):
            if pair:
                key, _, value = pair.partition(b"=")
                pairs.append((_plain(key), _plain(value)))
    except UnicodeDecodeError as error:
        raise Malformed(str(error)) from None
    return _nest(pairs)


def _plain(text: bytes) -> str:
    """Decode the percent-encoding and the plus signs of a text. Malformed escapes are not changed."""
    if b"+" in text:
        text = text.translate(_PLUS_AS_SPACE)
    if b"%" in text:
        text = unquote_to_bytes(text) if len(text) <= _SLICE else b"".join(map(unquote_to_bytes, _slices(text)))
    return text.decode()


def _slices(text: bytes) -> Iterator[bytes]:
    """Split a long percent-encoded text into parts. No escape such as `%20` is split.

    Long texts are decoded in parts, because `unquote_to_bytes` uses up to 80 times as much memory as its argument.
    """
    start = 0
    while start < len(text):
        end = text.find(b"%", start + _SLICE)
        yield text[start : end if end >= 0 else len(text)]
        start = end if end >= 0 else len(text)


class _Level:
    """The values at one level of nesting, with their keys, in the order of the request. The key None stands for the
    `[]` in `a[]`."""

    __slots__ = ("below", "written")

    def __init__(self) -> None:
        self.written: list[tuple[str | None, Json | _Level]] = []
        self.below: dict[str | None, _Level] = {}


def _nest(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    pairs = list(pairs)
    if not any(key.endswith("]") for key, _ in pairs):
        return dict(pairs)
    root = _Level()
    for key, value in pairs:
        _write(root, _path(key), value)
    return _as_map(root)


def _path(key: str) -> list[str | None]:
    """Split `a[b][]` into a, b, None. A key that starts with a bracket or does not end with one is not split."""
    opening = key.find("[")
    if opening < 1 or not key.endswith("]"):
        return [key]
    inner = key[opening + 1 : -1]
    if inner.count("][") >= MAX_NESTING - 1:
        raise Malformed("a key has too many levels of nesting")
    return [key[:opening], *(segment or None for segment in inner.split("]["))]


def _write(root: _Level, path: list[str | None], value: Json) -> None:
    """Add a value to the level to which its path leads. Levels of the path that do not exist are created.

    A new level is appended at the end of its parent level.
    """
    level = root
    for key in path[:-1]:
        known = level.below.get(key)
        if known is None:
            known = level.below[key] = _Level()
            level.written.append((key, known))
        level = known
    level.written.append((path[-1], value))


def _value(written: "Json | _Level") -> Json:
    """Convert a level to a list if the key of its last value is None, otherwise to a map. A list contains only the
    values with the key None, and a map only the other values. Return a value that is not a level unchanged."""
    if not isinstance(written, _Level):
        return written
    if written.written[-1][0] is None:
        return [_value(entry) for key, entry in written.written if key is None]
    return _as_map(written)


def _as_map(level: _Level) -> dict[str, Json]:
    return {key: _value(entry) for key, entry in level.written if key is not None}


# Multipart

_FILE: Json = {"an uploaded file": None}
"""The value of a parameter that is an uploaded file. As on the real server, a request with a file fails with the status
500. Here, it fails because the decoder does not know the key of this object."""


def decode_multipart(body: bytes, boundary: bytes) -> dict[str, Json]:
    """Return the parameters in a multipart body. Each part of the body is one parameter. Raises Malformed."""
    return _nest(_parts(body, boundary))


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, Json]]:
    """Yield the name and the value of each part. The value is the text of the part, or `_FILE` if the part is a file.
    Parts without a name are left out."""
    for headers, content in _split_parts(body, boundary):
        disposition = parameters(headers.get("content-disposition", "").partition(";")[2])
        name, filename = disposition.get("name"), disposition.get("filename", disposition.get("filename*"))
        if name is None or filename == "":
            continue  # the file name is empty if the user chose no file in the form
        try:
            yield name, _FILE if filename else content.decode()
        except UnicodeDecodeError as error:
            raise Malformed(str(error)) from None


def _split_parts(body: bytes, boundary: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    """Yield the headers and the content of each part. The text before the first boundary and after the last boundary is
    ignored."""
    delimiter = b"\r\n--" + boundary
    body = b"\r\n" + body
    start = body.find(delimiter)
    start = len(body) if start < 0 else start + len(delimiter)
    parts = 0
    while not body.startswith(b"--", start):
        end = body.find(delimiter, start)
        blank = body.find(b"\r\n\r\n", start, end) if end >= 0 else -1
        if blank < 0 or not (blank == start or body.startswith(b"\r\n", start)):
            raise Malformed(
                "the parts of the multipart body are not separated by the boundary in the header `Content-Type`"
            )
        if blank - start > MAX_PART_HEADER_BYTES:
            raise Malformed(f"the headers of a part of the multipart body have more than {MAX_PART_HEADER_BYTES} bytes")
        parts += 1
        if parts > MAX_PARAMETERS:
            raise Malformed(f"the multipart body has more than {MAX_PARAMETERS} parts")
        yield _part_headers(body[start:blank]), body[blank + 4 : end]
        start = end + len(delimiter)


def _part_headers(head: bytes) -> dict[str, str]:
    headers = {}
    for line in head.split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if not colon or not name:
            raise Malformed("a header of a part has no name")
        headers[name.strip().lower().decode("latin-1")] = value.strip().decode("utf-8", "replace")
    return headers
