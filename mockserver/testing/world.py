"""The handle of a world: everything that the control API does, in Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Any, Final, Self

import httpx
import msgspec
from msgspec import convert

from mockserver.contract.catalogue import catalogue
from mockserver.fault_spec import FaultMatch
from mockserver.server.schemas.base import Json
from mockserver.server.schemas.clock import ClockInfo
from mockserver.server.schemas.journal import Entry, EntryList, VerifyProblem
from mockserver.server.schemas.records import Changes
from mockserver.server.schemas.worlds import PeopleList, Person, WorldInfo
from mockserver.server.settings import CONTROL_HEADER, CONTROL_PATH

MATCH: Final = frozenset(FaultMatch.__struct_fields__)


class MockError(Exception):
    """The control API refused; its text says why."""


class VerificationError(AssertionError):
    """Calls were expected that were not made; the text shows the closest ones."""


class Shared(httpx.BaseTransport):
    """A transport that outlives the clients that use it: a pool of connections for all worlds of a server."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._transport.handle_request(request)


class Connection:
    """The way to a server: its root URL, the pool, and what its control API wants to see."""

    def __init__(self, root: str, transport: httpx.BaseTransport, control_token: str = "") -> None:
        self.root = root
        self.transport = Shared(transport)
        self.url = root + catalogue().base_path
        headers = {CONTROL_HEADER: control_token} if control_token else {}
        self.control = self.client(root + CONTROL_PATH, headers)

    def client(self, url: str, headers: Mapping[str, str]) -> httpx.Client:
        return httpx.Client(base_url=url, headers=headers, transport=self.transport, trust_env=False)


