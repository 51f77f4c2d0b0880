"""The external API. Requests are checked in the same order as on the real server (contract: wire 2).

The order is: query string and body, `Accept`, content type, method, path, names and types of the inputs, token, access
mode of the token, presence of the required inputs. If a check fails, the response contains the error. If no check
fails, the handler is called.
"""

from __future__ import annotations

import logging
from functools import lru_cache, partial
from threading import RLock
from typing import TYPE_CHECKING, Final

from starlette.types import Receive, Scope, Send

from mockserver.api.registry import Endpoint as Handler
from mockserver.contract.decode import InvalidInput, missing
from mockserver.contract.names import suggestion
from mockserver.domain.context import Context
from mockserver.domain.errors import ApiError, CrashAfterCommit, ServerCrash
from mockserver.domain.feed import notifications
from mockserver.model.company.companies import Company, Person
from mockserver.server.external.routing import RoutingTable
from mockserver.server.faults.apply import respond_with_fault
from mockserver.server.faults.parsing import parse_prefer_header, preference_hint
from mockserver.server.http import plug_parser, responses
from mockserver.server.http.exchange import Exchange, read_rest, without_body
from mockserver.server.http.responses import RawHeaders, RequestIds, Response, send_response
from mockserver.server.worlds.registry import WorldRegistry
from mockserver.server.worlds.world import TokenGrant, World, parse_derived_token
from mockserver.store.database import CommitFailed, Database

if TYPE_CHECKING:
    from mockserver.server.journal.request_log import RequestLog

log: Final = logging.getLogger("mockserver")

READ_ONLY: Final = "Read-only API tokens cannot execute mutations"
VERBS: Final = ("GET", "POST")
BUG: Final = "this is a bug in mockserver"


