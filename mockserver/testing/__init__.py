"""The Python client of mockserver (docs/testing.md).
The client requires httpx: `pip install 'operately-mockserver[pytest]'`.

with MockServer(fixture="demo") as mock:
    mock.fault("get_goals", status=503, times=2)
    mock.client.get("get_goals")
"""

try:
    import httpx  # noqa: F401
except ImportError as error:
    raise ImportError("mockserver.testing needs httpx: pip install 'operately-mockserver[pytest]'") from error

from mockserver.contract.names import UnknownName
from mockserver.server.schemas.access import Explanation
from mockserver.server.schemas.journal import CountRange, Entry, EntryDetail
from mockserver.server.schemas.records import Change, Changes
from mockserver.server.schemas.worlds import Person
from mockserver.testing.async_world import AsyncClock, AsyncFault, AsyncMockWorld, AsyncSnapshot
from mockserver.testing.errors import MockError, VerificationError
from mockserver.testing.server import MockServer
from mockserver.testing.transport import InProcess, asgi
from mockserver.testing.world import MockWorld
from mockserver.testing.world_controls import Clock, Fault, Snapshot

__all__ = [
    "AsyncClock",
    "AsyncFault",
    "AsyncMockWorld",
    "AsyncSnapshot",
    "Change",
    "Changes",
    "Clock",
    "CountRange",
    "Entry",
    "EntryDetail",
    "Explanation",
    "Fault",
    "InProcess",
    "MockError",
    "MockServer",
    "MockWorld",
    "Person",
    "Snapshot",
    "UnknownName",
    "VerificationError",
    "asgi",
]
