"""The export of a world as a fixture."""

from anyio import to_thread
from starlette.responses import Response, StreamingResponse

from mockserver.seed import export
from mockserver.server.control.routing import route
from mockserver.server.http import plug_parser
from mockserver.server.worlds.world import World


@route("GET", "/fixture", "Export the world as a fixture file", media_type=plug_parser.JSON)
async def get_fixture(world: World) -> Response:
    """A world that is opened from this file gives the same responses as the exported world. The command `mockserver
    fixture export` writes this response to a file.
    """
    faults = [rule.spec for rule in world.faults.rules]
    document = await to_thread.run_sync(export.export, world.db.fork(), world.owner_id, faults, abandon_on_cancel=True)
    return StreamingResponse(export.chunks(document), media_type=plug_parser.JSON)  # Starlette iterates in a thread
