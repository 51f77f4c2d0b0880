"""The export of a world as a fixture."""

from typing import Final

from starlette.responses import Response

from mockserver.seed import export
from mockserver.server.control.routing import Route, route
from mockserver.server.http import plug_parser
from mockserver.server.worlds.world import World


@route("GET", "/fixture", "Export the world as a fixture file", media_type=plug_parser.JSON)
async def get_fixture(world: World) -> Response:
    """A world that is opened from this file gives the same responses. `mockserver fixture export` writes the file."""
    document = export.export(world.db, world.owner_id, [rule.spec for rule in world.faults.rules])
    return Response(export.text(document), media_type=plug_parser.JSON)


ROUTES: Final[tuple[Route, ...]] = (get_fixture,)
