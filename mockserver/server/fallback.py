"""Every path that is neither the external API nor the control API (contract: wire 9)."""

from typing import Final

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from mockserver.contract.catalogue import catalogue
from mockserver.server.http import plug_parser, responses
from mockserver.server.http.exchange import Exchange, read
from mockserver.server.http.responses import HTML, TEXT, Answer
from mockserver.server.http.sending import send_answer
from mockserver.server.pages import home
from mockserver.server.server_info import told
from mockserver.server.worlds.worlds import WorldRegistry

HOME: Final = (
    f"<!doctype html><title>mockserver</title><p>The API is at <code>{catalogue().base_path}</code>.</p>".encode()
)

TERMINALS: Final = ("curl/", "wget/", "httpie/", "xh/")
"""How those who read text begin their `User-Agent`."""


class Outside(BaseRoute):
    """`/health`, the page at `/`, and the real server's answers to what it does not route."""

    def __init__(self, worlds: WorldRegistry, *, tells: bool) -> None:
        """`tells` is whether `/` says which tokens there are."""
        self.worlds = worlds
        self.tells = tells

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = await read(scope, receive)
        try:
            given = self._answer(exchange)
        except plug_parser.Refused as refused:
            given = responses.page(refused)
        await send_answer(given, exchange, send)

    def _answer(self, exchange: Exchange) -> Answer:
        accept = exchange.header(b"accept")
        params = plug_parser.params(
            exchange.method, exchange.header(b"content-type"), exchange.query, exchange.body, accept
        )
        segments = plug_parser.split_path(exchange.path)
        if params.method == "GET" and segments == ["health"]:
            return Answer(200, b"HEALTHY", TEXT)
        if params.method != "GET":
            raise plug_parser.page(404, accept)
        if accept is not None and "*/*" not in accept and "html" not in accept:
            raise plug_parser.page(406, accept)
        if segments or not self.tells:
            return Answer(200, HOME, HTML)
        boot = told(self.worlds.default, f"http://{exchange.header(b'host') or 'localhost'}")
        if (exchange.header(b"user-agent") or "").lower().startswith(TERMINALS):
            return Answer(200, home.text(boot), TEXT)
        return Answer(200, home.page(boot), HTML)
