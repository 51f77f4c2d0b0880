"""Applies a fault to a request. A fault can replace, damage or delay the response, or close the connection."""

from collections.abc import Callable
from http import HTTPStatus
from time import monotonic
from typing import Final

from msgspec import UNSET
from starlette.types import Scope, Send

from mockserver.domain.errors import ApiError, BadRequest, Forbidden, NotFound, ServerCrash
from mockserver.fault_spec import FaultAction
from mockserver.server.faults.rules import FaultDecision
from mockserver.server.http import responses
from mockserver.server.http.exchange import CLOSE, Exchange
from mockserver.server.http.responses import Response
from mockserver.server.journal.journal import Journal

PROXY_PAGE: Final = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"
)
PROXY_REASONS: Final = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
API_ERRORS: Final[dict[int, type[ApiError]]] = {400: BadRequest, 403: Forbidden, 404: NotFound, 500: ServerCrash}
PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}
RATE_LIMITED: Final = "Wait for the number of seconds in Retry-After"

DROPPED_AFTER: Final = 0.1
"""The interval, in seconds, at which the server checks whether a delayed request was dropped."""

Respond = Callable[[], Response]
Record = Callable[[Response | None], responses.RawHeaders]
"""A function that adds the request with its response to the journal, and returns the headers to send. The response is
None if the fault closes the connection."""


class ConnectionClosed(Exception):
    """Raised if a fault closes the connection of an in-process client. `partial` is true if the client has received a
    part of the response."""

    def __init__(self, partial: bool) -> None:
        super().__init__("a fault closed the connection")
        self.partial = partial


async def respond_with_fault(
    fault: FaultDecision,
    exchange: Exchange,
    respond: Respond,
    record: Record,
    journal: Journal,
    scope: Scope,
    send: Send,
) -> None:
    """Process a request, and send the response that the fault requires.

    `respond` checks the request and calls the handler. It is called even if the fault replaces the response, unless the
    request is dropped during a delay. The changes of the handler are committed in two cases: the client receives the
    response of the handler, or the action has `after`.
    """
    action = fault.action
    pause = action.delay_ms / 1000
    exchange.fault = fault.rule
    if pause and action.delay_at == "before" and not await _wait(pause, exchange, journal):
        _close_connection(scope, partial=False)  # the request was dropped, for example by a reset of the world
        return
    exchange.commit = action.after or not action.alters_response
    response = apply_action(respond(), fault)
    partial = action.close == "during" and response.body and exchange.method != "HEAD"
    if action.close and not partial:
        record(None)
        _close_connection(scope, partial=False)
        return
    headers = record(response)
    if any(name == b"date" for name, _ in headers) and (connection := scope.get("extensions", {}).get(CLOSE)):
        connection["omit_date"]()  # otherwise uvicorn adds its own `date` header
    body, half = response.body, len(response.body) // 2
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if partial:
        await send({"type": "http.response.body", "body": body[:half], "more_body": True})
        _close_connection(scope, partial=True)
    elif pause and action.delay_at == "during":
        await send({"type": "http.response.body", "body": body[:half], "more_body": True})
        ends = monotonic() + pause
        while (rest := ends - monotonic()) > 0 and not journal.closed:
            await sleep(min(rest, DROPPED_AFTER))
        await send({"type": "http.response.body", "body": body[half:]})
    else:
        await send({"type": "http.response.body", "body": body})


async def _wait(seconds: float, exchange: Exchange, journal: Journal) -> bool:
    """Wait before a request is processed. Return False if the request was dropped during this time, for example by a
    reset."""
    journal.add_waiting(exchange)
    ends = monotonic() + seconds
    try:
        while (rest := ends - monotonic()) > 0 and journal.is_waiting(exchange):
            await sleep(min(rest, DROPPED_AFTER))
    finally:
        waited = journal.remove_waiting(exchange)
    return waited


async def sleep(seconds: float) -> None:
    from anyio import sleep  # supports asyncio and trio; imported here, because the import is slow

    await sleep(seconds)


def _close_connection(scope: Scope, *, partial: bool) -> None:
    connection = scope.get("extensions", {}).get(CLOSE)
    if connection is None:
        raise ConnectionClosed(partial)
    connection["close"]()


def apply_action(response: Response, fault: FaultDecision) -> Response:
    """Change or replace a response as the fault requires, and return the result."""
    action = fault.action
    if action.status is not None or action.body is not UNSET:
        response = synthetic_response(action)
    if action.truncate is not None:
        response.body = response.body[: action.truncate]
    if action.malformed:
        response.body = b"{" + response.body
    if action.empty:
        response.body = b""
    if response.status in responses.BODILESS:
        response.body, response.content_type = b"", None
    for name, value in (fault.headers | action.headers).items():
        response.set_header(name, value)
    if fault.rule:
        response.hint = f"a fault was applied to this request ({fault.rule})"
    return response


def synthetic_response(action: FaultAction) -> Response:
    """Create the response that replaces the response of the handler."""
    status = action.status or 200
    if action.body is UNSET:
        return error_for_status(status, action)
    if isinstance(action.body, str):
        return Response(status, action.body.encode(), responses.TEXT)
    return Response(status, responses.encode(action.body))


def error_for_status(status: int, action: FaultAction) -> Response:
    """Create a response with this status, as the API or a proxy in front of the API would send it."""
    if status in PROXY_REASONS:
        page = PROXY_PAGE.format(f"{status} {PROXY_REASONS[status]}")
        return Response(status, page.encode(), b"text/html", with_request_id=False)
    if status in responses.BODILESS:
        return Response(status, b"", None)
    if status < 300:
        return Response(status, b"{}")
    if status == 401:
        return responses.plain(401, "Unauthorized")
    if status == 500 and action.kind == "framework":
        return Response(500, responses.FRAMEWORK_CRASH)
    if status == 500 and action.kind == "parser":
        return Response(500, responses.PARSER_CRASH, None)
    if status in API_ERRORS:
        _, name, message = responses.ERRORS[API_ERRORS[status]]
        return responses.error(status, name, action.message or message)
    phrase = PHRASES.get(status, "Error")
    response = responses.error(status, phrase, action.message or (RATE_LIMITED if status == 429 else phrase))
    if status == 429:
        response.set_header("retry-after", "1")
    return response
