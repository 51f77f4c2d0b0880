"""Malformed requests over raw sockets. The server must neither end nor change its state nor log a traceback.

The test suite sends some of these requests. `make fuzz` sends many more with this command:

    python -m tests.http.raw_fuzz 100000
"""

import contextlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryFile

from tests.http.raw_client import AUTHORIZATION, BASE, RawClient

METHODS = [b"GET", b"POST", b"PUT", b"HEAD", b"OPTIONS", b"CONNECT", b"get", b"FOO", b"", b"\xff", b"G\x00T", b"PRI"]
TARGETS = [
    *(
        b"/",
        b"*",
        b"",
        b"/%",
        b"/%zz",
        b"//",
        b"/\xff\xfe",
        b"http://",
        b"http://[::1",
        b"/a b",
        b"/#",
        b"/?",
        b"/\x00",
    ),
    *(BASE.encode() + path for path in (b"", b"/", b"/get_me", b"/get_me?a[", b"/get_me?%ff", b"/a/b/c", b"/%2e%2e/")),
    *(b"/api/v2/x", b"/blobs/x", b"/blobs/%2e", b"/health", b"/__mock__", b"/__mock__/", b"/__mock__/people?limit=x"),
    *(b"/__mock__/requests?since=9999-12-31T23:59:59-14:00", b"/__mock__/requests/99999999999999999999"),
    *(b"/__mock__/state/goal/%00", b"/__mock__/diff?from=%ff", b"/__mock__/explain?person=%ff&entity=x"),
    *(b"/__mock__/requests/verify", b"/__mock__/worlds/\xff", b"/__mock__/tokens/x"),
]
VERSIONS = [b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"http/1.1", b"", b"HTTP/1.1 x"]
HEADERS = [
    *(b"Host: localhost", b"Host:", b"Host: \xff", b"Host: [::1", b"Host: a b", b"Accept: */*", b"Accept: \xff;q=x"),
    *(
        b"Content-Type: application/json",
        b"Content-Type: multipart/form-data; boundary=b",
        b"Content-Type: \x80/;=\xff",
    ),
    *(b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: 5", b"Content-Length: -1"),
    *(b"Content-Length: 99999999999999999999999", b"Transfer-Encoding: chunked", b"Transfer-Encoding: x"),
    *(b"Connection: Upgrade", b"Upgrade: h2c", b"Upgrade: websocket", b"Expect: 100-continue", b"Origin: null"),
    *(b"Origin: http://[", b"Origin: http://localhost:99999", b"Sec-Fetch-Site: cross-site", b"no colon", b": x"),
    *(b"X: " + b"y" * 5000, b"Prefer: code=\xff", b"Prefer: delay=x", b"Authorization: \xff", b" folded", b"\x00: 1"),
    *(
        b"X-Request-Id: \xff" + b"a" * 30,
        b"Cookie: \x01",
        b"Last-Event-ID: \xff",
        b"Access-Control-Request-Method: \xff",
    ),
    AUTHORIZATION.strip(),
]
BODIES = [
    *(b"", b"{}", b"{", b"[" * 5000, b"\xff", b'{"a":1e999}', b'{"a":"\\ud800"}', b"null", b'{"fixture":"\\u0000"}'),
    *(
        b"--b\r\n\r\n\r\n--b--",
        b"--b\r\n" * 50,
        b"5\r\nhello\r\n0\r\n\r\n",
        b"zz\r\n",
        b"-1\r\n",
        b"a[b][c]=1&a=2&a[]=3",
    ),
    *(b'{"action":{}}', b'{"match":{"endpoint":"["},"action":{"status":999}}', b'{"now":"x"}', b'{"seed":1e400}'),
]
CHANGING = (b"POST /__mock__", b"PUT /__mock__", b"DELETE /__mock__")
"""The beginnings of requests that could change the world. Such a request is sent with the method GET instead."""


def request(random: Random) -> bytes:
    """Return a malformed request, sometimes followed by further requests."""
    line = b" ".join([random.choice(METHODS), random.choice(TARGETS), random.choice(VERSIONS)])
    headers = random.choices(HEADERS, k=random.randrange(8))
    end = random.choice([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r"])
    data = end.join([line, *headers, b"", b""]) + random.choice(BODIES)
    if random.random() < 0.3:  # one byte is replaced, or a byte is inserted
        place = random.randrange(len(data) + 1)
        data = data[:place] + bytes([random.randrange(256)]) + data[place + random.randrange(2) :]
    return data + request(random) if random.random() < 0.1 else data


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    raw_client: RawClient

    def memory(self) -> int:
        """Return the resident memory of the process in bytes, or 0 on systems without /proc."""
        if not Path("/proc").exists():
            return 0
        [line] = [item for item in Path(f"/proc/{self.process.pid}/status").read_text().splitlines() if "VmRSS" in item]
        return int(line.split()[1]) * 1024

    def state(self) -> bytes:
        """Return the default world as a fixture."""
        return self.raw_client.control("GET", "/fixture").content


def send(raw_client: RawClient, data: bytes) -> None:
    """Send bytes, and read the response until the server closes the connection or sends nothing for 2 ms."""
    with raw_client.connect(timeout=10) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(data)
        # after an incomplete request, the server sends nothing, because it waits for the rest
        connection.settimeout(0.002)
        with contextlib.suppress(TimeoutError):
            while connection.recv(65536):
                pass


def run(count: int, seed: int = 0) -> str:
    """Send random requests to a server process, and return a summary. Raises AssertionError if a check fails."""
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--json", "--request-timeout", "5"]
    with TemporaryFile() as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as process:
        assert process.stdout
        try:
            url = json.loads(process.stdout.readline())["url"]
            target = Server(process, RawClient(None, "127.0.0.1", int(url.rpartition(":")[2].partition("/")[0])))
            before, random, started = target.state(), Random(seed), time.monotonic()
            after_warm_up = 0
            for number in range(count):
                data = request(random)
                if data.startswith(CHANGING):
                    data = b"GET" + data[data.index(b" ") :]
                try:
                    send(target.raw_client, data)
                except (TimeoutError, ConnectionError) as error:
                    raise AssertionError(f"request {number} failed with {error!r}: {data!r}") from error
                if number == count // 10:
                    after_warm_up = target.memory()
                if number % 1000 == 0:
                    assert target.raw_client.request("GET", "/health").content == b"HEALTHY"
            assert target.state() == before, "a malformed request changed the state"
            grown = (target.memory() - after_warm_up) / 1e6
            assert grown < 100, f"the server grew by {grown:.0f} MB"
            log.seek(0)
            written = log.read().decode("utf-8", "replace")
            assert "Traceback" not in written, written[-3000:]
            seconds = time.monotonic() - started
            return f"{count} requests in {seconds:.0f} s, memory grew by {grown:.1f} MB"
        finally:
            process.kill()


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
