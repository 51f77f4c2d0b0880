"""What the real server's framework makes of a raw request before the API sees it (contract: wire 1-4, 7).

Bytes become parameters, or the request ends here. The order of the steps is the caller's: `params` is step 1 and 2,
then come routing, `accepts_json` (step 4) and `Params.unsupported` (step 5).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import msgspec

from mockserver.contract import strict_json
from mockserver.contract.strict_json import Json

MAX_BODY = 256_000_000
MAX_QUERY = 1_000_000
MAX_NESTING = 50
"""Deepest nesting of a form's keys that is read. The real server has no limit; more is refused to spare our stack."""

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"

_REASONS = {
    400: "Bad Request",
    404: "Not Found",
    406: "Not Acceptable",
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    415: "Unsupported Media Type",
}


class HttpError(Exception):
    """An answer of the framework itself, ready to send. `request_id`: whether x-request-id goes with it."""

    def __init__(self, status: int, body: bytes, content_type: str | None, request_id: bool) -> None:
        super().__init__(f"{status} {body.decode('utf-8', 'replace')}")
        self.status, self.body, self.content_type, self.request_id = status, body, content_type, request_id


class Malformed(ValueError):
    """A query string or body that cannot be read."""


class Params(msgspec.Struct, frozen=True):
    """A parsed request: its inputs, its method after `_method` and HEAD, and whether step 5 answers 415."""

    inputs: dict[str, Json]
    method: str
    unsupported: bool = False


def page(status: int, accept: str | None, request_id: bool = True) -> HttpError:
    """An error page in the format that Accept asks for (contract: wire 3, 9)."""
    as_json = accept is not None and "*/*" not in accept and _first_format(accept) == "json"
    return _json_page(status, request_id) if as_json else HttpError(status, _REASONS[status].encode(), HTML, request_id)


def not_acceptable() -> HttpError:
    """The answer of step 4, which is never JSON (contract: wire 4)."""
    return HttpError(406, _REASONS[406].encode(), HTML, True)


def unsupported_media_type() -> HttpError:
    """The answer of step 5 (contract: wire 3)."""
    return _json_page(415, True)


def _json_page(status: int, request_id: bool) -> HttpError:
    return HttpError(status, b'{"errors":{"detail":"%s"}}' % _REASONS[status].encode(), JSON, request_id)


def split_path(path: str) -> list[str]:
    """The segments of a path; empty ones count for nothing and percent signs stay (contract: wire 1)."""
    return [segment for segment in path.split("/") if segment]


@lru_cache(maxsize=4096)
def bearer(header: str | None) -> str | None:
    """The token of an Authorization header, None where it holds none that could be valid (contract: wire 7)."""
    scheme, space, rest = (header or "").strip().partition(" ")
    if not space and scheme != "Bearer":
        rest = scheme  # the scheme may be left out
    elif scheme != "Bearer":
        return None
    token = rest.strip()
    return token if len(token.split(None, 1)) == 1 else None


# Accept, wire 3 and 4

_MEDIA_TYPE = re.compile(r"([A-Za-z0-9-]+|\*(?=/\*))/(\*|[A-Za-z0-9.+-]*)[ \t]*(?:;(.*))?", re.DOTALL)
_QUALITY = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_JSON_WITH_ANOTHER_NAME = frozenset({"json-patch+json", "ld+json", "manifest+json", "vnd.api+json"})
_BLANK = " \t\r\n"
_USUAL = frozenset({"*/*", "application/json", "application/json, text/plain, */*"})


def accepts_json(accept: str | None, params: Mapping[str, Json]) -> bool:
    """Whether the caller takes JSON; a `_format` parameter speaks louder than the header (contract: wire 4)."""
    if "_format" in params:
        return params["_format"] == "json"
    if accept is None or accept in _USUAL:
        return True
    return any(_format(kind, subtype) in ("json", "any") for kind, subtype, _ in _media_ranges(accept))


