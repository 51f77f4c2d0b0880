"""Sends get_me on one connection until stdin is closed: ``python -m benchmarks.probe PORT TOKEN``.

Prints a line after the first response. At the end, prints a JSON list with the start and the duration of each request,
in seconds.
"""

from __future__ import annotations

import json
import select
import socket
import sys
from time import perf_counter, sleep

from benchmarks.harness import BASE, request


def main(port: int, token: str) -> None:
    wanted = request(f"{BASE}/get_me", token)
    times: list[tuple[float, float]] = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while not select.select([sys.stdin], [], [], 0)[0]:
            start = perf_counter()
            connection.sendall(wanted)
            connection.recv(1 << 16)  # the response is small, so one call receives all of it
            times.append((start, perf_counter() - start))
            if len(times) == 1:
                print("started", flush=True)
            sleep(0.001)
    print(json.dumps(times))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
