"""One-sentence descriptions of operations, inputs and fields for the OpenAPI document and the reference page."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec


class Descriptions(msgspec.Struct, frozen=True):
    """`operations`, `inputs` and `fields` map names to descriptions.

    The keys of `inputs` have the form `ENDPOINT.INPUT` or `INPUT`, and those of `fields` the form `OBJECT.FIELD` or
    `FIELD`. The longer form has precedence.
    """

    operations: Mapping[str, str]
    inputs: Mapping[str, str]
    fields: Mapping[str, str]

    def input(self, endpoint: str, name: str) -> str | None:
        """Return the description of an input of an endpoint, or of a field of an object in an input."""
        return self.inputs.get(f"{endpoint}.{name}") or self.inputs.get(name) or self.fields.get(name)

    def field(self, schema: str, name: str) -> str | None:
        """Return the description of a field of an object in a response."""
        return self.fields.get(f"{schema}.{name}") or self.fields.get(name)


@cache
def descriptions() -> Descriptions:
    """Return the descriptions for the API release that this package implements."""
    packaged = Path(__file__).with_name("descriptions.json").read_bytes()
    return msgspec.json.decode(packaged, type=Descriptions)
