"""Descriptions of operations, inputs and fields for the OpenAPI document and the reference page, one sentence each."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec


class Descriptions(msgspec.Struct, frozen=True):
    """Sentences by name. `OBJECT.FIELD` and `ENDPOINT.INPUT` take precedence over the bare name of a field or input."""

    operations: Mapping[str, str]
    inputs: Mapping[str, str]
    fields: Mapping[str, str]

    def input(self, endpoint: str, name: str) -> str | None:
        """The description of an input of an endpoint, or of an object that an input contains."""
        return self.inputs.get(f"{endpoint}.{name}") or self.inputs.get(name) or self.fields.get(name)

    def field(self, schema: str, name: str) -> str | None:
        """The description of a field of a response object."""
        return self.fields.get(f"{schema}.{name}") or self.fields.get(name)


@cache
def descriptions() -> Descriptions:
    """The descriptions of the packaged release."""
    packaged = Path(__file__).with_name("descriptions.json").read_bytes()
    return msgspec.json.decode(packaged, type=Descriptions)
