"""Tokens beside those that the people of a world have anyway."""

from typing import Final, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mockserver.server.control.helpers import Calls, ControlContext, Problem, answer, body, done


class TokenSpec(msgspec.Struct, forbid_unknown_fields=True):
    person_id: str
    """An id in any form, an e-mail address or a full name."""
    access: Literal["full", "read_only"] = "full"


async def make(request: Request, context: ControlContext) -> Response:
    world, spec = context.world(request), await body(request, TokenSpec)
    person = world.person(spec.person_id)
    if person is None:
        raise Problem(404, f"there is no person {spec.person_id!r} in the world of this bearer token")
    return answer(201, {"token": context.worlds.tokens.create(world, person, read_only=spec.access == "read_only")})


async def revoke(request: Request, context: ControlContext) -> Response:
    if not context.worlds.tokens.revoke(request.path_params["token"]):
        raise Problem(404, "this token opens nothing")
    return done()


CALLS: Final[Calls] = [("POST", "/tokens", make), ("DELETE", "/tokens/{token}", revoke)]
