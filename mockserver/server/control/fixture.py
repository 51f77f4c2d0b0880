"""The bearer's world as a fixture file."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mockserver.seed import export
from mockserver.server.control.helpers import Calls, ControlContext
from mockserver.server.http import plug_parser


async def export_fixture(request: Request, context: ControlContext) -> Response:
    """A document that loads to the same answers; `mockserver fixture export` writes it to a file."""
    world = context.world(request)
    rules = [rule.spec for rule in world.faults.rules]
    document = export.export(world.db, world.owner_id, rules)
    return Response(export.text(document), media_type=plug_parser.JSON)


CALLS: Final[Calls] = [
    ("GET", "/fixture", export_fixture),
]
