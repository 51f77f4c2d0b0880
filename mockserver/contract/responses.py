"""The shapes of successful responses: JSON schemas of every object that the real server sends.

`responses.json` is made from recorded responses by `tools/response_shapes.py`. The OpenAPI document publishes it, and
the tests compare every response with it, so the views cannot drift from it.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

Json = Any


class ResponseShapes(msgspec.Struct, frozen=True):
    """`schemas` by name of the shape (`GoalSummary`, `Goal`), `responses` by endpoint."""

    schemas: Mapping[str, Json]
    responses: Mapping[str, Json]


@cache
def response_shapes() -> ResponseShapes:
    """The shapes of the packaged release. References have the form `#/components/schemas/Goal`."""
    packaged = Path(__file__).with_name("responses.json").read_bytes()
    return msgspec.json.decode(packaged, type=ResponseShapes)
