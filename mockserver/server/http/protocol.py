"""HTTP/1.1 on a connection: uvicorn's protocol, extended to accept the same requests as the real server's Cowboy.

- The header `Upgrade` is ignored: the request is processed as if it had no such header.
- Any word is a valid method. The request target can be in absolute form and can contain raw UTF-8.
- The limits for headers are those of Cowboy, except for the header `cookie`.
- A request must be complete within a time limit.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import unquote

import httptools
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from mockserver.server.http.exchange import CLOSE, Exchange, RequestHeaders, without_body
from mockserver.server.http.fairness import Turns
from mockserver.server.http.http10 import Http10Cycle
from mockserver.server.http.repeated_headers import RepeatedHeaders
from mockserver.server.http.request_lines import USUAL_STARTS, BadHead, can_begin, rewritten
from mockserver.server.http.responses import Response

RespondAtOnce = Callable[[Exchange], Response | None]
"""Processes a query without waiting, and returns the response. For a request that cannot be processed in this way, it
does nothing and returns None."""

MAX_HEADERS: Final = 100
MAX_HEADER_NAME_BYTES: Final = 64
MAX_HEADER_VALUE_BYTES: Final = 4096
MAX_COOKIE_BYTES: Final = 65_536
"""The maximum length of the header `cookie`. The limit of the real server would be too low, because a browser
sends the cookies that servers on any port of localhost have set."""
MAX_TARGET_BYTES: Final = 1_010_000
"""The maximum length of a request target. It is larger than the maximum length of a query string, so that `plug_parser`
creates the error for a query string that is too long."""
NO_CONTENT: Final = b"content-length: 0\r\nconnection: close\r\n\r\n"
MAX_HEAD_BYTES: Final = MAX_TARGET_BYTES + 200_000

ABSOLUTE_FORM: Final = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


class Protocol(HttpToolsProtocol):
    """A connection. The application can close it with the ASGI extension CLOSE.

    `respond_at_once` creates the responses of most queries, without an asyncio task and without ASGI events.
    """

    def __init__(
        self,
        request_timeout: float,
        respond_at_once: RespondAtOnce,
        turns: Turns,
        repeated_headers: RepeatedHeaders,
        **arguments: Any,
    ) -> None:
        """Each request must be complete within `request_timeout` seconds."""
        super().__init__(**arguments)
        self.request_timeout = request_timeout
        self.respond_at_once = respond_at_once
        self.turns = turns
        self.repeated_headers = repeated_headers
        self._is_first = True
        """True until the first request of this connection has been received completely."""
        self._delayed = b""
        """Data that will be processed in a later iteration of the event loop."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio declares a wider type than the protocol of uvicorn
        super().connection_made(cast("asyncio.Transport", transport))
        self._extensions: dict[str, dict[object, object]] = {
            CLOSE: {"close": self._close, "omit_date": self._omit_date}
        }
        self.url = b""  # `connection_lost` reads it, even if the connection ends before the first request
        self._between_requests = True
        self._start = b""
        """The received part of a request line whose end has not arrived, otherwise no bytes."""
        self._running: RequestResponseCycle | None = None
        """The latest request whose task was started. Requests that arrived after this request wait in the pipeline."""
        self._method: bytes | None = None
        """The method that the client sent, if it was replaced by POST for the parser, otherwise None."""
        self._upgrade = False
        self._responded_headers: RequestHeaders | None = None
        """The headers of the current request, if its response was sent without a task and the connection remains open,
        otherwise None."""
        self._saved_headers: list[tuple[bytes, bytes]] | None = None
        self._head_bytes = 0
        self._problem: BadHead | None = None
        self._body_bytes = 0
        """The number of bytes of the current request's body that have arrived."""
        self._rejection: bytes | None = None
        """The response to an invalid request, or None. It is sent after the responses to earlier requests."""
        self._receiving_since: float | None = self.loop.time()
        self._timer = self.loop.call_later(self.request_timeout, self._check_time)
        self._idle_since = self.loop.time()

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        if self._running is not None:  # uvicorn marks only the last request as disconnected
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)
        # A reference cycle would keep a long query string in memory until the next garbage collection, so release it.
        if self.url and self._no_request_waits:
            self.scope["query_string"] = b""
        self.url = b""

    def _check_time(self) -> None:
        """Close the connection if it is idle, or if the current request takes too long to arrive."""
        now, since = self.loop.time(), self._receiving_since
        idle = since is None and self._no_request_waits and self.timeout_keep_alive_task is None
        if idle and now - self._idle_since > self.timeout_keep_alive:
            self.transport.close()
            return
        if since is not None and now - since >= self.request_timeout:
            if self._between_requests or self._in_head:
                self._reject(408, "the request was not complete in time", silent=not (self._start or self._head_bytes))
            else:
                self.transport.close()
            return
        self._timer = self.loop.call_later((since or now) + self.request_timeout - now, self._check_time)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._delayed or (not self._is_first and self.turns.must_wait(self.loop)):
            if not self._delayed:
                self.turns.add(self.loop, self._receive_delayed)
            self._delayed += data
        else:
            self._receive(data)

    def _receive_delayed(self) -> None:
        data, self._delayed = self._delayed, b""
        if not self.transport.is_closing():
            self._receive(data)

    def eof_received(self) -> None:
        if self._delayed:  # after this method, the transport is closed
            self._receive_delayed()

    def _receive(self, data: bytes) -> None:
        start = data if self._between_requests and not self._start else b""
        exchange = self.repeated_headers.find(start)
        if exchange is not None and self._responded_at_once(exchange, keep_alive=True):
            self._is_first = False
            self._receiving_since = None
            return
        self._parse(data)
        if self._between_requests and self._responded_headers is not None:
            self.repeated_headers.add(start, self._responded_headers)
        self._responded_headers = None

    def _parse(self, data: bytes) -> None:
        try:
            while data and self._rejection is None:
                if self._between_requests and (self._start or not data.startswith(USUAL_STARTS) or not data.isascii()):
                    data = self._rewrite_start(self._start + data)
                    if not data:
                        break
                part = data[: self._rest_of_request(data)]
                self._feed(part)
                data = data[len(part) :]
        except BadHead as problem:
            self._reject(problem.status, problem.reason)
            return
        except httptools.HttpParserError:
            refused = self._problem or BadHead(400, "this is not a valid HTTP/1.1 request")
            self._reject(refused.status, refused.reason)
            return
        if self._between_requests and not self._start:
            self._receiving_since = None
        elif self._receiving_since is None:
            self._receiving_since = self.loop.time()

    def _rest_of_request(self, data: bytes) -> int:
        """Return the number of bytes at the start of `data` that certainly belong to the current request. If the next
        request begins after these bytes, `_rewrite_start` must process its first line before the parser does."""
        if self._in_head:
            if data[0] in b"\r\n":  # such a line break can be the end of the headers
                return len(data) - len(data.lstrip(b"\r\n"))
            end = data.find(b"\r\n\r\n")
            return end + 4 if end >= 0 else len(data)
        length = next((value for name, value in self.headers if name == b"content-length"), b"")
        return max(1, int(length[-20:]) - self._body_bytes) if length.isdigit() else len(data)

    def _feed(self, data: bytes) -> None:
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._problem = BadHead(431, "the headers are too long")
                raise httptools.HttpParserError
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._ignore_upgrade(data[upgrade.args[0] :])

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Parse the request again without its `Upgrade` header. With the header, the parser would skip the body."""
        self._saved_headers = self.headers
        self._upgrade = False
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # uvicorn sets the same option
        head = [b"%s %s HTTP/%s\r\n" % (self.scope["method"].encode(), self.url, self.scope["http_version"].encode())]
        head += [b"%s: %s\r\n" % header for header in self.headers if header[0] != b"upgrade"]
        if self._method is not None:
            head[0] = b"POST" + head[0][len(self._method) :]
        self._feed(b"".join(head) + b"\r\n" + rest)

    def _rewrite_start(self, data: bytes) -> bytes:
        """Return `data` with a rewritten request line. If the line is incomplete, store it until its end arrives, and
        return no bytes."""
        data = data.lstrip(b"\r\n")
        line, end, rest = data.partition(b"\n")
        if not end and can_begin(data):
            if len(data) > MAX_TARGET_BYTES:
                raise BadHead(414, "")
            self._start = data
            return b""
        self._start = b""
        if not end:
            return data
        line, self._method = rewritten(line)
        return line + end + rest

    @property
    def _no_request_waits(self) -> bool:
        """Whether a response was sent to every request of the connection."""
        last: RequestResponseCycle | None = self.cycle
        return last is None or last.response_complete

    @property
    def _in_head(self) -> bool:
        return self._between_requests or not self._head_complete

    def _omit_date(self) -> None:
        """Send the response without uvicorn's `date` header."""
        self.cycle.default_headers = [header for header in self.cycle.default_headers if header[0] != b"date"]

    def _close(self) -> None:
        """Close the connection without a response, or in the middle of the response."""
        if self._running is not None:
            self._running.disconnected = True  # otherwise, uvicorn would log the missing response as an error
        self.transport.close()

    def _reject(self, status: int, reason: str, *, silent: bool = False) -> None:
        """Send a response without a body, and close the connection. The application does not receive the request.

        The responses to earlier requests are sent first. If `silent` is true, the connection is closed without a
        response.
        """
        hint = b"x-mock-hint: %s\r\n" % reason.encode("ascii", "replace") if reason else b""
        self._rejection = b"" if silent else STATUS_LINE[status] + hint + NO_CONTENT
        if not self._in_head and self.pipeline:
            self.pipeline.popleft()  # the body of this request is invalid
        elif not self._in_head or self._no_request_waits:
            self._send_rejection()

    def _send_rejection(self) -> None:
        if self._rejection and not self.transport.is_closing():
            self.transport.write(self._rejection)
        self.transport.close()

    def on_response_complete(self) -> None:
        is_last = not self.pipeline
        if self.pipeline:
            self._running = self.pipeline[-1][0]
        super().on_response_complete()
        if self._rejection is not None and is_last:
            self._send_rejection()

    # Parser callbacks
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = self._extensions
        self._between_requests = False
        self._head_complete = False

    def on_url(self, url: bytes) -> None:
        self.url += url
        if len(self.url) > MAX_TARGET_BYTES:
            self._problem = BadHead(414, "")
            raise self._problem

    def on_header(self, name: bytes, value: bytes) -> None:
        key = name.lower()
        self.headers.append((key, value))
        if key == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue"
        if len(value) > MAX_HEADER_VALUE_BYTES or len(name) > MAX_HEADER_NAME_BYTES or len(self.headers) > MAX_HEADERS:
            self._check_header(name, value)

    def _check_header(self, name: bytes, value: bytes) -> None:
        shown = name[:MAX_HEADER_NAME_BYTES].decode("latin-1")
        if len(self.headers) > MAX_HEADERS:
            reason = f"a request must have at most {MAX_HEADERS} headers"
        elif len(name) > MAX_HEADER_NAME_BYTES:
            reason = f"the name of the header {shown}... is longer than {MAX_HEADER_NAME_BYTES} bytes"
        elif name.lower() != b"cookie" or len(value) > MAX_COOKIE_BYTES:
            reason = f"the header {shown} is longer than {MAX_HEADER_VALUE_BYTES} bytes"
        else:
            return
        self._problem = BadHead(431, reason)
        raise self._problem

    def on_headers_complete(self) -> None:
        self._head_complete = True
        parser, scope = self.parser, self.scope
        http_version = parser.get_http_version()
        scope["method"] = (self._method or parser.get_method()).decode("ascii")
        if http_version != "1.1":
            scope["http_version"] = http_version
        if parser.should_upgrade():
            self._upgrade = True
            return
        if self._saved_headers is not None:
            scope["headers"] = self.headers = self._saved_headers
            self._saved_headers = None
        target = self.url
        if not target.startswith(b"/") and (absolute := ABSOLUTE_FORM.match(target)):
            target = target[absolute.end() :]
            if not target.startswith(b"/"):
                target = b"/" + target
        if b"#" in target:
            target = target.partition(b"#")[0]
        raw_path, _, scope["query_string"] = target.partition(b"?")
        scope["raw_path"] = raw_path
        if b"%" in raw_path:
            # An encoded slash does not separate segments, so it stays encoded.
            kept = re.sub(b"%2[fF]", b"%252F", raw_path)
            scope["path"] = unquote(kept.decode("utf-8", "replace"))
        else:
            scope["path"] = raw_path.decode("utf-8", "replace")
        keep_alive = http_version != "1.0" and parser.should_keep_alive()
        if scope["method"] == "GET" and http_version == "1.1":
            exchange = without_body(cast("Scope", scope))
            if self._responded_at_once(exchange, keep_alive):
                self._responded_headers = exchange.headers if keep_alive else None
                return
        self._start_cycle(http_version, keep_alive=keep_alive)

    def _responded_at_once(self, exchange: Exchange, keep_alive: bool) -> bool:
        """Send the response if that is possible without waiting. Return whether it was sent.

        This is possible if `respond_at_once` returns a response, if all earlier responses were sent, and if the client
        reads fast enough.
        """
        if not self._no_request_waits or self.flow.write_paused or (response := self.respond_at_once(exchange)) is None:
            return False
        headers = [*self.server_state.default_headers, *exchange.response_headers]
        if not keep_alive:
            headers.append((b"connection", b"close"))
        head = b"\r\n".join(map(b": ".join, headers))
        self.transport.write(b"%s%s\r\n\r\n%s" % (STATUS_LINE[response.status], head, response.body))
        if not keep_alive:
            self.transport.close()
        self.server_state.total_requests += 1
        self._idle_since = self.loop.time()  # uvicorn does not start its keep-alive timer for this request
        return True

    def _start_cycle(self, http_version: str, *, keep_alive: bool) -> None:
        is_first_waiting = self._no_request_waits
        kind = Http10Cycle if http_version == "1.0" else RequestResponseCycle
        self.cycle = kind(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=keep_alive,
            on_response=self.on_response_complete,
        )
        if is_first_waiting:
            self._running = self.cycle
            task = self.loop.create_task(self.cycle.run_asgi(self.app))
            task.add_done_callback(self.tasks.discard)
            self.tasks.add(task)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if self.cycle is not None:  # otherwise the response was sent before the body arrived
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self._upgrade:
            return
        if self.cycle is not None:
            super().on_message_complete()
        self._between_requests = True
        self._is_first = False
        self._method = None
        self._head_bytes = self._body_bytes = 0
