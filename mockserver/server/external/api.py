"""The external API: the life of a request, step by step in the real server's order (contract: wire 2)."""

import logging
from difflib import get_close_matches
from typing import Final

from starlette.types import Receive, Scope, Send

from mockserver.api.registry import HANDLERS
from mockserver.api.registry import Endpoint as Handler
from mockserver.contract.catalogue import Catalogue, Endpoint
from mockserver.contract.decode import Decode, InvalidInput, decoder, missing
from mockserver.domain.context import Context
from mockserver.domain.errors import CrashAfterCommit, Refusal, ServerCrash
from mockserver.domain.feed import notifications
from mockserver.model.company.companies import Company, Person
from mockserver.server.faults.apply import fail
from mockserver.server.faults.rules import preferred
from mockserver.server.http import plug_parser, responses
from mockserver.server.http.exchange import Exchange, read
from mockserver.server.http.responses import Answer
from mockserver.server.http.sending import send_answer
from mockserver.server.worlds.worlds import WorldRegistry
from mockserver.store.database import Database

log: Final = logging.getLogger("mockserver")

READ_ONLY: Final = "Read-only API tokens cannot execute mutations"
VERBS: Final = ("GET", "POST")
BUG: Final = "this is a bug in mockserver"


class Route:
    """What the routing table holds for an endpoint."""

    __slots__ = ("decode", "endpoint", "handler", "required")

    def __init__(self, endpoint: Endpoint, handler: Handler) -> None:
        self.endpoint = endpoint
        self.decode: Decode = decoder(endpoint)
        self.handler = handler
        self.required = frozenset(endpoint.required)


RoutingTable = dict[tuple[str, str], Route]
"""Verb and name to endpoint."""


def routing_table(catalogue: Catalogue) -> RoutingTable:
    """Every endpoint of the catalogue; refuses to start with handlers that do not fit it."""
    check_handlers(catalogue)
    return {
        ("GET" if endpoint.kind == "query" else "POST", name): Route(endpoint, HANDLERS[name])
        for name, endpoint in catalogue.endpoints.items()
    }


