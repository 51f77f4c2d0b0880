"""The JSON Schema of fixture files, from the structures that they are read into."""

from typing import Any, Final

import msgspec

from mockserver.seed.fixture_schema import Fixture

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """What an editor needs to complete and check a fixture."""
    (found,), components = msgspec.json.schema_components([Fixture], ref_template="#/$defs/{name}")
    return {"$schema": DIALECT, "title": "A fixture of mockserver", **found, "$defs": components}
