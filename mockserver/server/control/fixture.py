"""The bearer's world as a fixture file."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mockserver.seed import exporting
from mockserver.server import plug
from mockserver.server.control.base import Calls, Desk


async def export(request: Request, desk: Desk) -> Response:
    """A document that loads to the same answers; `mockserver fixture export` writes it to a file."""
    host = desk.host(request)
    rules = [rule.spec for rule in host.faults.rules]
    document = exporting.export(host.world, host.owner_id, rules)
    return Response(exporting.text(document), media_type=plug.JSON)


CALLS: Final[Calls] = [
    ("GET", "/fixture", export),
]
