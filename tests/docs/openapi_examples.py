"""Generates the examples of the OpenAPI document from the demo company. `make docs` runs it."""

from collections.abc import Iterator
from typing import Final

import msgspec

from mockserver.contract.catalogue import catalogue
from mockserver.server.app import create_app
from mockserver.server.openapi.examples import examples
from mockserver.server.settings import Settings
from tests.docs.blocks import ROOT as PROJECT

PAGE: Final = PROJECT / "mockserver" / "server" / "openapi" / "examples.json"

MAX_BYTES: Final = 120
"""Larger responses are omitted from the examples. The schema of such a response is shorter than the response, and
contains more information."""


def page() -> str:
    """Return the text of the file, which has one line per endpoint."""
    return "{\n" + ",\n".join(_lines()) + "\n}\n"


def _lines() -> Iterator[str]:
    world = create_app(Settings(fixture="demo")).worlds.default
    for name, example in sorted(examples(catalogue(), world.db, world.owner_id).items()):
        is_short = len(msgspec.json.encode(example.output)) <= MAX_BYTES
        shown = example if is_short else msgspec.structs.replace(example, output=None)
        yield f'"{name}": {msgspec.json.encode(shown).decode()}'


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
