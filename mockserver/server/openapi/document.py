"""The OpenAPI document of the external API, with examples, and of the control API.

The document depends only on the version of mockserver.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import msgspec
import yaml

from mockserver import __version__
from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import catalogue
from mockserver.server.control.app import ROUTES
from mockserver.server.openapi import external
from mockserver.server.openapi.control import add_control
from mockserver.server.openapi.examples import ExampleBuilder
from mockserver.server.settings import CONTROL_PATH
from mockserver.store.database import Database

Json = Any

YAML_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""PyYAML with libyaml is ten times as fast, but some builds of PyYAML do not contain libyaml."""

ADDRESS: Final = "SERVER-ADDRESS"
"""Stands for the address of the server in a cached document."""


def document(server: str = external.SERVER, control: bool = True) -> dict[str, Json]:
    """Return the document with the address `server`. If `control` is false, it contains the external API only."""
    api = catalogue()
    packaged = files("mockserver.server").joinpath("openapi", "examples.json").read_bytes()
    made = external.document(
        api,
        version=f"{api.release}+mockserver.{__version__}",
        server=server,
        families={name: entry.handler.__module__.split(".")[2] for name, entry in HANDLERS.items()},
        examples=msgspec.json.decode(packaged, type=dict[str, external.Example]),
    )
    if control:
        add_control(made, ROUTES, CONTROL_PATH)
    return made


@lru_cache(maxsize=8)
def encoded(server: str, control: bool, as_yaml: bool) -> bytes:
    """Return the document as JSON or YAML. The first call for YAML takes a second, later calls take microseconds."""
    before, after = _parts(control, as_yaml)
    return before + msgspec.json.encode(server) + after


@cache
def _parts(control: bool, as_yaml: bool) -> tuple[bytes, bytes]:
    """Return the encoded document before and after the server's address.

    The address is JSON, which is also valid YAML.
    """
    text = msgspec.json.encode(document(ADDRESS, control))
    if as_yaml:
        made = msgspec.json.decode(text)  # decoding copies shared objects, which YAML would write as aliases
        text = yaml.dump(made, Dumper=YAML_DUMPER, sort_keys=False, allow_unicode=True, encoding="utf-8", width=120)
    before, _, after = text.partition((ADDRESS if as_yaml else f'"{ADDRESS}"').encode())
    return before, after


def example(db: Database, name: str, person_id: str) -> tuple[Mapping[str, Json], Json]:
    """Return the inputs and the output of a successful request of a person, or a null output if no request succeeds.

    Requests are executed in `db` and rolled back.
    """
    api = catalogue()
    made = ExampleBuilder(api, db, person_id).example(api.endpoints[name])
    return made.inputs, made.output