class ExternalApi:
    """The ASGI application for all paths below a base path."""

    def __init__(
        self,
        base_path: str,
        table: RoutingTable,
        worlds: WorldRegistry | None,
        request_ids: RequestIds,
        *,
        max_body_bytes: int,
        prefer: bool = False,
        request_log: RequestLog | None = None,
    ) -> None:
        """`worlds` is None for an API that requires a browser session. In such an API, all tokens are invalid
        (contract: wire 9).

        If `prefer` is true, clients can request a fault with the header `Prefer`. If `request_log` is None, requests
        are not logged.
        """
        self.prefix = f"{base_path}/"
        self.base = tuple(plug_parser.split_path(base_path))
        self.table = table
        names = [name for _, name in table]
        self._suggestion = lru_cache(maxsize=256)(lambda name: suggestion(name, names))
        """Returns the end of a hint about an unknown endpoint: it suggests an endpoint with a similar name. Results are
        cached, because the search takes more than a millisecond, and clients repeat wrong names."""
        self.paths = {(method, self.prefix + name): route for (method, name), route in table.items()}
        """Maps (method, path) to routes. Other spellings of a path, for example with repeated slashes, are not in this
        dictionary. Such a path is split into segments, which is slower."""
        self.worlds = worlds
        self.request_ids = request_ids
        self.max_body_bytes = max_body_bytes
        self.prefer = prefer
        self.lock = RLock()
        """Held while a request is processed, because in-process clients can send requests from several threads."""
        self.request_log = request_log

    def matches(self, path: str) -> bool:
        """Return whether a path is below the base path. Repeated slashes are ignored."""
        return path.startswith(self.prefix) or tuple(plug_parser.split_path(path)[: len(self.base)]) == self.base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.handle(without_body(scope), scope, receive, send)

    async def handle(self, exchange: Exchange, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body of a request, process the request, and send the response."""
        await read_rest(exchange, receive, self.max_body_bytes)
        response = self.respond_at_once(exchange)
        if response is not None:
            await send_response(response, exchange.response_headers, send)
        else:
            await self._respond_with_fault(exchange, scope, send)

    def respond_at_once(self, exchange: Exchange) -> Response | None:
        """Process a request whose body has been read, and return the response.

        If a fault could apply to the request, do nothing and return None. The caller must send the returned
        response, because the journal may have truncated the body of `exchange.response`.
        """
        if self.worlds is None:
            response = self.respond(exchange, None)
            exchange.set_response(response, self.request_ids)
            return response
        headers = exchange.headers
        grant = self.worlds.tokens.get(headers.token)
        world = self.worlds.default if grant is None else grant.world
        if world.faults.may_match(exchange) or (self.prefer and b"prefer" in headers.by_name):
            return None
        response = self.respond(exchange, grant)
        self._record(world, exchange, response)
        return response

    async def _respond_with_fault(self, exchange: Exchange, scope: Scope, send: Send) -> None:
        """Process a request to which a fault could apply, and send the response. A fault rule has precedence over a
        fault in the header `Prefer`."""
        assert self.worlds is not None
        grant = self.worlds.tokens.get(exchange.headers.token)
        world = self.worlds.default if grant is None else grant.world
        exchange.person_id = None if grant is None else grant.person_id
        fault = world.faults.select(exchange, world.db.clock)
        prefer = exchange.headers.get(b"prefer") if self.prefer else None
        if fault is None and prefer is not None:
            fault = parse_prefer_header(prefer)
        respond, record = partial(self.respond, exchange, grant), partial(self._record, world, exchange)
        if fault is not None:
            exchange.world_time = world.db.clock.now()  # the journal shows this time while the request waits
            await respond_with_fault(fault, exchange, respond, record, world.journal, scope, send)
            return
        response = respond()
        if prefer is not None and response.hint is None:
            response.hint = preference_hint(prefer)
        await send_response(response, record(response), send)

    def _record(self, world: World, exchange: Exchange, response: Response | None) -> RawHeaders:
        """Add a request to the journal of `world` and to the request log, and return the headers of the response.

        This method is called before the response is sent. `response` is None if a fault closes the connection without a
        response. `world` is the default world if the request has no valid token.
        """
        headers = [] if response is None else exchange.set_response(response, self.request_ids)
        with self.lock:
            world.record(exchange)
            if self.request_log is not None:
                self.request_log.write(world.id, world.db, exchange)
        return headers

    def respond(self, exchange: Exchange, grant: TokenGrant | None) -> Response:
        """Check the request, call the handler if no check fails, and return the response. `grant` is None if the
        request has no valid token."""
        exchange.person_id = None if grant is None else grant.person_id
        try:
            with self.lock:
                return self._process(exchange, grant)
        except plug_parser.HttpError as error:
            return responses.http_error(error)
        except InvalidInput as error:
            return responses.invalid_input(error)

    def _process(self, exchange: Exchange, grant: TokenGrant | None) -> Response:
        # the query string and the body
        params = exchange.params()
        # `Accept` and the content type are checked before the method and the path
        if not plug_parser.accepts_json(exchange.headers.accept, params.inputs):
            raise plug_parser.not_acceptable()
        exchange.inputs = params.inputs
        if params.unsupported:
            raise plug_parser.unsupported_media_type()
        # the method and the path
        if params.method not in VERBS:
            return responses.plain(405, "Method Not Allowed", "send queries as GET and mutations as POST")
        route = self.paths.get((params.method, exchange.path))
        if route is None:
            segments = plug_parser.split_path(exchange.path)[len(self.base) :]
            route = self.table.get((params.method, "/".join(segments)))
            if route is None:
                return self._no_route(params.method, segments)
        # the inputs are decoded before the token is checked
        exchange.endpoint = route.endpoint
        inputs = exchange.inputs = route.decode(params.inputs, params.method == "POST")
        # the token and its access mode
        person = grant.world.db.get(Person, grant.person_id) if grant else None
        if grant is None or person is None or person.suspended or person.suspended_at or person.account_id is None:
            return responses.plain(401, "Unauthorized", self._unauthorized_hint(exchange, grant, person))
        if grant.read_only and params.method == "POST":
            return responses.plain(403, READ_ONLY, "this token is read-only; use a token with full access")
        # the required inputs
        if not inputs.keys() >= route.required:
            return responses.missing_fields(missing(route.endpoint, inputs))
        return self._call_handler(exchange, route.handler, grant.world.db, person)

    def _call_handler(self, exchange: Exchange, handler: Handler, db: Database, person: Person) -> Response:
        """Call the handler, and return the response. A mutation runs in a transaction, which includes the creation of
        notifications."""
        ctx = Context(db, person, db.get_existing(Company, person.company_id))
        exchange.checks = ctx.checks
        try:
            if exchange.endpoint is None or exchange.endpoint.kind == "query":
                return responses.reply(handler(ctx, exchange.inputs))
            with db.transaction() as transaction:
                try:
                    response = responses.reply(handler(ctx, exchange.inputs))
                except CrashAfterCommit as crash:
                    response = responses.api_error(crash)
                for activity in ctx.recorded:
                    notifications.deliver(ctx, activity)
                if not exchange.commit:
                    transaction.roll_back_on_exit()
            exchange.changes = transaction.changes
            return response
        except ApiError as error:
            return responses.api_error(error)
        except CommitFailed as failure:
            return responses.error(503, "Service unavailable", str(failure), hint=str(failure))
        except Exception as error:  # as on the real server, an unexpected exception becomes a 500
            log.exception("%s failed", handler.name)
            return responses.api_error(ServerCrash(f"{BUG}: {handler.name} raised {type(error).__name__}: {error}"))

    def _no_route(self, method: str, segments: list[str]) -> Response:
        if not segments:
            return responses.plain(400, "Missing query name")
        if len(segments) > 2:
            return responses.plain(400, f"Invalid query name: {'/'.join(segments)}")
        other = "POST" if method == "GET" else "GET"
        name = "/".join(segments)
        if (other, name) in self.table:
            hint = f"send the request as {other}"
        else:
            hint = f"there is no endpoint {name[:80]!a}{self._suggestion(name[:80])}"
        return responses.plain(404, "Query not found" if method == "GET" else "Mutation not found", hint)

    def _unauthorized_hint(self, exchange: Exchange, grant: TokenGrant | None, person: Person | None) -> str:
        if self.worlds is None:
            return "this is the internal API of browser sessions; tokens are valid for the external API only"
        if exchange.headers.get(b"authorization") is None:
            return "there is no Authorization header; send `Authorization: Bearer <token>`"
        token = exchange.headers.token or ""
        if grant is None and (other := self.worlds.shard.hint(token)):
            return f"the token is not valid on this server{other}"
        if grant is None and parse_derived_token(token):
            return "the token was revoked, its world was closed, or it belongs to another server"
        if grant is None:
            return "the token is unknown, revoked, or not in the form `Bearer <token>`"
        return "the person of this token was deleted" if person is None else "the person of this token is suspended"
