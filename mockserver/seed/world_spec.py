"""The parameters that a world is created with."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from mockserver.fault_spec import FaultSpec

DEFAULT_NOW: Final = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
"""The default initial time of a world. It is constant, so that two runs give the same responses."""


class BadFixture(ValueError):
    """A fixture cannot be loaded. The message lists the errors, one per line."""


class OwnerSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    full_name: str | None = None
    email: str | None = None
    title: str | None = None


class CompanySpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str | None = None


class WorldSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All fields have defaults. Equal specs give equal worlds."""

    fixture: str = "empty"
    """The name of a fixture, or the path of a file, relative to the working directory of the server."""
    seed: int = 0
    now: datetime | None = None
    frozen: bool = True
    locale: str | None = None
    """The locale of generated names, such as `de_DE`. The default is the locale of the fixture."""
    company: CompanySpec = CompanySpec()
    owner: OwnerSpec = OwnerSpec()


class NamedToken(msgspec.Struct, frozen=True):
    """A fixed token, for the default world only."""

    token: str
    person_id: str
    read_only: bool = False
    revoked: bool = False


class Seeded(msgspec.Struct, frozen=True):
    """The result of building a fixture, in addition to the database."""

    owner_id: str
    tokens: tuple[NamedToken, ...] = ()
    faults: tuple[FaultSpec, ...] = ()
