"""CORS for pages of other origins, out of the way of everybody else."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import Receive, Scope, Send


def from_browser(scope: Scope) -> bool:
    """Whether a request names an origin, as only browsers' requests do."""
    return b"origin" in dict(scope["headers"])


class Cors(CORSMiddleware):
    """Looks at the requests of browsers; the others pass untouched, `vary` included."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and from_browser(scope):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
