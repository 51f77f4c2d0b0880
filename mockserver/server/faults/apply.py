"""Sending what a fault asks for: an answer in the API's dialect or a proxy's, a broken body, a closed connection."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from msgspec import UNSET
from starlette.types import Receive, Scope, Send

from mockserver.domain.errors import BadRequest, Forbidden, NotFound, Refusal, ServerCrash
from mockserver.fault_spec import FaultAction
from mockserver.server.faults.rules import Fault
from mockserver.server.http import responses
from mockserver.server.http.exchange import Exchange
from mockserver.server.http.responses import Answer
from mockserver.server.http.sending import head

CLOSE: Final = "mockserver.close"
"""The ASGI extension by which our server lets the application hang up: a function under the key `close`."""

PROXY_PAGE: Final = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"
)
PROXY_REASONS: Final = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
REFUSALS: Final[dict[int, type[Refusal]]] = {400: BadRequest, 403: Forbidden, 404: NotFound, 500: ServerCrash}
PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}
TOO_MANY: Final = "Wait for as many seconds as Retry-After says"
BODILESS: Final = (204, 304)

Judge = Callable[[Exchange], Answer]
Record = Callable[[Exchange, Answer | None], None]


class ConnectionClosed(Exception):
    """A fault hung up where there is no socket to close. `partial`: after a part of the answer was sent."""

    def __init__(self, partial: bool) -> None:
        super().__init__("a fault closed the connection")
        self.partial = partial


async def fail(
    fault: Fault, call: Exchange, judge: Judge, record: Record, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answers a call as a fault wants it. Every call is judged; what it did stays only where the action keeps it."""
    action = fault.action
    pause = action.delay_ms / 1000
    if pause and action.delay_at == "before":
        await asyncio.sleep(pause)
    call.fault = fault.rule
    call.keep = action.after or not action.loses_answer
    given = spoilt(judge(call), fault)
    partial = action.close == "during" and given.body and call.method != "HEAD"
    if action.close and not partial:
        record(call, None)
        await _hang_up(scope, receive, partial=False)
        return
    record(call, given)
    await send({"type": "http.response.start", "status": given.status, "headers": head(given, call)})
    half = len(given.body) // 2
    if partial:
        await send({"type": "http.response.body", "body": given.body[:half], "more_body": True})
        await _hang_up(scope, receive, partial=True)
        return
    if pause and action.delay_at == "during":
        await send({"type": "http.response.body", "body": given.body[:half], "more_body": True})
        await asyncio.sleep(pause)
        await send({"type": "http.response.body", "body": given.body[half:]})
    else:
        await send({"type": "http.response.body", "body": given.body})


async def _hang_up(scope: Scope, receive: Receive, *, partial: bool) -> None:
    connection = scope.get("extensions", {}).get(CLOSE)
    if connection is None:
        raise ConnectionClosed(partial)
    connection["close"]()
    while (await receive())["type"] != "http.disconnect":  # the server has an answer to send until it knows
        pass


def spoilt(given: Answer, fault: Fault) -> Answer:
    """The answer as the fault wants it."""
    action = fault.action
    if action.status is not None or action.body is not UNSET:
        given = made_up(action)
    if action.truncate is not None:
        given.body = given.body[: action.truncate]
    if action.malformed:
        given.body = b"{" + given.body
    if action.empty:
        given.body = b""
    for name, value in (fault.headers | action.headers).items():
        given.set_header(name, value)
    if fault.rule:
        given.hint = f"the mock was asked for this failure ({fault.rule})"
    return given


def made_up(action: FaultAction) -> Answer:
    """An answer that no handler gave."""
    status = action.status or 200
    if action.body is UNSET:
        return _dialect(status, action)
    if isinstance(action.body, str):
        return Answer(status, action.body.encode(), responses.TEXT)
    return Answer(status, responses.encode(action.body))


def _dialect(status: int, action: FaultAction) -> Answer:
    """How the API, or a proxy before it, spells a status."""
    if status in PROXY_REASONS:
        page = PROXY_PAGE.format(f"{status} {PROXY_REASONS[status]}")
        return Answer(status, page.encode(), b"text/html", with_request_id=False)
    if status in BODILESS:
        return Answer(status, b"", None)
    if status < 300:
        return Answer(status, b"{}")
    if status == 401:
        return responses.plain(401, "Unauthorized")
    if status == 500 and action.kind == "framework":
        return Answer(500, responses.FRAMEWORK_CRASH)
    if status == 500 and action.kind == "parser":
        return Answer(500, responses.PARSER_CRASH, None)
    if status in REFUSALS:
        _, name, message = responses.WIRE[REFUSALS[status]]
        return responses.error(status, name, action.message or message)
    phrase = PHRASES.get(status, "Error")
    made = responses.error(status, phrase, action.message or (TOO_MANY if status == 429 else phrase))
    if status == 429:
        made.set_header("retry-after", "1")
    return made
