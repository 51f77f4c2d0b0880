"""Sends get_me on one connection until stdin is closed: ``python -m benchmarks.probe PORT TOKEN PID``.

Prints a line after the first response. At the end, prints a JSON list with the start, the end and the delay of each
request, in seconds. The delay is the smaller of two values: the duration of the request, and the CPU time that the
server with this PID used during the request. The second value excludes the time in which other processes occupied the
cores.
"""

from __future__ import annotations

import json
import select
import socket
import sys
from time import clock_gettime, perf_counter, sleep

from benchmarks.harness import BASE, request


def main(port: int, token: str, pid: int) -> None:
    wanted = request(f"{BASE}/get_me", token)
    cpu_clock = (~pid << 3) | 2  # clock_getcpuclockid(3): the CPU time of all threads of another process
    times: list[tuple[float, float, float]] = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while not select.select([sys.stdin], [], [], 0)[0]:
            start, busy = perf_counter(), clock_gettime(cpu_clock)
            connection.sendall(wanted)
            connection.recv(1 << 16)  # the response is small, so one call receives all of it
            end, busy = perf_counter(), clock_gettime(cpu_clock) - busy
            times.append((start, end, min(end - start, busy)))
            if len(times) == 1:
                print("started", flush=True)
            sleep(0.001)
    print(json.dumps(times))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
