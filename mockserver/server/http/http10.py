"""Responses for clients that use HTTP/1.0."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle


class Http10Cycle(RequestResponseCycle):
    """A response for HTTP/1.0. HTTP/1.0 has no chunked bodies. If the length of the body is unknown, the end of the
    connection marks the end of the body."""

    _unknown_length = False

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            names = [name.lower() for name, _ in headers]
            if b"connection" not in names:  # older versions of uvicorn do not send this header
                message = message | {"headers": [*headers, (b"connection", b"close")]}
            self._unknown_length = b"content-length" not in names
            if self._unknown_length:
                self.chunked_encoding = False
        elif self._unknown_length:
            self.expected_content_length = len(message.get("body", b""))
        await super().send(message)
