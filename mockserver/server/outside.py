"""Every path that is neither the external API nor the control API (contract: wire 9)."""

from typing import Final

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from mockserver.server import answer, home, plug
from mockserver.server.answer import HTML, TEXT, Answer
from mockserver.server.boot import told
from mockserver.server.exchange import Exchange, read
from mockserver.server.sending import send_answer
from mockserver.server.worlds import Worlds

HOME: Final = b"<!doctype html><title>mockserver</title><p>The API is at <code>/api/external/v1</code>.</p>"


TERMINALS: Final = ("curl/", "wget/", "httpie/", "xh/")
"""How those who read text begin their `User-Agent`."""


class Outside(BaseRoute):
    """`/health`, the page at `/`, and the real server's answers to what it does not route."""

    def __init__(self, worlds: Worlds, *, tells: bool) -> None:
        """`tells` is whether `/` says which tokens there are."""
        self.worlds = worlds
        self.tells = tells

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = await read(scope, receive)
        try:
            given = self._answer(exchange)
        except plug.Refused as refused:
            given = answer.page(refused)
        await send_answer(given, exchange, send)

    def _answer(self, exchange: Exchange) -> Answer:
        accept = exchange.header(b"accept")
        params = plug.params(exchange.method, exchange.header(b"content-type"), exchange.query, exchange.body, accept)
        segments = plug.split_path(exchange.path)
        if params.method == "GET" and segments == ["health"]:
            return Answer(200, b"HEALTHY", TEXT)
        if params.method != "GET":
            raise plug.page(404, accept)
        if accept is not None and "*/*" not in accept and "html" not in accept:
            raise plug.page(406, accept)
        if segments or not self.tells:
            return Answer(200, HOME, HTML)
        boot = told(self.worlds.default, f"http://{exchange.header(b'host') or 'localhost'}")
        if (exchange.header(b"user-agent") or "").lower().startswith(TERMINALS):
            return Answer(200, home.text(boot), TEXT)
        return Answer(200, home.page(boot), HTML)
