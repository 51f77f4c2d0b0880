"""The load: one request, sent over and over on several kept-alive connections, each waiting for its answer.

A process of its own, so that it takes no time from the server: ``python -m benchmarks.load PORT SECONDS CONNECTIONS``
reads the request from stdin and prints one JSON line with the number of answers by status and the seconds they took.
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
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


class Client:
    """One connection: it asks again as soon as it has its answer. It has to be faster than what it measures."""

    __slots__ = ("head", "received", "request", "size", "socket")

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request
        self.received = b""
        self.head, self.size = b"nothing yet", 0

    def ask(self) -> None:
        self.socket.send(self.request)

    def hear(self) -> bytes | None:
        """The status of the answer once it is whole, None before."""
        part = self.socket.recv(1 << 18)
        if len(part) == self.size and not self.received and part.startswith(self.head):
            return part[9:12]  # begins as the last one and is as long: the usual case, read without parsing
        return self._parse(part)

    def _parse(self, part: bytes) -> bytes | None:
        if not part:
            raise SystemExit(f"the server closed the connection after {self.received[:200]!r}")
        self.received += part
        end = self.received.find(b"\r\n\r\n")
        length = CONTENT_LENGTH.search(self.received, 0, end + 2) if end >= 0 else None
        if length is None or len(self.received) < end + 4 + int(length[1]):
            return None
        answer, self.received = self.received, b""
        self.head, self.size = answer[: length.end()], len(answer)
        return answer[9:12]


def drive(port: int, request: bytes, seconds: float, connections: int = CONNECTIONS) -> tuple[Counter[bytes], float]:
    """Answers by status, and how long it took."""
    answers: Counter[bytes] = Counter()
    with selectors.DefaultSelector() as ready:
        for client in [Client(port, request) for _ in range(connections)]:
            ready.register(client.socket, selectors.EVENT_READ, client)
            client.ask()
        start = perf_counter()
        while (now := perf_counter()) < start + seconds:
            for key, _ in ready.select(timeout=seconds):
                client = key.data
                if (status := client.hear()) is not None:
                    answers[status] += 1
                    client.ask()
        for key in list(ready.get_map().values()):
            key.data.socket.close()
    return answers, now - start


if __name__ == "__main__":
    port, seconds, connections = sys.argv[1:]
    answers, took = drive(int(port), sys.stdin.buffer.read(), float(seconds), int(connections))
    print(json.dumps({"answers": {status.decode(): count for status, count in answers.items()}, "seconds": took}))
