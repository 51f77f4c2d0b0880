"""What a world is opened with."""

from datetime import UTC, datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from mockserver.fault_spec import FaultSpec

DEFAULT_NOW: Final = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
"""The moment at which a world opens when nobody says another: a fixed one, so that two runs agree."""


class BadFixture(ValueError):
    """No world can be built from a fixture. The text says why, each mistake on a line of its own."""


class OwnerSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    full_name: str | None = None
    email: str | None = None
    title: str | None = None


class CompanySpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str | None = None


class WorldSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a world is built from. Everything has a default; equal specs give equal worlds."""

    fixture: Annotated[
        str, Meta(description="The name of a fixture, or the path of a file, relative to the server's directory.")
    ] = "empty"
    seed: Annotated[int, Meta(description="Seed of the random source: equal seeds give equal data and ids.")] = 0
    now: Annotated[
        datetime | None, Meta(description="The world's time, ISO 8601. Default: the time of the fixture.")
    ] = None
    frozen: Annotated[bool, Meta(description="Whether the clock stands still until it is moved.")] = True
    locale: Annotated[
        str | None, Meta(description="Language of generated names, such as `de_DE`. Default: that of the fixture.")
    ] = None
    company: CompanySpec = CompanySpec()
    owner: OwnerSpec = OwnerSpec()


class NamedToken(msgspec.Struct, frozen=True):
    """A token that a person can type, for the default world only."""

    token: str
    person_id: str
    read_only: bool = False
    revoked: bool = False


class Seeded(msgspec.Struct, frozen=True):
    """What a fixture made, beside the rows: who owns the company, the tokens to type, and which calls fail."""

    owner_id: str
    tokens: tuple[NamedToken, ...] = ()
    faults: tuple[FaultSpec, ...] = ()