class MockWorld:
    """A world of a running mock. Closing it, or leaving its `with` block, drops it.

    The default world of a server is one too; it can't be closed, but everything else.
    """

    def __init__(self, connection: Connection, opened: WorldInfo) -> None:
        self._connection = connection
        self._clients: list[httpx.Client] = []
        self.id = opened.id
        self.company = opened.company
        """The company: `id` and `name`."""
        if opened.owner is None:
            raise MockError("this world has no people; open or fork another one")
        self.owner = opened.owner
        self.people = opened.people
        """Those it opened with, the owner first; fifty at most. `person` finds the others."""
        self.token = opened.owner.token
        """The owner's, as `read_only_token`."""
        self.read_only_token = opened.owner.read_only_token

    @classmethod
    def default(cls, connection: Connection) -> Self:
        """The default world of a server."""
        return cls(connection, convert(_read(connection.control.get("/worlds/default")), WorldInfo))

    @property
    def url(self) -> str:
        """The base URL for a client of the API."""
        return self._connection.url

    @property
    def control_url(self) -> str:
        return self._connection.root + CONTROL_PATH

    @property
    def headers(self) -> dict[str, str]:
        """What a client of the owner sends."""
        return _bearer(self.token)

    # --- calling -------------------------------------------------------------------------------------------------

    @cached_property
    def client(self) -> httpx.Client:
        """An httpx client that speaks in the owner's name: `world.client.get("get_me")`."""
        return self.client_for(self.token)

    def client_for(self, speaker: Person | str) -> httpx.Client:
        """A client for somebody else, or for a token."""
        token = speaker if isinstance(speaker, str) else speaker.token
        client = self._connection.client(self.url, _bearer(token))
        self._clients.append(client)
        return client

    def person(self, search: str) -> Person:
        """The first person whose name, e-mail address or role (`guest`) has this in it, also one who came later."""
        found = convert(self.control("GET", "/people", params={"search": search, "limit": 1}), PeopleList).people
        if not found:
            raise MockError(f"there is no {search!r} in {self.company.name}")
        return found[0]

    def control(self, method: str, path: str, *, json: Json = None, params: Mapping[str, Any] | None = None) -> Json:
        """Any call of the control API, in this world. Raises MockError for a refusal."""
        given = {name: value for name, value in (params or {}).items() if value is not None}
        return _read(
            self._connection.control.request(method, path, json=json, params=given, headers=_bearer(self.token))
        )

    # --- failing -------------------------------------------------------------------------------------------------

    def fault(self, endpoint: str | None = None, *, times: int | None = None, **given: Json) -> Fault:
        """Makes calls fail: `fault("get_*", status=503, times=2)`. The keywords are those of docs/faults.md."""
        match = {name: value for name, value in given.items() if name in MATCH}
        spec: dict[str, Json] = {"match": match, "action": {name: given[name] for name in given.keys() - match.keys()}}
        if endpoint is not None:
            match["endpoint"] = endpoint
        if times is not None:
            spec["times"] = times
        return Fault(self, self.control("POST", "/faults", json=spec)["id"])

    # --- proving -------------------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[Entry]:
        """The calls that this world has answered, oldest first."""
        return self.calls()

    def calls(self, **filters: Json) -> list[Entry]:
        """Those of them that meet the filters: endpoint, method, person, status, fault, changed, since, limit."""
        return convert(self.control("GET", "/requests", params=filters), EntryList).requests

    def verify(
        self,
        endpoint: str | None = None,
        *,
        inputs: Mapping[str, Json] | None = None,
        count: int | Mapping[str, int] | None = None,
        **more: Json,
    ) -> int:
        """How many calls there were, at least one if `count` says nothing else. Raises NotVerified."""
        wanted = {"endpoint": endpoint, "inputs": inputs, "count": count, **more}
        expected = {name: value for name, value in wanted.items() if value is not None}
        answer = self._connection.control.post("/requests/verify", json=expected, headers=_bearer(self.token))
        if answer.status_code == 409:
            raise VerificationError(_shortfall(expected, msgspec.json.decode(answer.content, type=VerifyProblem)))
        return int(_read(answer)["count"])

    def told(self) -> str:
        """The calls, a line each, for a person to read."""
        return "\n".join(map(str, self.requests))

    # --- time and state ------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        return Clock(self)

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Keeps the state as it is now. As a context manager it is gone back to at the end."""
        made = self.control("POST", "/snapshots", json={"name": name})
        return Snapshot(self, made["name"])

    def diff(self, origin: Snapshot | str | None = None) -> Changes:
        """What changed since a snapshot, or since the world opened."""
        name = origin.name if isinstance(origin, Snapshot) else origin
        return convert(self.control("GET", "/diff", params={"from": name}), Changes)

    def state(self, entity: str, **filters: Json) -> list[dict[str, Json]]:
        """The records of an entity, as they are: `state("goal", name="Grow")`."""
        found = self.control("GET", f"/state/{entity}", params={"per_page": 1000, **filters})
        records: list[dict[str, Json]] = found["records"]
        return records

    def explain(self, person: str | None = None, entity: str | None = None, endpoint: str | None = None) -> Json:
        """The level of a person on an entity with the bindings that gave it, and what an endpoint asks for."""
        return self.control("GET", "/explain", params={"person": person, "entity": entity, "endpoint": endpoint})

    def reset(self) -> None:
        """Back to how the world opened."""
        self.control("POST", "/reset")

    # --- other worlds --------------------------------------------------------------------------------------------

    def open(self, **spec: Json) -> MockWorld:
        """A new world on this server: `open(fixture="empty", seed=7)`."""
        return MockWorld(self._connection, convert(self.control("POST", "/worlds", json=spec), WorldInfo))

    def fork(self, snapshot: Snapshot | str | None = None) -> MockWorld:
        """A new world that begins as this one is, or as it was at a snapshot."""
        name = snapshot.name if isinstance(snapshot, Snapshot) else snapshot
        return self.open(fork=name or self.id)

    def close(self) -> None:
        """Drops the world with its tokens."""
        for client in self._clients:
            client.close()
        _read(self._connection.control.delete(f"/worlds/{self.id}"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Fault:
    """A rule at work; as a context manager it is taken out at the end."""

    def __init__(self, world: MockWorld, id: str) -> None:
        self._world = world
        self.id = id

    @property
    def fired(self) -> int:
        """How often it has acted."""
        rules = self._world.control("GET", "/faults")["faults"]
        return next((rule["fired"] for rule in rules if rule["id"] == self.id), 0)

    def remove(self) -> None:
        self._world.control("DELETE", f"/faults/{self.id}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class Snapshot:
    """A state that was kept under a name."""

    def __init__(self, world: MockWorld, name: str) -> None:
        self._world = world
        self.name = name

    def restore(self) -> None:
        """Back to it, as often as one likes."""
        self._world.control("POST", f"/snapshots/{self.name}/restore")

    def delete(self) -> None:
        self._world.control("DELETE", f"/snapshots/{self.name}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.restore()


class Clock:
    """The time of a world."""

    def __init__(self, world: MockWorld) -> None:
        self._world = world

    @property
    def now(self) -> datetime:
        return self._time().now

    @property
    def frozen(self) -> bool:
        return self._time().frozen

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
        """Lets time pass, and says how late it is then."""
        by = {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
        return convert(self._world.control("POST", "/clock/advance", json=by), ClockInfo).now

    def set(self, now: datetime | None = None, *, frozen: bool | None = None) -> datetime:
        """Moves the clock to a moment, stops it or lets it run."""
        spec = {"now": now.isoformat() if now else None, "frozen": frozen}
        return convert(self._world.control("PUT", "/clock", json=spec), ClockInfo).now

    def _time(self) -> ClockInfo:
        return convert(self._world.control("GET", "/clock"), ClockInfo)


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _read(answer: httpx.Response) -> Json:
    if answer.status_code < 400:
        return answer.json() if answer.content else None
    try:
        said = answer.json()["detail"]
    except (ValueError, TypeError, KeyError):
        said = answer.text
    raise MockError(f"{answer.status_code}: {said}")


def _shortfall(expected: Json, problem: VerifyProblem) -> str:
    lines = [f"{problem.detail}: {msgspec.json.encode(expected).decode()}"]
    lines += [f"  {entry}" for entry in problem.matching]
    for near in problem.closest:
        lines.append(f"  {near.request}")
        lines += [f"    {one.at}: expected {one.expected!r}, was {one.actual!r}" for one in near.differences]
    return "\n".join(lines)
