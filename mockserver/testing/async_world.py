"""The class `AsyncMockWorld`, which supports asyncio and trio. The same object can be used in several event loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Any, Self, TypeVar, Unpack

import anyio.to_thread
import httpx

from mockserver.server.schemas.access import Explanation
from mockserver.server.schemas.base import Json
from mockserver.server.schemas.journal import EntryDetail
from mockserver.server.schemas.records import Changes
from mockserver.server.schemas.worlds import CompanyRef, Person
from mockserver.testing.options import (
    Expected,
    FaultOptions,
    PersonLike,
    RecordLike,
    RequestFilters,
    WorldOptions,
)
from mockserver.testing.world import MockWorld, bearer
from mockserver.testing.world_controls import Clock, Fault, Snapshot

T = TypeVar("T")


async def _run(function: Callable[..., T], *arguments: Any, **options: Any) -> T:
    """Call a synchronous method, such as a method of `MockWorld`, in a worker thread."""
    __tracebackhide__ = True
    return await anyio.to_thread.run_sync(partial(function, *arguments, **options), abandon_on_cancel=True)


class AsyncMockWorld:
    """A world of a running server, for `async def` tests. The class has the methods of `MockWorld` as coroutines.

    `sync` is the `MockWorld` of the same world.
    """

    def __init__(self, world: MockWorld) -> None:
        self.sync = world

    @property
    def id(self) -> str:
        return self.sync.id

    @property
    def company(self) -> CompanyRef:
        """The company, with `id` and `name`."""
        return self.sync.company

    @property
    def owner(self) -> Person:
        return self.sync.owner

    @property
    def people(self) -> list[Person]:
        """The first 50 people of the world when the `MockWorld` was created. The owner is the first.

        The method `person` also finds people who are not in this list.
        """
        return self.sync.people

    @property
    def token(self) -> str:
        """The token of the owner. `read_only_token` is the read-only token of the owner."""
        return self.sync.token

    @property
    def read_only_token(self) -> str:
        return self.sync.read_only_token

    @property
    def url(self) -> str:
        """The base URL of the external API, for clients."""
        return self.sync.url

    @property
    def control_url(self) -> str:
        """The base URL of the control API."""
        return self.sync.control_url

    @property
    def headers(self) -> dict[str, str]:
        """The `authorization` header with the token of the owner."""
        return self.sync.headers

    @cached_property
    def client(self) -> httpx.AsyncClient:
        """An asynchronous httpx client with the token of the owner: `await world.client.get("get_me")`."""
        return self.sync.connection.async_client(self.url, self.headers)

    async def client_for(self, person: PersonLike) -> httpx.AsyncClient:
        """Return an asynchronous httpx client with the token of a person (see `person`), or with the given token."""
        __tracebackhide__ = True
        token = await _run(self.sync.token_for, person)
        return self.sync.connection.async_client(self.url, bearer(token))

    async def person(self, person: PersonLike) -> Person:
        """Find a person by e-mail address, full name, id, role, or a unique part of the name.

        If `person` is a role, the first person with this role is returned.
        """
        __tracebackhide__ = True
        return await _run(self.sync.person, person)

    async def control(
        self, method: str, path: str, *, json: Json = None, params: Mapping[str, Any] | None = None
    ) -> Json:
        """Send a request to the control API, with the token of this world, and return the JSON of the response. Raises
        MockError if the response is an error."""
        __tracebackhide__ = True
        return await _run(self.sync.control, method, path, json=json, params=params)

    async def fault(self, endpoint: str | None = None, **options: Unpack[FaultOptions]) -> AsyncFault:
        """Add a fault rule to this world: `await fault("get_*", status=503, times=2)` (docs/faults.md)."""
        __tracebackhide__ = True
        return AsyncFault(await _run(self.sync.fault, endpoint, **options))

    async def requests(self) -> list[EntryDetail]:
        """Return the requests of this world with their responses and changes, oldest first."""
        __tracebackhide__ = True
        return await _run(self.sync.find_requests)

    async def find_requests(self, endpoint: str | None = None, **filters: Unpack[RequestFilters]) -> list[EntryDetail]:
        """Return the requests that match all filters. `endpoint` is a name, or a pattern such as `get_*`."""
        __tracebackhide__ = True
        return await _run(self.sync.find_requests, endpoint, **filters)

    async def verify(self, endpoint: str | None = None, **expected: Unpack[Expected]) -> int:
        """Return the number of matching requests. Raises VerificationError if this number is not `count`. Without
        `count`, at least one request must match."""
        __tracebackhide__ = True
        return await _run(self.sync.verify, endpoint, **expected)

    async def format_requests(self) -> str:
        """Return the requests of this world as text, with one line for each request."""
        return await _run(self.sync.format_requests)

    @property
    def clock(self) -> AsyncClock:
        return AsyncClock(self.sync.clock)

    async def snapshot(self, name: str | None = None) -> AsyncSnapshot:
        """Take a snapshot of the current state. `async with` restores the snapshot at the end of the block."""
        __tracebackhide__ = True
        return AsyncSnapshot(await _run(self.sync.snapshot, name))

    async def diff(self, origin: AsyncSnapshot | str | None = None) -> Changes:
        """Return the changes since a snapshot, or since the world was opened."""
        __tracebackhide__ = True
        return await _run(self.sync.diff, _name(origin))

    async def state(self, entity: str, **filters: Json) -> list[dict[str, Json]]:
        """Return at most 1,000 stored records of an entity: `await state("goal", name="Grow")`."""
        __tracebackhide__ = True
        return await _run(self.sync.state, entity, **filters)

    async def explain(
        self, person: PersonLike | None = None, entity: RecordLike | None = None, endpoint: str | None = None
    ) -> Explanation:
        """Return the access level of a person on the record `entity`, and the permissions that an endpoint requires.
        The result contains the bindings that give the person this level."""
        __tracebackhide__ = True
        return await _run(self.sync.explain, person, entity, endpoint)

    async def reset(self) -> None:
        """Restore the initial state and the initial fault rules, and clear the journal."""
        await _run(self.sync.reset)

    async def open(self, **options: Unpack[WorldOptions]) -> AsyncMockWorld:
        """Open a new world on this server: `await open(fixture="empty", seed=7)`."""
        __tracebackhide__ = True
        return AsyncMockWorld(await _run(self.sync.open, **options))

    async def fork(self, origin: AsyncSnapshot | str | None = None) -> AsyncMockWorld:
        """Open a new world with the current state of this world, or with the state of a snapshot."""
        __tracebackhide__ = True
        return AsyncMockWorld(await _run(self.sync.fork, _name(origin)))

    async def close(self) -> None:
        """Close the world, and remove its tokens."""
        await _run(self.sync.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


class AsyncFault:
    """A fault rule. If it is used in an `async with` statement, the rule is removed at the end of the block."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self.id = fault.id

    async def matched(self) -> int:
        """Return the number of requests that matched the rule, or 0 after the rule was removed."""
        return await _run(lambda: self._fault.matched)

    async def fired(self) -> int:
        """Return the number of requests to which the fault was applied, or 0 after the rule was removed."""
        return await _run(lambda: self._fault.fired)

    async def remove(self) -> None:
        await _run(self._fault.remove)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.remove()


