"""Cross-origin resource sharing (CORS) for web pages of other origins."""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Message, Receive, Scope, Send


class Cors(CORSMiddleware):
    """Adds CORS headers to the responses for requests with an `Origin` header. All other responses are unchanged: not
    even a header `vary` is added."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if any(name == b"origin" for name, _ in scope.get("headers", ())):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def send(self, message: Message, send: Send, request_headers: Headers) -> None:
        """Send a message with the CORS headers. The CORS headers are also added to the list of headers that the journal
        stores."""
        headers = message.get("headers")
        await super().send(message, send, request_headers)
        if isinstance(headers, list):
            headers[:] = message["headers"]
