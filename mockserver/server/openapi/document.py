"""The OpenAPI document: the external API with its examples, and the control API. It depends on the version only."""

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
"""The dumper of libyaml is ten times as fast; some builds of PyYAML lack it."""

ADDRESS: Final = "SERVER-ADDRESS"
"""Stands for the address of the server in the parts that are kept."""


def document(server: str = external.SERVER, control: bool = True) -> dict[str, Json]:
    """The document. `server` is the address in it; without `control` it has the external API only."""
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
    """The document as JSON or YAML. The first call takes a second for YAML, later calls take microseconds."""
    before, after = _parts(control, as_yaml)
    return before + msgspec.json.encode(server) + after


@cache
def _parts(control: bool, as_yaml: bool) -> tuple[bytes, bytes]:
    """The encoded document before and after the address of the server. A JSON string is also valid in YAML."""
    text = msgspec.json.encode(document(ADDRESS, control))
    if as_yaml:
        made = msgspec.json.decode(text)  # without shared objects, which YAML would write as aliases
        text = yaml.dump(made, Dumper=YAML_DUMPER, sort_keys=False, allow_unicode=True, encoding="utf-8", width=120)
    before, _, after = text.partition((ADDRESS if as_yaml else f'"{ADDRESS}"').encode())
    return before, after


def example(db: Database, name: str, person_id: str) -> tuple[Mapping[str, Json], Json]:
    """The inputs and the output of a request that works for a person; the output is null if none does.

    Requests are tried in `db` and rolled back.
    """
    api = catalogue()
    made = ExampleBuilder(api, db, person_id).example(api.endpoints[name])
    return made.inputs, made.output
