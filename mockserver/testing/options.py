"""The types of keyword arguments that several methods accept. Type checkers and editors use these types."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias, TypedDict

from mockserver.server.schemas.journal import CountRange
from mockserver.server.schemas.worlds import Person

Json = Any
PersonLike: TypeAlias = Person | Mapping[str, Any] | str
"""A person: a `Person`, a dictionary from a response of the API, a role, an e-mail address, a full name or an id."""
RecordLike: TypeAlias = Mapping[str, Any] | str
"""A record: its id or UUID, or a dictionary with its `id`, such as an object in a response or a result of `state`."""


class FaultOptions(TypedDict, total=False):
    """Conditions and actions of a fault rule (docs/faults.md)."""

    method: str
    person: PersonLike
    token: str
    nth: int
    every: int
    limit: int
    window: float
    times: int
    status: int
    headers: Mapping[str, str]
    body: Json
    message: str
    kind: Literal["handler", "framework", "parser"]
    delay_ms: int
    delay_at: Literal["before", "during"]
    close: Literal["before", "during"]
    truncate: int
    malformed: bool
    empty: bool
    after: bool


class RequestFilters(TypedDict, total=False):
    """The conditions by which journal entries are filtered."""

    method: str
    person: PersonLike
    status: int | str
    fault: bool
    changed: bool
    since: int | str | datetime
    limit: int


class Expected(TypedDict, total=False):
    """The conditions by which requests are counted, and the expected `count`."""

    method: str
    person: PersonLike
    status: int
    fault: bool
    inputs: Mapping[str, Json]
    headers: Mapping[str, str | None]
    count: int | CountRange | Mapping[str, int]
    since: int


class WorldOptions(TypedDict, total=False):
    """The parameters with which a new world is created."""

    fixture: str | Mapping[str, Any]
    seed: int
    now: datetime | str
    frozen: bool
    locale: str
    company: Mapping[str, str]
    owner: Mapping[str, str]


class ServerOptions(TypedDict, total=False):
    """The settings of `mockserver serve`."""

    host: str
    port: int
    fixture: str
    seed: int
    locale: str
    now: datetime | None
    frozen: bool
    cors: bool
    cors_origin: tuple[str, ...]
    allowed_host: tuple[str, ...]
    cache_dir: str
    fixture_dir: str
    control: bool
    control_token: str
    prefer: bool
    fault: tuple[str, ...]
    shard: str
    state: str
    fsync: str
    state_repair: bool
    max_body_bytes: int
    max_blob_bytes: int
    request_timeout: int
    log_format: str
    log_level: str
