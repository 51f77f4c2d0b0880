"""The responses for paths outside of the APIs: `/health`, the home page, and errors as on the real server (contract:
wire 9)."""

from typing import Final

from starlette.types import Receive, Scope, Send

from mockserver.contract.catalogue import catalogue
from mockserver.server.http import plug_parser, responses
from mockserver.server.http.exchange import Exchange, read_rest, without_body
from mockserver.server.http.responses import HTML, TEXT, RequestIds, Response, send_response
from mockserver.server.pages import assets, home
from mockserver.server.server_info import server_info
from mockserver.server.shard import SHARD_HEADER
from mockserver.server.worlds.registry import WorldRegistry

HOME: Final = (
    f"<!doctype html><title>mockserver</title><p>The API is at <code>{catalogue().base_path}</code>.</p>".encode()
)

TERMINAL_CLIENTS: Final = ("curl/", "wget/", "httpie/", "xh/")
"""The prefixes of the `User-Agent` headers of command-line clients. These clients receive the home page as text."""


MAX_BODY_BYTES: Final = 1_000_000


class Fallback:
    """The ASGI application for all paths that belong to no other part of the server."""

    def __init__(self, worlds: WorldRegistry, request_ids: RequestIds, *, show_tokens: bool) -> None:
        """If `show_tokens` is true, the home page lists the people of the default world with their tokens."""
        self.worlds = worlds
        self.request_ids = request_ids
        self.show_tokens = show_tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = without_body(scope)
        await read_rest(exchange, receive, MAX_BODY_BYTES)
        try:
            response = self._respond(exchange)
        except plug_parser.HttpError as error:
            response = responses.http_error(error)
        await send_response(response, exchange.set_response(response, self.request_ids), send)

    def _respond(self, exchange: Exchange) -> Response:
        accept = exchange.headers.accept
        params = exchange.params()
        segments = plug_parser.split_path(exchange.path)
        if params.method == "GET" and segments == ["health"]:
            return self._healthy()
        if params.method != "GET":
            raise plug_parser.page(404, accept)
        if accept is not None and "*/*" not in accept and "html" not in accept:
            raise plug_parser.page(406, accept)
        if segments or not self.show_tokens:
            return _page(HOME)
        info = server_info(self.worlds.default, f"http://{exchange.headers.get(b'host') or 'localhost'}")
        if (exchange.headers.get(b"user-agent") or "").lower().startswith(TERMINAL_CLIENTS):
            return Response(200, home.text(info), TEXT)
        return _page(home.page(info))

    def _healthy(self) -> Response:
        response = Response(200, b"HEALTHY", TEXT)
        if self.worlds.shard.prefix:
            response.set_header(SHARD_HEADER, str(self.worlds.shard))
        return response


def _page(body: bytes) -> Response:
    response = Response(200, body, HTML)
    for name, value in assets.HEADERS.items():
        response.set_header(name, value)
    return response
