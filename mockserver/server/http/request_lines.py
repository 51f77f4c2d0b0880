"""Rewrites request lines that Cowboy, the real server's HTTP server, accepts and the HTTP parser rejects."""

import re
from typing import Final

MAX_METHOD_BYTES: Final = 32

USUAL_STARTS: Final = (b"GET /", b"POST /", b"HEAD /", b"PUT /", b"PATCH /", b"DELETE /", b"OPTIONS /")
"""A request line that is ASCII and begins with one of these texts does not have to be rewritten."""
METHOD: Final = re.compile(rb"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
VERSION: Final = re.compile(rb"HTTP/1\.[01]")


class BadHead(Exception):
    """Raised if the request line or the headers are rejected. `status` is the status of the response. `reason` is its
    hint, or "" if it has none."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def can_begin(data: bytes) -> bool:
    """Return whether `data`, which contains no line break, can be the beginning of a request line."""
    return not data or METHOD.fullmatch(data.partition(b" ")[0]) is not None


def rewritten(line: bytes) -> tuple[bytes, bytes | None]:
    """Percent-encode raw UTF-8 in a request line, and replace an unknown method by POST.

    Returns the new line, and the unknown method that was replaced. The second value is None if no method was replaced.
    Raises BadHead.
    """
    if not line.isascii():
        line = NOT_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line)
    method, _, tail = line.partition(b" ")
    version = tail.rstrip(b"\r").rpartition(b" ")[2]
    if not METHOD.fullmatch(method) or not VERSION.fullmatch(version) or line.startswith(USUAL_STARTS):
        return line, None
    if len(method) > MAX_METHOD_BYTES:
        raise BadHead(501, "")
    return b"POST " + tail, method
