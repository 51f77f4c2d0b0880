"""The load generator, which repeats a request on several kept-alive connections.

``python -m benchmarks.load PORT SECONDS CONNECTIONS`` reads the request from stdin. It prints a line of JSON with the
number of responses by status, and the duration in seconds. The load generator runs in its own process, so that its CPU
time does not count as CPU time of the server.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
from collections import Counter
from time import perf_counter

CONNECTIONS = 16
MAX_WAIT_SECONDS = 10
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


class Client:
    """A connection that sends the next request as soon as it has received a response. Its methods must be faster than
    the server."""

    __slots__ = ("head", "received", "request", "size", "socket")

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request
        self.received = b""
        self.head, self.size = b"nothing yet", 0

    def send(self) -> None:
        self.socket.send(self.request)

    def receive(self) -> bytes | None:
        """Receive data. Return the status of the response if it is complete, otherwise None."""
        part = self.socket.recv(1 << 18)
        if len(part) == self.size and not self.received and part.startswith(self.head):
            return part[9:12]  # the usual case: the response has the head and the length of the previous response
        return self._parse(part)

    def _parse(self, part: bytes) -> bytes | None:
        if not part:
            raise SystemExit(f"the server closed the connection after {self.received[:200]!r}")
        self.received += part
        end = self.received.find(b"\r\n\r\n")
        length = CONTENT_LENGTH.search(self.received, 0, end + 2) if end >= 0 else None
        if length is None or len(self.received) < end + 4 + int(length[1]):
            return None
        response, self.received = self.received, b""
        self.head, self.size = response[: length.end()], len(response)
        return response[9:12]


def drive(port: int, request: bytes, seconds: float, connections: int = CONNECTIONS) -> tuple[Counter[bytes], float]:
    """Send requests for at least this number of seconds. Return the number of responses by status, and the actual
    duration in seconds."""
    responses: Counter[bytes] = Counter()
    with selectors.DefaultSelector() as ready:
        for client in [Client(port, request) for _ in range(connections)]:
            ready.register(client.socket, selectors.EVENT_READ, client)
            client.send()
        start = perf_counter()
        # wait for at least one response, because the system can interrupt the process for longer than `seconds`
        while (now := perf_counter()) < start + seconds or not responses:
            found = ready.select(timeout=MAX_WAIT_SECONDS)
            if not found:
                raise SystemExit(f"the server sent no response in {MAX_WAIT_SECONDS} seconds")
            for key, _ in found:
                client = key.data
                if (status := client.receive()) is not None:
                    responses[status] += 1
                    client.send()
        for key in list(ready.get_map().values()):
            key.data.socket.close()
    return responses, now - start


if __name__ == "__main__":
    port, seconds, connections = sys.argv[1:]
    responses, duration = drive(int(port), sys.stdin.buffer.read(), float(seconds), int(connections))
    print(
        json.dumps({"responses": {status.decode(): count for status, count in responses.items()}, "seconds": duration})
    )
