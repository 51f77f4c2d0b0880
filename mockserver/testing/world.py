"""The class `MockWorld`, with which tests control a world. Most methods send a request to the control API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Self, TypeVar, Unpack

import httpx
import msgspec

from mockserver.contract.names import suggestion
from mockserver.fault_spec import FaultMatch
from mockserver.server.schemas.access import Explanation
from mockserver.server.schemas.base import Json
from mockserver.server.schemas.faults import FaultInfo
from mockserver.server.schemas.journal import CountRange, EntryDetail, EntryDetailList, VerifyProblem, VerifyResult
from mockserver.server.schemas.records import Changes, RecordList
from mockserver.server.schemas.snapshots import SnapshotInfo
from mockserver.server.schemas.worlds import PeopleList, Person, WorldInfo
from mockserver.server.settings import CONTROL_PATH
from mockserver.testing.connection import ServerConnection
from mockserver.testing.conversions import person_text, record_id, time_text, without_none
from mockserver.testing.errors import MockError, VerificationError
from mockserver.testing.options import (
    Expected,
    FaultOptions,
    PersonLike,
    RecordLike,
    RequestFilters,
    WorldOptions,
)
from mockserver.testing.world_controls import Clock, Fault, Snapshot

T = TypeVar("T")

MATCH_KEYS: Final = frozenset(FaultMatch.__struct_fields__)
ROLES: Final = ("owner", "admin", "member", "guest", "suspended")
TOKEN_START: Final = "opk_"


class MockWorld:
    """A world of a running server. `close`, or the end of a `with` block, closes the world.

    The default world of a server cannot be closed.
    """

    def __init__(self, connection: ServerConnection, info: WorldInfo) -> None:
        if info.owner is None:
            raise MockError("this world has no people; open or fork another world")
        self.connection = connection
        self._clients: list[httpx.Client] = []
        self.id = info.id
        self.company = info.company
        """The company, with `id` and `name`."""
        self.owner = info.owner
        self.people = info.people
        """The first 50 people of the world when this object was created. The owner is the first.

        The method `person` also finds people who are not in this list.
        """
        self.token = info.owner.token
        """The token of the owner. `read_only_token` is the read-only token of the owner."""
        self.read_only_token = info.owner.read_only_token

    @classmethod
    def default(cls, connection: ServerConnection) -> Self:
        """Return the default world of a server."""
        return cls(connection, msgspec.json.decode(_content(connection.control.get("/worlds/default")), type=WorldInfo))

    @property
    def url(self) -> str:
        """The base URL of the external API, for clients."""
        return self.connection.url

    @property
    def control_url(self) -> str:
        """The base URL of the control API."""
        return self.connection.root + CONTROL_PATH

    @property
    def headers(self) -> dict[str, str]:
        """The `authorization` header with the token of the owner."""
        return bearer(self.token)

    # --- clients ---------------------------------------------------------------------------------------------------

    @cached_property
    def client(self) -> httpx.Client:
        """An httpx client with the token of the owner: `world.client.get("get_me")`."""
        return self.client_for(self.token)

    def client_for(self, person: PersonLike) -> httpx.Client:
        """Return an httpx client with the token of a person (see `person`), or with the given token."""
        __tracebackhide__ = True
        client = self.connection.client(self.url, bearer(self.token_for(person)))
        self._clients.append(client)
        return client

    def token_for(self, person: PersonLike) -> str:
        """Return the token of a person (see `person`). If `person` is a token, it is returned unchanged."""
        __tracebackhide__ = True
        if isinstance(person, Person):
            return person.token
        if isinstance(person, str) and person.startswith(TOKEN_START):
            return person
        try:
            return self.person(person).token
        except MockError:
            if isinstance(person, str) and self._is_token(person):
                return person
            raise

    def _is_token(self, text: str) -> bool:
        if not text.isascii() or not text.isprintable():
            return False
        return self.connection.control.get("/clock", headers=bearer(text)).status_code == 200

    def person(self, person: PersonLike) -> Person:
        """Find a person by e-mail address, full name, id, role, or a unique part of the name.

        If `person` is a role, the first person with this role is returned.
        """
        __tracebackhide__ = True
        if isinstance(person, Person):
            return person
        text = person_text(person)
        people = self.send("GET", "/people", PeopleList, params={"limit": 1000}).people
        folded = text.casefold()
        for found in (
            [item for item in people if folded in ((item.email or "").casefold(), item.full_name.casefold())],
            [item for item in people if item.id == text or item.uuid == folded or item.id.endswith("-" + text)],
            [item for item in people if item.role == folded],
        ):
            if found:
                return found[0]
        found = [item for item in people if folded in f"{item.full_name}\n{item.email}".casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(repr(item.full_name) for item in found[:5])
            raise MockError(f"{text!r} matches several people in {self.company.name}: {names}")
        if folded in ROLES:
            raise MockError(f"{self.company.name} has no person with the role {folded!r}")
        roles = [role for role in ROLES if any(item.role == role for item in people)]
        known = [*roles, *(name for item in people for name in (item.full_name, item.email) if name)]
        end = suggestion(text, known) or "; use a role, an e-mail address, a full name or an id"
        raise MockError(f"{self.company.name} has no person {text!r}{end}")

    # --- the control API -------------------------------------------------------------------------------------------

    def control(self, method: str, path: str, *, json: Json = None, params: Mapping[str, Any] | None = None) -> Json:
        """Send a request to the control API, with the token of this world, and return the JSON of the response. Raises
        MockError if the response is an error."""
        __tracebackhide__ = True
        content = self._request(method, path, json, params)
        return msgspec.json.decode(content) if content else None

    def send(
        self, method: str, path: str, kind: type[T], *, json: Json = None, params: Mapping[str, Any] | None = None
    ) -> T:
        """Send a request to the control API, with the token of this world, and decode the response as `kind`. Raises
        MockError if the response is an error."""
        __tracebackhide__ = True
        return msgspec.json.decode(self._request(method, path, json, params), type=kind)

    def _request(self, method: str, path: str, json: Json, params: Mapping[str, Any] | None) -> bytes:
        __tracebackhide__ = True
        given = {name: _query_text(value) for name, value in without_none(params or {}).items()}
        return _content(
            self.connection.control.request(method, path, json=json, params=given, headers=bearer(self.token))
        )

    # --- faults ----------------------------------------------------------------------------------------------------

    def fault(self, endpoint: str | None = None, **options: Unpack[FaultOptions]) -> Fault:
        """Add a fault rule to this world: `fault("get_*", status=503, times=2)` (docs/faults.md)."""
        __tracebackhide__ = True
        given: dict[str, Any] = {**options}
        if "person" in given:
            given["person"] = self._person_text(given["person"])
        match = {name: value for name, value in given.items() if name in MATCH_KEYS}
        if endpoint is not None:
            match["endpoint"] = endpoint
        action = {name: value for name, value in given.items() if name not in MATCH_KEYS and name != "times"}
        spec = without_none({"match": match, "action": action, "times": given.get("times")})
        return Fault(self, self.send("POST", "/faults", FaultInfo, json=spec))

    # --- the journal -----------------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[EntryDetail]:
        """The requests of this world with their responses and changes, oldest first."""
        return self.find_requests()

    def find_requests(self, endpoint: str | None = None, **filters: Unpack[RequestFilters]) -> list[EntryDetail]:
        """Return the requests that match all filters. `endpoint` is a name, or a pattern such as `get_*`."""
        __tracebackhide__ = True
        given: dict[str, Any] = {**filters}
        if "person" in given:
            given["person"] = self._person_text(given["person"])
        if isinstance(given.get("since"), datetime):
            given["since"] = time_text(given["since"])
        params = {"endpoint": endpoint, "details": True, **given}
        return self.send("GET", "/requests", EntryDetailList, params=params).requests

    def verify(self, endpoint: str | None = None, **expected: Unpack[Expected]) -> int:
        """Return the number of matching requests. Raises VerificationError if the number differs from the expected
        `count`, or is outside it if `count` is a range. Without `count`, at least one request must match.

        A request matches if it contains all given `inputs` and `headers` with the given values. The request can contain
        other inputs and headers. The value None in `headers` means that the request must not contain this header.
        """
        __tracebackhide__ = True
        given: dict[str, Any] = without_none({"endpoint": endpoint, **expected})
        if "person" in given:
            given["person"] = self._person_text(given["person"])
        if isinstance(given.get("count"), CountRange):
            given["count"] = msgspec.to_builtins(given["count"])
        response = self.connection.control.post("/requests/verify", json=given, headers=bearer(self.token))
        if response.status_code == 409:
            raise VerificationError(_explain_problem(given, response.content))
        return msgspec.json.decode(_content(response), type=VerifyResult).count

    def format_requests(self) -> str:
        """Return the requests of this world as text, with one line for each request."""
        return "\n".join(map(str, self.requests))

    # --- time and state --------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        return Clock(self)

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Take a snapshot of the current state. `with` restores the snapshot at the end of the block."""
        __tracebackhide__ = True
        return Snapshot(self, self.send("POST", "/snapshots", SnapshotInfo, json={"name": name}).name)

    def diff(self, origin: Snapshot | str | None = None) -> Changes:
        """Return the changes since a snapshot, or since the world was opened."""
        __tracebackhide__ = True
        name = origin.name if isinstance(origin, Snapshot) else origin
        return self.send("GET", "/diff", Changes, params={"from": name})

    def state(self, entity: str, **filters: Json) -> list[dict[str, Json]]:
        """Return at most 1,000 stored records of an entity: `state("goal", name="Grow")`.

        In each record, `id` is the id as the API returns it, and `uuid` is the stored id.
        """
        __tracebackhide__ = True
        filters = {name: record_id(value) if isinstance(value, Mapping) else value for name, value in filters.items()}
        return self.send("GET", f"/state/{entity}", RecordList, params={"per_page": 1000, **filters}).records

    def explain(
        self, person: PersonLike | None = None, entity: RecordLike | None = None, endpoint: str | None = None
    ) -> Explanation:
        """Return the access level of a person on the record `entity`, and the permissions that an endpoint requires.
        The result contains the bindings that give the person this level."""
        __tracebackhide__ = True
        params = {
            "person": None if person is None else self._person_text(person),
            "entity": None if entity is None else record_id(entity),
            "endpoint": endpoint,
        }
        return self.send("GET", "/explain", Explanation, params=params)

    def _person_text(self, person: PersonLike) -> str:
        """Return the text by which the server finds a person.

        If `person` is a role, the text is the id of the first person with this role.
        """
        text = person_text(person)
        return self.person(text).id if text in ROLES else text

    def reset(self) -> None:
        """Restore the initial state and the initial fault rules, and clear the journal."""
        self.control("POST", "/reset")

    # --- other worlds ----------------------------------------------------------------------------------------------

    def open(self, **options: Unpack[WorldOptions]) -> MockWorld:
        """Open a new world on this server: `open(fixture="empty", seed=7)`.

        A fixture is a name, the path of a file, or a mapping with the keys of a fixture file. A server that runs in
        another process reads only the files below its `--fixture-dir`.
        """
        __tracebackhide__ = True
        spec: dict[str, Any] = {**options}
        if isinstance(fixture := spec.get("fixture"), str) and self.connection.worlds:
            spec["fixture"] = self.connection.worlds.fixtures.allow_file(fixture)
        if "now" in spec:
            spec["now"] = time_text(spec["now"])
        return self._open(spec)

    def fork(self, origin: Snapshot | str | None = None) -> MockWorld:
        """Open a new world with the current state of this world, or with the state of a snapshot."""
        __tracebackhide__ = True
        name = origin.name if isinstance(origin, Snapshot) else origin
        return self._open({"fork": name or self.id})

    def _open(self, spec: Mapping[str, Json]) -> MockWorld:
        __tracebackhide__ = True
        return type(self)(self.connection, self.send("POST", "/worlds", WorldInfo, json=spec))

    def close(self) -> None:
        """Close the world, and remove its tokens."""
        for client in self._clients:
            client.close()
        _content(self.connection.control.delete(f"/worlds/{self.id}"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _query_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return str(value)


def _content(response: httpx.Response) -> bytes:
    """Return the body of a response. Raises MockError with the detail of the error if the status is 400 or more."""
    __tracebackhide__ = True
    if response.status_code < 400:
        return response.content
    try:
        reason = response.json()["detail"]
    except (ValueError, TypeError, KeyError):
        reason = response.text
    raise MockError(f"{response.status_code}: {reason}")


def _explain_problem(expected: Json, content: bytes) -> str:
    problem = msgspec.json.decode(content, type=VerifyProblem)
    lines = [f"{problem.detail}: {msgspec.json.encode(expected).decode()}"]
    lines += [f"  {entry}" for entry in problem.matching]
    for miss in problem.closest:
        lines.append(f"  {miss.request}")
        lines += [
            f"    {difference.at}: expected {difference.expected!r}, was {difference.actual!r}"
            for difference in miss.differences
        ]
    return "\n".join(lines)
