"""Additional tokens for the people of a world."""

from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import ControlContext, route
from mockserver.server.schemas.worlds import CreateToken, TokenInfo
from mockserver.server.worlds.world import World


@route(
    "POST",
    "/tokens",
    "Create a token for a person",
    status=201,
    problems={404: "The world has no such person."},
    example={"person_id": "owner@example.com", "access": "read_only"},
)
async def create_token(world: World, context: ControlContext, body: CreateToken) -> TokenInfo:
    person = world.require_person(body.person_id)
    return TokenInfo(token=context.worlds.tokens.create(world, person, read_only=body.access == "read_only"))


@route("DELETE", "/tokens/{token}", "Revoke a token", problems={404: "The token is unknown or already revoked."})
async def revoke_token(context: ControlContext, token: str) -> None:
    if not context.worlds.tokens.revoke(token):
        raise ProblemError(404, f"this token is unknown or already revoked{context.worlds.shard.hint(token)}")
