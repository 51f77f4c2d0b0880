"""The `x-request-id` header."""

from mockserver.server.settings import Settings
from tests.support import Server


def test_request_ids_of_two_servers_in_one_process_are_equal() -> None:
    seen = []
    for server in (Server(Settings(fixture="empty")), Server(Settings(fixture="empty"))):
        responses = [server.send("GET", path) for path in ("/api/external/v1/get_me", "/health", "/api/v2/get_me")]
        seen.append([response.headers["x-request-id"] for response in responses])
        server.close()

    assert seen[0] == seen[1]
    assert len(set(seen[0])) == 3
