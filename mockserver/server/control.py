"""The control API under `/__mock__/`: what a test does to the mock itself. JSON in, JSON out."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mockserver.model import ids
from mockserver.model.company import Blob, Person
from mockserver.seed.fixtures import UnknownFixture
from mockserver.seed.spec import WorldSpec
from mockserver.server import plug
from mockserver.server.blobs import UNKNOWN_TYPE
from mockserver.server.worlds import OpenWorld, Worlds
from mockserver.views import companies as company_views
from mockserver.views import people as people_views

S = TypeVar("S", bound=msgspec.Struct)
Json = Any


class Problem(Exception):
    """A refusal of the control API: `application/problem+json` with a text that helps."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class TokenSpec(msgspec.Struct, forbid_unknown_fields=True):
    person_id: str
    access: Literal["full", "read_only"] = "full"


class BlobSpec(msgspec.Struct, forbid_unknown_fields=True):
    filename: str
    size: int = 0
    content_type: str = UNKNOWN_TYPE
    width: int | None = None
    height: int | None = None


class ClockSpec(msgspec.Struct, forbid_unknown_fields=True):
    now: datetime | None = None
    frozen: bool | None = None


class AdvanceSpec(msgspec.Struct, forbid_unknown_fields=True):
    days: float = 0
    hours: float = 0
    minutes: float = 0
    seconds: float = 0


class Control:
    """The calls, each a method; `routes` is the table of them."""

    def __init__(self, worlds: Worlds, max_blob_bytes: int) -> None:
        self.worlds = worlds
        self.max_blob_bytes = max_blob_bytes

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
            ("POST", "/worlds", self.open_world),
            ("DELETE", "/worlds/{id}", self.close_world),
            ("POST", "/tokens", self.make_token),
            ("DELETE", "/tokens/{token}", self.revoke_token),
            ("POST", "/reset", self.reset),
            ("POST", "/blobs", self.make_blob),
            ("GET", "/clock", self.show_clock),
            ("PUT", "/clock", self.set_clock),
            ("POST", "/clock/advance", self.advance_clock),
        ]
        return [Route(f"/__mock__{path}", _guarded(call), methods=[method]) for method, path, call in table]

    # --- worlds --------------------------------------------------------------------------------------------------

    async def open_world(self, request: Request) -> Response:
        spec = await body(request, WorldSpec)
        try:
            host = self.worlds.open(spec)
        except UnknownFixture as unknown:
            raise Problem(400, str(unknown)) from None
        return answer(201, self._opened(host))

    async def close_world(self, request: Request) -> Response:
        host = self.worlds.get(request.path_params["id"])
        if host is None:
            raise Problem(404, "there is no open world of this id")
        if host is self.worlds.default:
            raise Problem(400, "the default world stays as long as the server; POST /__mock__/reset empties it")
        self.worlds.close(host)
        return Response(status_code=204)

    async def reset(self, request: Request) -> Response:
        self.worlds.reset(self._host(request))
        return Response(status_code=204)

    def _opened(self, host: OpenWorld) -> Json:
        people = [self._person(host, person) for person in host.people()]
        company = {"id": company_views.company_id(host.company), "name": host.company.name}
        return {"id": host.id, "company": company, "owner": people[0], "people": people}

    def _person(self, host: OpenWorld, person: Person) -> Json:
        return {
            "id": people_views.person_id(person),
            "full_name": person.full_name,
            "email": person.email,
            "role": host.role(person),
            "token": self.worlds.mint(host, person, read_only=False),
            "read_only_token": self.worlds.mint(host, person, read_only=True),
        }

    # --- tokens and blobs ----------------------------------------------------------------------------------------

    async def make_token(self, request: Request) -> Response:
        host, spec = self._host(request), await body(request, TokenSpec)
        try:
            person = host.world.get(Person, ids.decode_lenient(spec.person_id))
        except (ids.UndecodableId, ids.IdTooLarge):
            raise Problem(400, f"`person_id` {spec.person_id!r} is no id; send one as an answer gave it") from None
        if person is None:
            raise Problem(404, f"there is no person {spec.person_id!r} in the world of this bearer token")
        return answer(201, {"token": self.worlds.mint(host, person, read_only=spec.access == "read_only")})

    async def revoke_token(self, request: Request) -> Response:
        if not self.worlds.revoke(request.path_params["token"]):
            raise Problem(404, "this token opens nothing")
        return Response(status_code=204)

    async def make_blob(self, request: Request) -> Response:
        """A blob described by a JSON body; with a `filename` parameter the body is the file itself, of any type."""
        host, world = self._host(request), self._host(request).world
        described, content = dict(request.query_params), None
        if "filename" in described:
            content = await whole(request, self.max_blob_bytes)
            described |= {"content_type": request.headers.get("content-type", UNKNOWN_TYPE), "size": str(len(content))}
            spec = valid(BlobSpec, lambda: msgspec.convert(described, BlobSpec, strict=False))
        else:
            spec = await body(request, BlobSpec)
        with world.transaction():
            blob = world.put(
                Blob(
                    id=world.new_id(),
                    company_id=host.company.id,
                    author_id=host.owner_id,
                    filename=spec.filename,
                    size=spec.size,
                    content_type=spec.content_type,
                    width=spec.width,
                    height=spec.height,
                    inserted_at=world.clock.now(),
                )
            )
        if content is not None:
            world.keep(blob, content)
        return answer(201, {"id": blob.id, "url": f"/blobs/{blob.id}"})

    # --- the clock -----------------------------------------------------------------------------------------------

    async def show_clock(self, request: Request) -> Response:
        return self._clock(self._host(request))

    async def set_clock(self, request: Request) -> Response:
        host, spec = self._host(request), await body(request, ClockSpec)
        clock = host.world.clock
        host.world.set_clock(spec.now or clock.now(), clock.frozen if spec.frozen is None else spec.frozen)
        return self._clock(host)

    async def advance_clock(self, request: Request) -> Response:
        host, spec = self._host(request), await body(request, AdvanceSpec)
        by = timedelta(days=spec.days, hours=spec.hours, minutes=spec.minutes, seconds=spec.seconds)
        host.world.set_clock(host.world.clock.now() + by, host.world.clock.frozen)
        return self._clock(host)

    def _clock(self, host: OpenWorld) -> Response:
        return answer(200, {"now": host.world.clock.now(), "frozen": host.world.clock.frozen})

    def _host(self, request: Request) -> OpenWorld:
        """The world of the bearer token; without one, the default world."""
        header = request.headers.get("authorization")
        if header is None:
            return self.worlds.default
        access = self.worlds.access(plug.bearer(header))
        if access is None:
            raise Problem(401, "this bearer token opens no world; leave the header out for the default world")
        return access.host


