"""What a server says of itself at its start: where it listens, and who may speak to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from mockserver.contract.catalogue import catalogue
from mockserver.model.company.companies import ApiToken
from mockserver.server.settings import CONTROL_PATH

if TYPE_CHECKING:
    from mockserver.server.app import App
    from mockserver.server.worlds.worlds import World


class Speaker(Struct, frozen=True, kw_only=True):
    """Somebody of the default world, with a token that speaks in their name."""

    name: str
    email: str | None
    role: str
    token: str
    read_only_token: str | None = None


class ServerInfo(Struct, frozen=True, kw_only=True):
    """The default world of a server that listens; ``--json`` prints it with the process id."""

    url: str
    """What a client is given as the API's address."""
    control_url: str
    company: str
    people: list[Speaker]


def describe(app: App, root: str) -> ServerInfo:
    """The application's default world, as served at ``root`` (``http://host:port``)."""
    return told(app.worlds.default, root)


def told(world: World, root: str) -> ServerInfo:
    """The same of a world."""
    return ServerInfo(
        url=root + catalogue().base_path,
        control_url=root + CONTROL_PATH,
        company=world.company.name,
        people=list(_speakers(world)),
    )


def _speakers(world: World) -> Iterator[Speaker]:
    for person in world.people():
        tokens = [row for row in world.db.where(ApiToken, person_id=person.id) if not row.revoked]
        full = [row.token for row in tokens if not row.read_only]
        reading = [row.token for row in tokens if row.read_only]
        if full:
            yield Speaker(
                name=person.full_name,
                email=person.email,
                role=world.role(person),
                token=full[0],
                read_only_token=reading[0] if reading else None,
            )
