"""What goes back over the wire, and how each refusal is spelt there (contract: wire, Notation and 6)."""

from typing import Any, Final

import msgspec

from mockserver.contract.decode import NOT_FOUND, InvalidInput
from mockserver.contract.decode import Refusal as Kind
from mockserver.domain.errors import BadRequest, CrashAfterCommit, Forbidden, NotFound, Refusal, ServerCrash
from mockserver.server.http import plug_parser

JSON: Final = plug_parser.JSON.encode()
TEXT: Final = b"text/plain; charset=utf-8"
HTML: Final = plug_parser.HTML.encode()

encode: Final = msgspec.json.Encoder().encode


class Answer:
    """A status and a body; `content_type` None sends no such header. `hint` goes out as `X-Mock-Hint`."""

    __slots__ = ("body", "content_type", "headers", "hint", "status", "with_request_id")

    def __init__(
        self,
        status: int,
        body: bytes,
        content_type: bytes | None = JSON,
        *,
        hint: str | None = None,
        with_request_id: bool = True,
    ) -> None:
        self.status = status
        self.body = body
        self.content_type = content_type
        self.hint = hint
        self.with_request_id = with_request_id
        self.headers: list[tuple[bytes, bytes]] = []

    def set_header(self, name: str, value: str) -> None:
        """Sets a header beyond those that every answer has; the content type too."""
        key, text = name.lower().encode("ascii"), value.encode("latin-1")
        if key == b"content-type":
            self.content_type = text
        else:
            self.headers = [header for header in self.headers if header[0] != key] + [(key, text)]


def plain(status: int, text: str, hint: str | None = None) -> Answer:
    """A text of the dispatcher: it has no content type."""
    return Answer(status, text.encode(), None, hint=hint)


def error(status: int, error: str, message: str, hint: str | None = None, content_type: bytes | None = JSON) -> Answer:
    return Answer(status, encode({"error": error, "message": message}), content_type, hint=hint)


WIRE: Final[dict[type[Refusal], tuple[int, str, str]]] = {
    NotFound: (404, "Not found", NOT_FOUND),
    Forbidden: (403, "Forbidden", "You don't have permission to perform this action"),
    BadRequest: (400, "Bad request", "The request was malformed"),
    **dict.fromkeys((ServerCrash, CrashAfterCommit), (500, "Internal server error", "An unexpected error occurred")),
}
"""Status, `error`, and the message where the rule gives none."""

FRAMEWORK_CRASH: Final = encode({"errors": {"detail": "Internal Server Error"}})
PARSER_CRASH: Final = encode({"error": "Internal server error"})


def refusal(refused: Refusal) -> Answer:
    """A handler's refusal."""
    status, name, message = WIRE[type(refused)]
    return error(status, name, refused.message or message, refused.hint)


def input_refusal(refused: InvalidInput) -> Answer:
    """A refusal of the input parser; its 400, 404 and 500 carry no content type (contract: wire 10)."""
    if refused.kind is Kind.FRAMEWORK_CRASH:
        return Answer(500, FRAMEWORK_CRASH, hint=refused.hint)
    if refused.kind is Kind.PARSER_CRASH:
        return Answer(500, PARSER_CRASH, None, hint=refused.hint)
    status, name, message = WIRE[NotFound if refused.kind is Kind.NOT_FOUND else BadRequest]
    return error(status, name, refused.message or message, refused.hint, content_type=None)


def page(refused: plug_parser.Refused) -> Answer:
    """A page of the framework."""
    content_type = refused.content_type.encode() if refused.content_type else None
    return Answer(refused.status, refused.body, content_type, with_request_id=refused.request_id)


def missing_fields(names: list[str]) -> Answer:
    return error(400, "Bad request", f"Missing required fields: {', '.join(names)}")


def reply(value: dict[str, Any]) -> Answer:
    return Answer(200, encode(value))
