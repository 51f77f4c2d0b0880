"""The OpenAPI document of a server: the external API with examples from a world, and the control API."""

from typing import Any

from mockserver import __version__
from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import catalogue
from mockserver.server.control.app import ROUTES
from mockserver.server.openapi import external
from mockserver.server.openapi.control import add_control
from mockserver.server.openapi.examples import examples
from mockserver.server.settings import CONTROL_PATH
from mockserver.server.worlds.world import World

Json = Any


def document(world: World) -> dict[str, Json]:
    """What `GET /__mock__/openapi.json` gives; the world stays as it is."""
    api = catalogue()
    shown = examples(api, world.db, world.owner_id)
    made = external.document(api, version=f"{api.release}+mockserver.{__version__}", areas=areas(), examples=shown)
    add_control(made, ROUTES, CONTROL_PATH)
    return made


def areas() -> dict[str, str]:
    """What each endpoint is about: the resource whose module has its handler."""
    modules = {name: entry.handler.__module__ for name, entry in HANDLERS.items()}
    return {name: module.rpartition(".")[2].replace("_", " ").capitalize() for name, module in modules.items()}
