"""Information that is printed when the server starts: the addresses, the company, its people and their tokens."""

from collections.abc import Iterator

from msgspec import Struct

from mockserver.contract.catalogue import catalogue
from mockserver.model.company.companies import ApiToken, Person
from mockserver.printable import printable
from mockserver.server.settings import CONTROL_PATH
from mockserver.server.worlds.world import World


class PersonTokens(Struct, frozen=True, kw_only=True):
    """A person of the default world and their tokens.

    `token` has full access. `read_only_token` is None if the person has no read-only token.
    """

    name: str
    email: str | None
    role: str
    token: str
    read_only_token: str | None = None


class ServerInfo(Struct, frozen=True, kw_only=True):
    """The addresses of a running server, and the company and people of its default world. `mockserver serve --json`
    prints this struct and the process id."""

    url: str
    """The base URL of the external API."""
    control_url: str
    shard: str
    """The value of `--shard`, such as `2/4`; `0/1` if the server was started without this option."""
    company: str
    people: list[PersonTokens]


def server_info(world: World, root: str) -> ServerInfo:
    """Return the information that is printed when a server starts.

    `world` is the default world of the server. `root` is the URL of the server without a path: `http://host:port`.
    """
    return ServerInfo(
        url=root + catalogue().base_path,
        control_url=root + CONTROL_PATH,
        shard=str(world.shard),
        company=printable(world.company.name),
        people=list(_people(world)),
    )


def _people(world: World) -> Iterator[PersonTokens]:
    """Yield the people who have a token with full access, with their tokens."""
    for person in world.people():
        tokens = [row for row in world.db.where(ApiToken, person_id=person.id) if not row.revoked]
        full = [_valid(world, person, row) for row in tokens if not row.read_only]
        read_only = [_valid(world, person, row) for row in tokens if row.read_only]
        if full:
            yield PersonTokens(
                name=printable(person.full_name),
                email=printable(person.email) if person.email else None,
                role=world.role(person),
                token=full[0],
                read_only_token=read_only[0] if read_only else None,
            )


def _valid(world: World, person: Person, row: ApiToken) -> str:
    """Return the token in `row`. If it belongs to another shard, return the derived token of the person, which is valid
    on this server."""
    return row.token if world.shard.owns_token(row.token) else world.derived_token(person, read_only=row.read_only)
