"""The OpenAPI document of a server: the external API with examples from a world, and the control API."""

from collections.abc import Mapping
from typing import Any

from mockserver import __version__
from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import catalogue
from mockserver.server.control.app import ROUTES
from mockserver.server.openapi import external
from mockserver.server.openapi.control import add_control
from mockserver.server.openapi.examples import Stage, examples
from mockserver.server.settings import CONTROL_PATH
from mockserver.server.worlds.world import World

Json = Any


def document(world: World, server: str = external.SERVER, control: bool = True) -> dict[str, Json]:
    """The body of `GET /__mock__/openapi.json`. The world does not change.

    `server` is the address in the document; without `control` it has the external API only.
    """
    api = catalogue()
    made = external.document(
        api,
        version=f"{api.release}+mockserver.{__version__}",
        server=server,
        families=families(),
        examples=examples(api, world.db, world.owner_id),
    )
    if control:
        add_control(made, ROUTES, CONTROL_PATH)
    return made


def families() -> dict[str, str]:
    """The package of each endpoint's handler, such as `goals`."""
    return {name: entry.handler.__module__.split(".")[2] for name, entry in HANDLERS.items()}


def example(world: World, name: str, person_id: str) -> tuple[Mapping[str, Json], Json]:
    """The inputs and the output of a request that works for a person; the output is null if none does."""
    api = catalogue()
    made = Stage(api, world.db.fork(), person_id).example(api.endpoints[name])
    return made.inputs, made.output