class ExternalApi:
    """Takes every path under a base; behind it one dictionary look-up leads to the endpoint."""

    def __init__(
        self, base_path: str, table: RoutingTable, worlds: WorldRegistry | None, *, prefer: bool = False
    ) -> None:
        """`worlds` is None for an API that wants a session, which no token is (contract: wire 9)."""
        self.prefix = f"{base_path}/"
        self.base = tuple(plug_parser.split_path(base_path))
        self.table = table
        self.paths = {(method, self.prefix + name): route for (method, name), route in table.items()}
        """The same by the path as nearly everybody writes it."""
        self.worlds = worlds
        self.prefer = prefer
        """Whether a request may ask for its own failure."""

    def takes(self, path: str) -> bool:
        """Whether a path is under the base, however many slashes it has."""
        return path.startswith(self.prefix) or tuple(plug_parser.split_path(path)[: len(self.base)]) == self.base

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = await read(scope, receive)
        if self.worlds is None:
            await send_answer(self.answer(exchange), exchange, send)
            return
        exchange.token = plug_parser.bearer(exchange.header(b"authorization"))
        access = exchange.access = self.worlds.access(exchange.token)
        world = access.world if access else self.worlds.default  # what opens no world is the default world's
        fault = world.faults.pick(exchange) if world.faults.concern(exchange.token) else None
        if fault is None and self.prefer and b"prefer" in exchange.fields:
            fault = preferred(exchange.header(b"prefer") or "")
        if fault is not None:
            await fail(fault, exchange, self.answer, world.record, scope, receive, send)
            return
        given = self.answer(exchange)
        world.record(exchange, given)  # before it is sent: who has the answer finds the call in the journal
        await send_answer(given, exchange, send)

    def answer(self, exchange: Exchange) -> Answer:
        """The first step that fails answers; refusals are exceptions, each spelt in `server/answer.py`."""
        try:
            return self._judge(exchange)
        except plug_parser.Refused as refused:
            return responses.page(refused)
        except InvalidInput as refused:
            return responses.input_refusal(refused)

    def _judge(self, exchange: Exchange) -> Answer:
        accept = exchange.header(b"accept")
        # 1, 2: body and query string, `_method` and HEAD
        params = plug_parser.params(
            exchange.method, exchange.header(b"content-type"), exchange.query, exchange.body, accept
        )
        # 4 and 5 come before anything that the path could be refused for
        if not plug_parser.accepts_json(accept, params.inputs):
            raise plug_parser.not_acceptable()
        exchange.inputs = params.inputs
        if params.unsupported:
            raise plug_parser.unsupported_media_type()
        # 6 to 8: verb, segments, name
        if params.method not in VERBS:
            return responses.plain(405, "Method Not Allowed")
        route = self.paths.get((params.method, exchange.path))
        if route is None:
            segments = plug_parser.split_path(exchange.path)[len(self.base) :]
            route = self.table.get((params.method, "/".join(segments)))
            if route is None:
                return self._no_route(params.method, segments)
        # 9: inputs are judged before the token
        exchange.endpoint = route.endpoint
        inputs = exchange.inputs = route.decode(params.inputs, params.method == "POST")
        # 10, 11: token and its mode
        access = exchange.access
        person = access.world.db.get(Person, access.person_id) if access else None
        if access is None or person is None or person.suspended or person.suspended_at or person.account_id is None:
            return responses.plain(401, "Unauthorized", self._why_unauthorized(exchange, person))
        if access.read_only and params.method == "POST":
            return responses.plain(403, READ_ONLY, "this token was made for reading; take one with full access")
        # 12: required fields
        if not inputs.keys() >= route.required:
            return responses.missing_fields(missing(route.endpoint, inputs))
        # 13: the handler
        return self._perform(exchange, route.handler, access.world.db, person)

    def _perform(self, exchange: Exchange, handler: Handler, db: Database, person: Person) -> Answer:
        """Calls the handler; a mutation in a transaction, in which who must hear of it is notified."""
        ctx = Context(db, person, db.known(Company, person.company_id))
        try:
            if exchange.endpoint is None or exchange.endpoint.kind == "query":
                return responses.reply(handler(ctx, exchange.inputs))
            with db.transaction() as work:
                try:
                    done = responses.reply(handler(ctx, exchange.inputs))
                except CrashAfterCommit as crash:
                    done = responses.refusal(crash)
                for activity in ctx.recorded:
                    notifications.deliver(ctx, activity)
                if not exchange.keep:
                    work.abandon()
            exchange.changes = work.changes
            return done
        except Refusal as refusal:
            return responses.refusal(refusal)
        except Exception as error:  # as the real server does: whatever a handler stumbles over is its 500
            log.exception("%s failed", handler.name)
            return responses.refusal(ServerCrash(f"{BUG}: {handler.name} raised {type(error).__name__}: {error}"))

    def _no_route(self, method: str, segments: list[str]) -> Answer:
        if not segments:
            return responses.plain(400, "Missing query name")
        if len(segments) > 2:
            return responses.plain(400, f"Invalid query name: {'/'.join(segments)}")
        other = "POST" if method == "GET" else "GET"
        hint = f"send it as {other}" if (other, "/".join(segments)) in self.table else None
        return responses.plain(404, "Query not found" if method == "GET" else "Mutation not found", hint)

    def _why_unauthorized(self, exchange: Exchange, person: Person | None) -> str:
        if self.worlds is None:
            return "this is the internal API of browser sessions; tokens open the external one"
        if exchange.header(b"authorization") is None:
            return "there is no Authorization header; send `Authorization: Bearer <token>`"
        if exchange.access is None:
            return "the token is unknown, revoked, or not in the form `Bearer <token>`"
        return "the person of this token is gone" if person is None else "the person of this token is suspended"


def check_handlers(catalogue: Catalogue) -> None:
    """Refuses to start where handlers and catalogue differ, by one name or by one input."""
    if unbuilt := [name for name in catalogue.endpoints if name not in HANDLERS]:
        raise RuntimeError(f"no handler for {', '.join(unbuilt)}")
    for name, handler in HANDLERS.items():
        endpoint = catalogue.endpoints.get(name)
        if endpoint is None:
            near = get_close_matches(name, catalogue.endpoints, n=1)
            raise RuntimeError(f"{name} is not in the catalogue" + (f" (did you mean {near[0]}?)" if near else ""))
        declared = {field.name for field in endpoint.inputs}
        if declared != set(handler.parameters):
            raise RuntimeError(
                f"{name}: the handler's parameters and the catalogue differ by "
                f"{', '.join(sorted(declared ^ set(handler.parameters)))}"
            )