class AsyncSnapshot:
    """A snapshot of a world's state. `async with` restores the snapshot at the end of the block."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.name = snapshot.name

    async def restore(self) -> None:
        """Restore the snapshot. A snapshot can be restored any number of times."""
        await _run(self._snapshot.restore)

    async def delete(self) -> None:
        await _run(self._snapshot.delete)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.restore()


class AsyncClock:
    """The clock of a world."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def now(self) -> datetime:
        return await _run(lambda: self._clock.now)

    async def frozen(self) -> bool:
        return await _run(lambda: self._clock.frozen)

    async def advance(
        self,
        by: timedelta | None = None,
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> datetime:
        """Move the clock by the sum of the arguments, and return the new time. Negative values move the clock back."""
        __tracebackhide__ = True
        parts = {"weeks": weeks, "days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
        return await _run(self._clock.advance, by, **parts)

    async def set(self, now: datetime | date | str | None = None, *, frozen: bool | None = None) -> datetime:
        """Set the time, freeze the clock or let it run, and return the time. A time without a time zone is in UTC."""
        __tracebackhide__ = True
        return await _run(self._clock.set, now, frozen=frozen)


def _name(origin: AsyncSnapshot | str | None) -> str | None:
    return origin.name if isinstance(origin, AsyncSnapshot) else origin