def _first_format(accept: str) -> str | None:
    """ "html" or "json", whichever the media ranges name first by falling quality."""
    by_quality = sorted(_media_ranges(accept), key=lambda media_range: -media_range[2])
    formats = (_format(kind, subtype) for kind, subtype, _ in by_quality)
    return next((wanted for wanted in formats if wanted), None)


def _media_ranges(accept: str) -> Iterator[tuple[str, str, float]]:
    """Type, subtype and quality of each range; those that cannot be read are passed over."""
    for text in accept.split(","):
        if match := _MEDIA_TYPE.fullmatch(text.strip(_BLANK)):
            quality = _QUALITY.match(_parameters(match[3] or "").get("q", ""))
            yield match[1].lower(), match[2].lower(), float(quality[0]) if quality else 1.0


def _format(kind: str, subtype: str) -> str | None:
    if kind == "*":
        return "any"
    if kind == "text" and subtype in ("html", "*"):
        return "html"
    if kind == "application" and (subtype == "*" or _is_json(subtype)) and subtype not in _JSON_WITH_ANOTHER_NAME:
        return "json"
    return None


def _is_json(subtype: str) -> bool:
    return subtype == "json" or subtype.endswith("+json")


_PARAMETER = re.compile(r'[ \t\r\n]*([^\s()<>@,;:\\"/\[\]?={}\x00-\x1f\x7f]+)=(.*)', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t\r\n]*', re.DOTALL)
_TOKEN = re.compile(r'([^\s()<>@,;:\\"/\[\]?={}\x00-\x1f\x7f]*)[ \t\r\n]*')
_PIECES = re.compile(r'(?:[^";]|"[^"]*"?)+')


def _parameters(text: str) -> dict[str, str]:
    """The parameters of a header value by lower-case name; what cannot be read is left out."""
    found = {}
    for piece in _PIECES.findall(text):
        if named := _PARAMETER.fullmatch(piece):
            raw = named[2].rstrip(" \t")
            if quoted := _QUOTED.fullmatch(raw):
                found[named[1].lower()] = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL)
            elif raw and (token := _TOKEN.fullmatch(raw)):
                found[named[1].lower()] = token[1]
    return found


# Requests, wire 3

_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_OVERRIDES = frozenset({"PUT", "PATCH", "DELETE"})


def params(method: str, content_type: str | None, query: bytes, body: bytes, accept: str | None = None) -> Params:
    """Parses query string and body. Raises HttpError with a page in the format of `accept`, without x-request-id.

    `content_type` and `accept` are header values, None where the header is absent. Contract: wire 2 (1, 2), 3.
    """
    if len(query) > MAX_QUERY:
        raise page(414, accept, request_id=False)
    try:
        inputs = decode_query(query) if query else {}
        if method not in _WITH_BODY:
            return Params(inputs, "GET" if method == "HEAD" else method)
        if content_type is None:
            return Params(inputs, method)
        if len(body) > MAX_BODY:
            raise page(413, accept, request_id=False)
        given = _body(content_type, body)
    except Malformed:
        raise page(400, accept, request_id=False) from None
    if given is None:
        return Params(inputs, method, unsupported=True)
    override = given.get("_method")
    if method == "POST" and isinstance(override, str) and (verb := _ascii_upper(override)) in _OVERRIDES:
        method = verb
    return Params({**inputs, **given} if inputs else given, method)


def _ascii_upper(text: str) -> str:
    return text.upper() if text.isascii() else text


def _body(content_type: str, body: bytes) -> dict[str, Json] | None:
    """The inputs in a body, None for a content type that is not read."""
    if content_type == "application/json":
        return _json_body(body)
    match = _MEDIA_TYPE.fullmatch(content_type.strip(_BLANK))
    if match is None:
        return None
    kind, subtype = match[1].lower(), match[2].lower()
    if kind == "application" and _is_json(subtype):
        return _json_body(body)
    if kind == "application" and subtype == "x-www-form-urlencoded":
        return decode_query(body)
    if kind == "multipart" and subtype in ("form-data", "mixed"):
        boundary = _parameters(match[3] or "").get("boundary")
        return _nest(_parts(body, boundary.encode("utf-8", "surrogatepass"))) if boundary else {}
    return None


