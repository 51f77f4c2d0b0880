"""The external API: the life of a request, step by step in the real server's order (contract: wire 2)."""

import logging
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from mockserver.api.registry import HANDLERS
from mockserver.api.registry import Endpoint as Handler
from mockserver.contract.catalogue import Catalogue, Endpoint
from mockserver.contract.decode import Decode, InputRefused, decoder, missing
from mockserver.domain import notifications
from mockserver.domain.context import Context
from mockserver.domain.errors import Refusal
from mockserver.model.company import Company, Person
from mockserver.server import answer, plug
from mockserver.server.answer import Answer
from mockserver.server.exchange import Exchange, read
from mockserver.server.sending import send_answer
from mockserver.server.worlds import Worlds

log: Final = logging.getLogger("mockserver")

READ_ONLY: Final = "Read-only API tokens cannot execute mutations"
OVERRIDES: Final = frozenset({"PUT", "PATCH", "DELETE"})


class Route:
    """What the routing table holds for an endpoint; `handler` is None for one that is not built yet."""

    __slots__ = ("decode", "endpoint", "handler")

    def __init__(self, endpoint: Endpoint, handler: Handler | None) -> None:
        self.endpoint = endpoint
        self.decode: Decode = decoder(endpoint)
        self.handler = handler


class ExternalApi(BaseRoute):
    """Takes every path under the base; behind it one dictionary look-up leads to the endpoint."""

    def __init__(self, catalogue: Catalogue, worlds: Worlds) -> None:
        check_handlers(catalogue)
        self.base = tuple(plug.split_path(catalogue.base_path))
        self.worlds = worlds
        self.routes = {
            ("GET" if endpoint.kind == "query" else "POST", name): Route(endpoint, HANDLERS.get(name))
            for name, endpoint in catalogue.endpoints.items()
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http":
            return Match.NONE, {}
        segments = plug.split_path(scope["path"])
        return (Match.FULL if tuple(segments[: len(self.base)]) == self.base else Match.NONE), {}

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        raise NotImplementedError("the external API has no named routes")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = await read(scope, receive)
        exchange.access = self.worlds.access(plug.bearer(exchange.header(b"authorization")))
        await send_answer(self.answer(exchange), exchange, send)

    def answer(self, exchange: Exchange) -> Answer:
        """Steps 1 to 13; the first that fails answers."""
        try:
            params = plug.params(exchange.method, exchange.header(b"content-type"), exchange.query, exchange.body)
        except plug.Refused as refused:
            return refused.answer(exchange.header(b"accept"))
        ...
        raise NotImplementedError
