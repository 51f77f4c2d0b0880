"""Checks whether a server responds, for the command `mockserver health`."""

from http.client import HTTPConnection, HTTPException
from itertools import pairwise
from pathlib import Path

from mockserver.server.settings import WILDCARD_TO_LOOPBACK, BadSetting
from mockserver.server.shard import SHARD_HEADER


def check(host: str, port: int, *, is_explicit: bool) -> str:
    """Return the body of `/health` and the shard of the server, if it has one. Raises BadSetting if no server responds
    with status 200.

    `is_explicit` is true if the port was given as an option. If `is_explicit` is false and no server responds on
    `port`, the function reads other ports from the command lines of the servers on this machine, and tries these ports.
    The health check of a container requires this, because it does not get the options of the server. If a server
    responds on such a port, the result contains the port.
    """
    try:
        return _request(host, port)
    except BadSetting as error:
        problems = [str(error)]
    others = set() if is_explicit else _ports_of_running_servers() - {port}
    for other in sorted(others):
        try:
            return f"{_request(host, other)}, port {other}"
        except BadSetting as error:
            problems.append(str(error))
    raise BadSetting("\n".join(problems))


def _request(host: str, port: int) -> str:
    connection = HTTPConnection(WILDCARD_TO_LOOPBACK.get(host, host), port, timeout=2)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        body = response.read().decode("utf-8", "replace")
    except (OSError, HTTPException) as error:
        raise BadSetting(f"no server responds on {host} port {port}: {error}.") from None
    finally:
        connection.close()
    if response.status != 200:
        raise BadSetting(f"{host} port {port} responds with status {response.status}: {body}")
    shard = response.headers.get(SHARD_HEADER)
    return f"{body}, shard {shard}" if shard else body


def _ports_of_running_servers() -> set[int]:
    """Return the ports in the command lines of running `mockserver serve` processes. On systems without /proc, the set
    is empty."""
    ports: set[int] = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:  # the process has ended, or belongs to another user
            continue
        if "serve" in words and any(Path(word).name == "mockserver" for word in words[:3]):
            flags = [word.removeprefix("--port=") for word in words if word.startswith("--port=")]
            flags += [after for word, after in pairwise(words) if word == "--port"]
            ports |= {int(flag) for flag in flags if flag.isdecimal() and flag != "0"}
    return ports