def _json_body(body: bytes) -> dict[str, Json]:
    if not body:
        return {}
    try:
        value = strict_json.loads(body)
    except strict_json.NotJson as error:
        raise Malformed(str(error)) from None
    return value if isinstance(value, dict) else {"_json": value}


# Query strings and forms, wire 3


def decode_query(text: bytes | str) -> dict[str, Json]:
    """Parameters of a query string or urlencoded form. Raises Malformed for invalid UTF-8 and for absurd nesting."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    pairs: list[tuple[str, Json]] = []
    try:
        for pair in raw.split(b"&"):
            if pair:
                key, _, value = pair.partition(b"=")
                pairs.append((_plain(key), _plain(value)))
    except UnicodeDecodeError as error:
        raise Malformed(str(error)) from None
    return _nest(pairs)


def _plain(text: bytes) -> str:
    """Text without its percent signs; a malformed one stays."""
    if b"+" in text:
        text = text.replace(b"+", b" ")
    if b"%" in text:
        text = unquote_to_bytes(text)
    return text.decode()


class _Level:
    """What has been written at one level of nesting, in order; a key of None is the `[]` of `a[]`."""

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
    """`a[b][]` -> a, b, None. A key that does not end in a bracket, or begins with one, is a plain key."""
    opening = key.find("[")
    if opening < 1 or not key.endswith("]"):
        return [key]
    keys = key[opening + 1 : -1].split("][")
    if len(keys) >= MAX_NESTING:
        raise Malformed("nested too deep")
    return [key[:opening], *(below or None for below in keys)]


def _write(root: _Level, path: list[str | None], value: Json) -> None:
    """Writes a value at its level. A level has its place among its siblings from its first value, not from its last."""
    level = root
    for key in path[:-1]:
        known = level.below.get(key)
        if known is None:
            known = level.below[key] = _Level()
            level.written.append((key, known))
        level = known
    level.written.append((path[-1], value))


def _value(written: "Json | _Level") -> Json:
    """A level is a list or a map as the last thing written there says; what was written the other way is lost."""
    if not isinstance(written, _Level):
        return written
    if written.written[-1][0] is None:
        return [_value(entry) for key, entry in written.written if key is None]
    return _as_map(written)


def _as_map(level: _Level) -> dict[str, Json]:
    return {key: _value(entry) for key, entry in level.written if key is not None}


# Multipart, wire 3

_FILE: Json = {"an uploaded file": None}
"""Stands for a file. The framework's own record of one crashes the conversion of keys, and so does this key."""


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, Json]]:
    """Name and text of each part; a file is `_FILE`, a part without a name nothing."""
    for headers, content in _split_parts(body, boundary):
        disposition = _parameters(headers.get("content-disposition", "").partition(";")[2])
        name, filename = disposition.get("name"), disposition.get("filename", disposition.get("filename*"))
        if name is None or filename == "":
            continue  # an empty file name is a file input that nobody filled in
        try:
            yield name, _FILE if filename else content.decode()
        except UnicodeDecodeError as error:
            raise Malformed(str(error)) from None


def _split_parts(body: bytes, boundary: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    """Headers and content between the boundaries; text before the first and after the last does not count."""
    delimiter = b"\r\n--" + boundary
    rest = (b"\r\n" + body).partition(delimiter)[2]
    while not rest.startswith(b"--"):
        part, found, after = rest.partition(delimiter)
        head, blank, content = part.partition(b"\r\n\r\n")
        if not (found and blank and (not head or head.startswith(b"\r\n"))):
            raise Malformed("a multipart body that does not follow its boundary")
        yield _part_headers(head), content
        rest = after


def _part_headers(head: bytes) -> dict[str, str]:
    headers = {}
    for line in head.split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if not colon or not name:
            raise Malformed("a line of a multipart header without a name")
        headers[name.strip().lower().decode("latin-1")] = value.strip().decode("utf-8", "replace")
    return headers
