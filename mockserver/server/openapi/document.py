"""The complete OpenAPI document: the external API, with examples, and the control API.

Apart from the address of the server, the document depends only on the version of mockserver.
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
"""CSafeDumper is ten times as fast as SafeDumper, but some builds of PyYAML do not contain it."""

ADDRESS: Final = "SERVER-ADDRESS"
"""The placeholder for the address of the server in a cached document."""


def document(server: str = external.SERVER, control: bool = True) -> dict[str, Json]:
    """Return the document. `server` is the URL to write into the document as the address of the server. If `control` is
    false, the document does not describe the control API."""
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
    """Return the document as JSON or YAML. The first call for YAML takes a second. Later calls take microseconds."""
    before, after = _parts(control, as_yaml)
    return before + msgspec.json.encode(server) + after


@cache
def _parts(control: bool, as_yaml: bool) -> tuple[bytes, bytes]:
    """Return the encoded document in two parts: the bytes before and after the address of the server.

    The caller inserts the address as JSON, which is also valid in YAML.
    """
    text = msgspec.json.encode(document(ADDRESS, control))
    if as_yaml:
        # PyYAML writes an object that occurs twice as an alias. Decoding creates a new object for each occurrence.
        made = msgspec.json.decode(text)
        text = yaml.dump(made, Dumper=YAML_DUMPER, sort_keys=False, allow_unicode=True, encoding="utf-8", width=120)
    before, _, after = text.partition((ADDRESS if as_yaml else f'"{ADDRESS}"').encode())
    return before, after


def example(db: Database, name: str, person_id: str) -> tuple[Mapping[str, Json], Json]:
    """Return the inputs and the output of a request to the endpoint `name` that succeeds for the person `person_id`.

    Several requests are executed in `db` and rolled back, until one succeeds. If none succeeds, the output is None.
    """
    api = catalogue()
    made = ExampleBuilder(api, db, person_id).example(api.endpoints[name])
    return made.inputs, made.output
