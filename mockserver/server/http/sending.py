"""Putting an answer on the wire, with the headers that every answer has (contract: wire 10)."""

from itertools import count
from typing import Final

from starlette.types import Send

from mockserver.server.http.exchange import Exchange
from mockserver.server.http.responses import Answer

CACHE_CONTROL: Final = (b"cache-control", b"max-age=0, private, must-revalidate")
SERVER: Final = (b"server", b"mockserver")

_made = count(1)


def request_id(asked: str | None) -> bytes:
    """The request's own id when it is 20 to 200 bytes long, else a new one of 20 characters."""
    if asked is not None and 20 <= len(asked) <= 200:
        return asked.encode("latin-1")
    return b"%020x" % next(_made)


def head(answer: Answer, exchange: Exchange) -> list[tuple[bytes, bytes]]:
    """The headers of an answer."""
    headers = [CACHE_CONTROL, SERVER, (b"content-length", b"%d" % len(answer.body)), *answer.headers]
    if answer.content_type is not None:
        headers.append((b"content-type", answer.content_type))
    if answer.with_request_id:
        headers.append((b"x-request-id", request_id(exchange.header(b"x-request-id"))))
    if answer.hint is not None:
        headers.append((b"x-mock-hint", answer.hint.encode("ascii", "backslashreplace").replace(b"\n", b" ")))
    exchange.sent = headers
    return headers


async def send_answer(answer: Answer, exchange: Exchange, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": head(answer, exchange)})
    await send({"type": "http.response.body", "body": answer.body})
