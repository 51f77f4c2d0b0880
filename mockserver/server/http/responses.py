"""The responses of the external API, and the conversion of errors to responses (contract: wire, Notation, 6 and 10)."""

import re
from itertools import count
from typing import Any, Final

import msgspec
from starlette.types import Send

from mockserver.contract.decode import NOT_FOUND, InputErrorKind, InvalidInput
from mockserver.domain.errors import ApiError, BadRequest, CrashAfterCommit, Forbidden, NotFound, ServerCrash
from mockserver.server.http import plug_parser

JSON: Final = plug_parser.JSON.encode()
TEXT: Final = b"text/plain; charset=utf-8"
HTML: Final = plug_parser.HTML.encode()

CACHE_CONTROL: Final = (b"cache-control", b"max-age=0, private, must-revalidate")
SERVER: Final = (b"server", b"mockserver")

BODILESS: Final = (204, 304)
"""The statuses of responses that never have a body (RFC 9110)."""
MAX_HINT_BYTES: Final = 1000
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

RawHeaders = list[tuple[bytes, bytes]]

encode: Final = msgspec.json.Encoder().encode


class Response(msgspec.Struct, gc=False):
    """A status and a body.

    If `content_type` is None, the header `content-type` is not sent. `hint` is the value of the header `x-mock-hint`,
    which is not sent if `hint` is None.
    """

    status: int
    body: bytes
    content_type: bytes | None = JSON
    hint: str | None = None
    with_request_id: bool = True
    headers: RawHeaders = []
    """Headers in addition to the standard headers (see `raw_headers`)."""

    def set_header(self, name: str, value: str) -> None:
        """Set the content type or another header."""
        key, text = name.lower().encode("ascii"), value.encode("latin-1")
        if key == b"content-type":
            self.content_type = text
        else:
            self.headers = [header for header in self.headers if header[0] != key] + [(key, text)]


class RequestIds:
    """Creates the values of the response header `x-request-id`, which are numbered from 1."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers = count(1)

    def get(self, requested: str | None) -> bytes:
        """Return the value for a response: `requested` if it is 20 to 200 bytes long, otherwise a new id of 20
        characters. `requested` is the `x-request-id` of the request, or None."""
        if requested is not None and 20 <= len(requested) <= 200:
            return requested.encode("latin-1")
        return b"%020x" % next(self._numbers)


def raw_headers(response: Response, request_id: bytes) -> RawHeaders:
    """Return all headers of a response in the order in which they are sent.

    A header in `response.headers` replaces the standard header with the same name.
    """
    headers = [CACHE_CONTROL, SERVER]
    if response.status not in BODILESS:
        headers.append((b"content-length", b"%d" % len(response.body)))
    if response.content_type is not None:
        headers.append((b"content-type", response.content_type))
    if response.with_request_id:
        headers.append((b"x-request-id", request_id))
    if response.hint is not None:
        headers.append((b"x-mock-hint", hint_value(response.hint)))
    if response.headers:
        replaced = {name for name, _ in response.headers}
        headers = [header for header in headers if header[0] not in replaced] + response.headers
    return headers


def hint_value(hint: str) -> bytes:
    """Convert a hint to a header value: ASCII, without control characters, and at most MAX_HINT_BYTES long."""
    value = CONTROL.sub(lambda found: repr(found[0])[1:-1], hint).encode("ascii", "backslashreplace")
    return value if len(value) <= MAX_HINT_BYTES else value[: MAX_HINT_BYTES - 3] + b"..."


async def send_response(response: Response, headers: RawHeaders, send: Send) -> None:
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})


def plain(status: int, text: str, hint: str | None = None) -> Response:
    """Create a response with a text as its body, and without a content type. The router of the real server sends such
    responses."""
    return Response(status, text.encode(), None, hint=hint)


def error(status: int, name: str, message: str, hint: str | None = None, content_type: bytes | None = JSON) -> Response:
    return Response(status, encode({"error": name, "message": message}), content_type, hint=hint)


ERRORS: Final[dict[type[ApiError], tuple[int, str, str]]] = {
    NotFound: (404, "Not found", NOT_FOUND),
    Forbidden: (403, "Forbidden", "You don't have permission to perform this action"),
    BadRequest: (400, "Bad request", "The request was malformed"),
    **dict.fromkeys((ServerCrash, CrashAfterCommit), (500, "Internal server error", "An unexpected error occurred")),
}
"""Maps each type of error to its response: the status, the `error` and the default `message` in the body."""

FRAMEWORK_CRASH: Final = encode({"errors": {"detail": "Internal Server Error"}})
PARSER_CRASH: Final = encode({"error": "Internal server error"})


def api_error(raised: ApiError) -> Response:
    """Create the response for an error of a handler."""
    status, name, message = ERRORS[type(raised)]
    return error(status, name, raised.message or message, raised.hint)


def invalid_input(raised: InvalidInput) -> Response:
    """Create the response for an error that occurred when the inputs were decoded.

    The response has no content type, except for a crash of the web framework (contract: wire 10).
    """
    if raised.kind is InputErrorKind.FRAMEWORK_CRASH:
        return Response(500, FRAMEWORK_CRASH, hint=raised.hint)
    if raised.kind is InputErrorKind.PARSER_CRASH:
        return Response(500, PARSER_CRASH, None, hint=raised.hint)
    status, name, message = ERRORS[NotFound if raised.kind is InputErrorKind.NOT_FOUND else BadRequest]
    return error(status, name, raised.message or message, raised.hint, content_type=None)


def http_error(raised: plug_parser.HttpError) -> Response:
    """Create the response for an error that the web framework of the real server sends, such as 413 or 415."""
    content_type = raised.content_type.encode() if raised.content_type else None
    return Response(raised.status, raised.body, content_type, with_request_id=raised.request_id, hint=raised.hint)


def missing_fields(names: list[str]) -> Response:
    return error(400, "Bad request", f"Missing required fields: {', '.join(names)}")


def reply(value: dict[str, Any]) -> Response:
    return Response(200, encode(value))
