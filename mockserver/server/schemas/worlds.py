"""Worlds, the people in them, and their tokens."""

from typing import Annotated, Final, Literal

from msgspec import Meta

from mockserver.seed.world_spec import WorldOptions
from mockserver.server.schemas.base import Json, Request, Response

DEFAULT_WORLD: Final = "default"
"""The name of the default world in parameters that contain the id of a world."""

DEFAULT_PAGE: Final = 50
"""The maximum number of people in a response if the request has no `limit`."""


class OpenWorld(WorldOptions, frozen=True, forbid_unknown_fields=True):
    """The initial state of a new world: a fixture with options, or a copy of an existing state (`fork`)."""

    fixture: Annotated[
        str | dict[str, Json],
        Meta(
            description="The name of a fixture, the path of a file below `--fixture-dir`, or a fixture as an object "
            "with the keys of a fixture file."
        ),
    ] = "empty"
    fork: Annotated[
        str | None,
        Meta(
            description="The state to copy, instead of building a fixture: the id of a world, `default` for the "
            "default world, or the name of a snapshot of the token's world. `fork` cannot be combined with other keys."
        ),
    ] = None


class PeopleQuery(Request, frozen=True):
    search: Annotated[
        str, Meta(description="Only people with this text in their name, e-mail address or role. Case is ignored.")
    ] = ""
    limit: Annotated[int, Meta(ge=1, le=1000, description="The maximum number of people in the response.")] = (
        DEFAULT_PAGE
    )
    offset: Annotated[int, Meta(ge=0, description="The number of people to skip.")] = 0


class CompanyRef(Response, frozen=True):
    id: Annotated[str, Meta(description="The id as the API returns it.")]
    name: Annotated[str, Meta(description="The name of the company.")]


class PersonRef(Response, frozen=True):
    id: Annotated[str, Meta(description="The id as the API returns it.")]
    full_name: Annotated[str, Meta(description="The full name of the person.")]


class Person(Response, frozen=True):
    """A person of a world with their tokens."""

    id: Annotated[str, Meta(description="The id as the API returns it.")]
    uuid: Annotated[str, Meta(description="The UUID of the person.")]
    full_name: Annotated[str, Meta(description="The full name of the person.")]
    email: Annotated[str | None, Meta(description="The e-mail address. null if the person has none.")]
    role: Annotated[str, Meta(description="`owner`, `admin`, `member`, `guest`, `ai` (an AI agent) or `suspended`.")]
    token: Annotated[str, Meta(description="A token that allows queries and mutations.")]
    read_only_token: Annotated[str, Meta(description="A token that allows queries only.")]


class PeopleList(Response, frozen=True):
    count: Annotated[int, Meta(description="The number of people that match `search`, on all pages.")]
    people: Annotated[list[Person], Meta(description="The people; the owner is the first.")]


class WorldSummary(Response, frozen=True):
    id: Annotated[str, Meta(description="The id of the world.")]
    default: Annotated[bool, Meta(description="Whether this is the server's default world.")]
    company: Annotated[CompanyRef, Meta(description="The first company of the world.")]


class WorldInfo(WorldSummary, frozen=True):
    """A world with its people."""

    owner: Annotated[Person | None, Meta(description="The owner of the company. null if the company has no people.")]
    people: Annotated[list[Person], Meta(description="At most 50 people; the owner is the first.")]
    people_count: Annotated[int, Meta(description="The number of all people of the world.")]


BuildStatus = Literal["building", "ready", "failed"]


class BuildInfo(Response, frozen=True):
    """The progress of a world that is built in the background."""

    id: Annotated[str, Meta(description="The id of the build.")]
    status: Annotated[
        BuildStatus,
        Meta(description="`building`: the world is not open yet. `ready`: it is open. `failed`: it cannot be built."),
    ]
    events_done: Annotated[int, Meta(description="The number of events of the fixture that were executed.")]
    events: Annotated[int, Meta(description="The number of events of the fixture; 0 until the number is known.")]
    detail: Annotated[
        str | None, Meta(description="The reason of the failure, if the status is `failed`; otherwise null.")
    ]
    world: Annotated[WorldInfo | None, Meta(description="The world, if the status is `ready`; otherwise null.")]


class WorldList(Response, frozen=True):
    shard: Annotated[
        str, Meta(description="The value of `--shard`; `0/1` if the server was started without this option.")
    ]
    worlds: Annotated[list[WorldSummary], Meta(description="The open worlds of the server.")]


class CreateToken(Request, frozen=True):
    person_id: Annotated[str, Meta(description="A person: an id, a UUID, an e-mail address or a full name.")]
    access: Annotated[Literal["full", "read_only"], Meta(description="`read_only` allows queries only.")] = "full"


class TokenInfo(Response, frozen=True):
    token: Annotated[str, Meta(description="The new token.")]
