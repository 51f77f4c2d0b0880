"""The shapes of successful responses: JSON schemas of all objects that the real server sends.

`tools/response_shapes.py` generates `responses.json` from recorded responses. The OpenAPI document contains the
schemas. The tests compare every response with them, to find views whose keys or types differ from those of the real
server.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

Json = Any


class ResponseShapes(msgspec.Struct, frozen=True):
    """`schemas` maps the names of shapes (such as `GoalSummary`) to schemas. `responses` maps the names of endpoints to
    schemas."""

    schemas: Mapping[str, Json]
    responses: Mapping[str, Json]


@cache
def response_shapes() -> ResponseShapes:
    """Return the shapes for the API release that this package implements. References in the schemas have the form
    `#/components/schemas/Goal`."""
    packaged = Path(__file__).with_name("responses.json").read_bytes()
    return msgspec.json.decode(packaged, type=ResponseShapes)
