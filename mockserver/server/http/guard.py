"""Checks requests before they reach the control API. Requests with too large bodies are rejected,
and requests of web pages that may not use the control API."""

import logging
from collections.abc import Collection
from http import HTTPStatus
from threading import RLock
from typing import Final

import msgspec
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.server.http.browsers import rejection
from mockserver.server.http.exchange import CLOSE, read_body
from mockserver.server.settings import CONTROL_PATH, Settings

log: Final = logging.getLogger("mockserver")

FRAME_ANCESTORS: Final = (b"content-security-policy", b"frame-ancestors 'none'")


class Guard:
    """An ASGI application that checks requests from web pages and the size of bodies, and then calls the control API.

    In-process clients can send requests from several threads. `lock` is acquired when the body of a request has been
    read, and released when its response starts, so that only one request is processed at a time.
    """

    def __init__(self, control: ASGIApp, settings: Settings, lock: RLock, public_paths: Collection[str]) -> None:
        """`public_paths` are the paths of the pages to which any web page may link."""
        self.control = control
        self.settings = settings
        self.lock = lock
        self.public_paths = public_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(CONTROL_PATH)
        upload = path == "/blobs" and b"filename=" in scope["query_string"]
        # only requests through a socket have CLOSE; in-process clients are not browsers
        if CLOSE in scope.get("extensions", {}):
            rejected = rejection(
                headers.get,
                origins=self.settings.cors_origin,
                hosts=self.settings.allowed_host,
                is_page=path in self.public_paths and scope["method"] in ("GET", "HEAD"),
                has_body=not upload and (headers.get("content-length", "0") != "0" or "transfer-encoding" in headers),
            )
            if rejected is not None:
                await _problem(*rejected, send)
                return
        limit = self.settings.max_blob_bytes if upload else self.settings.max_body_bytes
        length = headers.get("content-length")
        body = await read_body(length.encode("latin-1") if length else None, receive, limit)
        if body is None:
            setting = "max_blob_bytes" if upload else "max_body_bytes"
            await _problem(413, f"the body must have at most {limit} bytes; `{setting}` sets the limit", send)
            return
        await self._call(body, scope, receive, send)

    async def _call(self, body: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        unread = True
        started = False
        self.lock.acquire()

        async def replay() -> Message:
            nonlocal unread, body
            if unread:
                unread = False
                message, body = {"type": "http.request", "body": body, "more_body": False}, b""
                return message
            return await receive()

        async def forward(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self.lock.release()
                if all(name != FRAME_ANCESTORS[0] for name, _ in message["headers"]):  # some pages set their own policy
                    message["headers"] = [*message["headers"], FRAME_ANCESTORS]
            await send(message)

        try:
            await self.control(scope, replay, forward)
        except Exception as error:
            if started:
                raise
            self.lock.release()
            started = True
            if isinstance(error, RecursionError):
                await _problem(400, "the JSON of the request has too many levels of nesting", send)
                return
            log.exception("%s %s failed", scope["method"], scope["path"])
            await _problem(500, "this is a bug in mockserver; the log of the server contains the details", send)
        finally:
            if not started:
                self.lock.release()


async def _problem(status: int, detail: str, send: Send) -> None:
    """Send an error of the control API (RFC 9457)."""
    body = msgspec.json.encode({"title": HTTPStatus(status).phrase, "status": status, "detail": detail})
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", b"%d" % len(body)), FRAME_ANCESTORS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
