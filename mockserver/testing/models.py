"""What the control API tells, as Python objects."""

from datetime import datetime
from typing import Any

import msgspec

Json = Any


class Person(msgspec.Struct, frozen=True):
    """Somebody of a world, with the tokens that speak in his name."""

    id: str
    full_name: str
    email: str | None
    role: str
    token: str
    read_only_token: str


class Opened(msgspec.Struct, frozen=True):
    """A world as it opened. `people` are the first fifty."""

    id: str
    company: dict[str, str]
    owner: Person
    people: list[Person]


class People(msgspec.Struct, frozen=True):
    count: int
    people: list[Person]


class Change(msgspec.Struct, frozen=True):
    """What happened to one record. `fields` are all of them; of a changed record those that differ, as from and to."""

    entity: str
    id: str
    fields: dict[str, Json]


class Changes(msgspec.Struct, frozen=True):
    created: list[Change]
    changed: list[Change]
    deleted: list[Change]

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.deleted)

    def of(self, entity: str) -> "Changes":
        """The changes of one entity."""
        lists = (self.created, self.changed, self.deleted)
        return Changes(*([change for change in one if change.entity == entity] for one in lists))


class Speaker(msgspec.Struct, frozen=True):
    id: str
    full_name: str


class Call(msgspec.Struct, frozen=True):
    """A call that the mock answered. `status` is None where a fault hung up."""

    id: int
    at: datetime
    world_time: datetime
    person: Speaker | None
    method: str
    endpoint: str
    inputs: dict[str, Json]
    status: int | None
    duration_ms: float
    fault: str | None
    hint: str | None
    changes: Changes

    def __str__(self) -> str:
        who = self.person.full_name if self.person else "nobody"
        inputs = msgspec.json.encode(self.inputs).decode()
        why = f"  [{self.hint or self.fault}]" if self.hint or self.fault else ""
        return f"#{self.id} {self.status or 'closed'} {self.method} {self.endpoint} {inputs} by {who}{why}"


class Calls(msgspec.Struct, frozen=True):
    requests: list[Call]
    last: int


class Time(msgspec.Struct, frozen=True):
    now: datetime
    frozen: bool
