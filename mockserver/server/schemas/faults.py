"""Fault rules in responses. In requests and in fixtures, a rule is a `mockserver.fault_spec.FaultSpec`."""

from typing import Annotated

from msgspec import Meta

from mockserver.fault_spec import FaultAction, FaultMatch
from mockserver.server.schemas.base import Response


class FaultInfo(Response, frozen=True):
    """A fault rule of a world."""

    id: Annotated[str, Meta(description="The id of the rule.")]
    match: Annotated[FaultMatch, Meta(description="The conditions under which the rule is applied.")]
    action: Annotated[FaultAction, Meta(description="The effect of the rule.")]
    times: Annotated[
        int | None, Meta(description="The maximum number of requests to which the rule is applied. null: no limit.")
    ]
    seen: Annotated[int, Meta(description="The number of requests that matched the rule.")]
    fired: Annotated[int, Meta(description="The number of requests to which the rule was applied.")]


class FaultList(Response, frozen=True):
    faults: Annotated[list[FaultInfo], Meta(description="The rules of the world.")]