async def body(request: Request, kind: type[S]) -> S:
    """The JSON body as a spec. An empty body is `{}`; unknown keys are refused with the list of known ones."""
    text = await request.body() or b"{}"
    return valid(kind, lambda: msgspec.json.decode(text, type=kind))


def valid(kind: type[S], read: Callable[[], S]) -> S:
    """What `read` makes of the request, or a refusal that names the keys there are."""
    try:
        return read()
    except msgspec.DecodeError as error:
        known = ", ".join(f"`{name}`" for name in kind.__struct_fields__)
        raise Problem(400, f"{error}. Known keys: {known}") from None


async def whole(request: Request, limit: int) -> bytes:
    """The body as it is; reading stops where it gets larger than the limit."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limit:
            raise Problem(413, f"a file may have {limit} bytes; start the server with a larger `max_blob_bytes`")
    return bytes(content)


JSON_TYPE: Final = "application/json; charset=utf-8"


def answer(status: int, value: Json) -> Response:
    return Response(msgspec.json.encode(value), status, media_type=JSON_TYPE)


TITLES: Final = {400: "Bad request", 401: "Unauthorized", 404: "Not found", 413: "Content too large"}

Call = Callable[[Request], Awaitable[Response]]


def _guarded(call: Call) -> Call:
    """The call with its refusals spelt as problems (RFC 9457)."""

    async def guarded(request: Request) -> Response:
        try:
            return await call(request)
        except Problem as problem:
            title = {400: "Bad request", 401: "Unauthorized", 404: "Not found", 413: "Content too large"}.get(
                problem.status, "Refused"
            )
            text = msgspec.json.encode({"title": title, "status": problem.status, "detail": problem.detail})
            return Response(text, problem.status, media_type="application/problem+json")

    return guarded
