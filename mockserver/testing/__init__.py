"""The mock from Python (docs/testing.md). Needs httpx: `pip install 'operately-mockserver[pytest]'`.

with MockServer(fixture="demo") as mock:
    mock.fault("get_goals", status=503, times=2)
    mock.client.get("get_goals")
"""

try:
    import httpx  # noqa: F401
except ImportError as error:
    raise ImportError("mockserver.testing needs httpx: pip install 'operately-mockserver[pytest]'") from error

from mockserver.server.schemas.journal import Entry
from mockserver.server.schemas.records import Change, Changes
from mockserver.server.schemas.worlds import Person
from mockserver.testing.server import MockServer
from mockserver.testing.transport import InProcess, asgi
from mockserver.testing.world import Clock, Fault, MockError, MockWorld, Snapshot, VerificationError

__all__ = [
    "Change",
    "Changes",
    "Clock",
    "Entry",
    "Fault",
    "InProcess",
    "MockError",
    "MockServer",
    "MockWorld",
    "Person",
    "Snapshot",
    "VerificationError",
    "asgi",
]
