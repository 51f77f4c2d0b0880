"""Parses requests as the web framework of the real server (Plug and Phoenix) does (contract: wire 1-4, 7).

The caller must call `params` first, then check `accepts_json`, then `Params.unsupported`, and then route the request.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from mockserver.contract import strict_json
from mockserver.contract.strict_json import Json
from mockserver.server.http.forms import Malformed, decode_multipart, decode_query
from mockserver.server.http.header_values import parameters

MAX_QUERY = 1_000_000

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
    """Raised for a request to which the web framework of the real server responds with an error.

    `request_id` is true if the response has an `x-request-id` header. `hint` is the value of the header `x-mock-hint`,
    or None.
    """

    def __init__(
        self, status: int, body: bytes, content_type: str | None, request_id: bool, hint: str | None = None
    ) -> None:
        super().__init__(f"{status} {body.decode('utf-8', 'replace')}")
        self.status, self.body, self.content_type, self.request_id = status, body, content_type, request_id
        self.hint = hint


class Params(msgspec.Struct, frozen=True):
    """A parsed request.

    `method` is the method of the request, with two exceptions. HEAD becomes GET. For a POST whose body contains
    `_method` with the value PUT, PATCH or DELETE, `method` is this value. `unsupported` is true if the content type is
    not supported (status 415).
    """

    inputs: dict[str, Json]
    method: str
    unsupported: bool = False


def page(status: int, accept: str | None, request_id: bool = True, hint: str | None = None) -> HttpError:
    """Create an error page in the format that the `Accept` header prefers (contract: wire 3, 9)."""
    if accept is not None and "*/*" not in accept and _first_format(accept) == "json":
        return _json_page(status, request_id, hint)
    return HttpError(status, _REASONS[status].encode(), HTML, request_id, hint)


def not_acceptable() -> HttpError:
    """Create the error for a client that does not accept JSON. Its body is a text (contract: wire 4)."""
    hint = "the header `Accept` excludes JSON; send `Accept: application/json`"
    return HttpError(406, _REASONS[406].encode(), HTML, True, hint)


def unsupported_media_type() -> HttpError:
    """Create the error for an unsupported content type (contract: wire 3)."""
    return _json_page(415, True, "to send the inputs as JSON, send the header `Content-Type: application/json`")


def _json_page(status: int, request_id: bool, hint: str | None) -> HttpError:
    return HttpError(status, b'{"errors":{"detail":"%s"}}' % _REASONS[status].encode(), JSON, request_id, hint)


def split_path(path: str) -> list[str]:
    """Return the segments of a path, without empty segments and without percent-decoding (contract: wire 1)."""
    return [segment for segment in path.split("/") if segment]


def bearer(header: str | None) -> str | None:
    """Return the token in an Authorization header, or None if the header contains no token (contract: wire 7)."""
    if header is None:
        return None
    scheme, space, rest = header.strip().partition(" ")
    if not space and scheme != "Bearer":
        rest = scheme  # the header may contain only the token, without `Bearer`
    elif scheme != "Bearer":
        return None
    token = rest.strip()
    return token if len(token.split(None, 1)) == 1 else None


# Accept (contract: wire 3 and 4)

_MEDIA_TYPE = re.compile(r"([A-Za-z0-9-]+|\*(?=/\*))/(\*|[A-Za-z0-9.+-]*)[ \t]*(?:;(.*))?", re.DOTALL)
_QUALITY = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_JSON_WITH_ANOTHER_NAME = frozenset({"json-patch+json", "ld+json", "manifest+json", "vnd.api+json"})
_BLANK = " \t\r\n"
_USUAL = frozenset({"*/*", "application/json", "application/json, text/plain, */*"})


def accepts_json(accept: str | None, params: Mapping[str, Json]) -> bool:
    """Return whether the client accepts JSON. The parameter `_format` overrides the `Accept` header (contract: wire
    4)."""
    if "_format" in params:
        return params["_format"] == "json"
    if accept is None or accept in _USUAL:
        return True
    return any(_format(kind, subtype) in ("json", "any") for kind, subtype, _ in _media_ranges(accept))


def _first_format(accept: str) -> str | None:
    """Return the format that an `Accept` header prefers: "html", "json" or "any" (for `*/*`). Return None if it
    contains none of them."""
    by_quality = sorted(_media_ranges(accept), key=lambda media_range: -media_range[2])
    formats = (_format(kind, subtype) for kind, subtype, _ in by_quality)
    return next((format for format in formats if format), None)


def _media_ranges(accept: str) -> Iterator[tuple[str, str, float]]:
    """Yield the type, subtype and quality of each media range in an `Accept` header. Malformed ranges are left out."""
    for text in accept.split(","):
        if match := _MEDIA_TYPE.fullmatch(text.strip(_BLANK)):
            quality = _QUALITY.match(parameters(match[3] or "").get("q", ""))
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


# Requests (contract: wire 3)

_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_OVERRIDES = frozenset({"PUT", "PATCH", "DELETE"})


def params(
    method: str, content_type: str | None, query: bytes, body: bytes | None, accept: str | None = None
) -> Params:
    """Parse the query string and the body (contract: wire 3).

    `content_type` and `accept` are header values, or None if the header is absent. `body` is None if the body is larger
    than the limit. Raises HttpError with a page in the format that `accept` prefers, and without the header
    `x-request-id`.
    """
    if len(query) > MAX_QUERY:
        raise page(414, accept, request_id=False)
    try:
        inputs = decode_query(query) if query else {}
        if method not in _WITH_BODY:
            return Params(inputs, "GET" if method == "HEAD" else method)
        if content_type is None:
            return Params(inputs, method)
        if body is None:
            raise page(413, accept, request_id=False)
        given = _body(content_type, body)
    except Malformed as error:
        raise page(400, accept, request_id=False, hint=f"the request cannot be parsed: {error}") from None
    if given is None:
        return Params(inputs, method, unsupported=True)
    override = given.get("_method")
    if method == "POST" and isinstance(override, str) and (verb := _ascii_upper(override)) in _OVERRIDES:
        method = verb
    return Params({**inputs, **given} if inputs else given, method)


def _ascii_upper(text: str) -> str:
    return text.upper() if text.isascii() else text


def _body(content_type: str, body: bytes) -> dict[str, Json] | None:
    """Return the inputs in a body, or None if the content type is not supported. Raises Malformed."""
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
        boundary = parameters(match[3] or "").get("boundary")
        return decode_multipart(body, boundary.encode("utf-8", "surrogatepass")) if boundary else {}
    return None


def _json_body(body: bytes) -> dict[str, Json]:
    if not body:
        return {}
    try:
        value = strict_json.loads(body)
    except strict_json.NotJson as error:
        raise Malformed(f"the body is not valid JSON: {error}") from None
    return value if isinstance(value, dict) else {"_json": value}
