"""The parameters with which a world is created."""

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from mockserver.fault_spec import FaultSpec
from mockserver.store.random_source import MAX_SEED

DEFAULT_NOW: Final = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
"""The default initial time of a world. The time is constant, so that each run gives the same responses."""


class BadFixture(ValueError):
    """Raised if a fixture cannot be loaded. The message lists the errors, one per line."""


class OwnerSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    full_name: Annotated[str | None, Meta(description="The full name of the owner.")] = None
    email: Annotated[str | None, Meta(description="The e-mail address of the owner.")] = None
    title: Annotated[str | None, Meta(description="The job title of the owner.")] = None


class CompanySpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str | None, Meta(description="The name of the company.")] = None


class WorldOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parameters of a world in addition to its fixture. All parameters are optional."""

    seed: Annotated[
        int,
        Meta(ge=-MAX_SEED, le=MAX_SEED, description="Seed of the random source. Equal seeds give equal data and ids."),
    ] = 0
    now: Annotated[
        datetime | None,
        Meta(description="The initial time of the world in ISO 8601. Default: the time of the fixture."),
    ] = None
    frozen: Annotated[bool, Meta(description="Whether the clock stands still until it is changed.")] = True
    locale: Annotated[
        str | None,
        Meta(description="Language of generated names, such as `de_DE`. Default: the language of the fixture."),
    ] = None
    company: Annotated[CompanySpec, Meta(description="Replaces the name of the company in the fixture.")] = (
        CompanySpec()
    )
    owner: Annotated[
        OwnerSpec, Meta(description="Replaces the name, e-mail address or job title of the owner in the fixture.")
    ] = OwnerSpec()


class WorldSpec(WorldOptions, frozen=True):
    """The parameters of a world. Equal specs give equal worlds."""

    fixture: str = "empty"
    """The name of a fixture, or the path of a file.

    If `content` is set, `fixture` is the start of the paths in error messages.
    """
    content: bytes | None = None
    """The JSON text of a fixture, which is used instead of `fixture`."""


class NamedToken(msgspec.Struct, frozen=True):
    """A fixed token, which is valid only in the default world."""

    token: str
    person_id: str
    read_only: bool = False
    revoked: bool = False


class Seeded(msgspec.Struct, frozen=True):
    """The data that the build of a fixture returns in addition to the database."""

    owner_id: str
    tokens: tuple[NamedToken, ...] = ()
    faults: tuple[FaultSpec, ...] = ()
    sources: dict[str, str] = {}
    """Maps the paths of the files from which the fixture was read to the digests of their contents."""


def digest_of(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
