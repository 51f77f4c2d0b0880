"""HTTP clients in several languages receive the same responses to the same requests."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest

from tests.http.raw_client import BASE, RawClient

pytestmark = pytest.mark.slow

PROGRAMS: Final = Path(__file__).parent / "clients"


class Request(NamedTuple):
    method: str
    url: str
    token: str
    content_type: str = ""
    body: str = ""

    @property
    def headers(self) -> dict[str, str]:
        headers = {"authorization": f"Bearer {self.token}"}
        return headers | {"content-type": self.content_type} if self.content_type else headers


class Response(NamedTuple):
    status: int
    body: str


def requests_to_new_fork(raw_client: RawClient) -> list[Request]:
    """Fork the default world, and return the requests that a client sends to the fork.

    Equal requests to different forks have equal responses.
    """
    world = raw_client.control("POST", "/worlds", {"fork": "default"}).body
    root, owner = f"http://127.0.0.1:{raw_client.port}", world["owner"]
    api, token = root + BASE, owner["token"]
    kind = "application/json"
    return [
        Request("GET", f"{api}/get_spaces", token),
        Request("POST", f"{api}/create_space", token, kind, '{"name":"Design","mission":"Draw"}'),
        Request("GET", f"{api}/get_spaces?include_access_levels=true", token),
        Request("GET", f"{api}/get_person?id={owner['id']}", token),
        Request("POST", f"{api}/create_space", owner["read_only_token"], kind, '{"name":"B","mission":"C"}'),
        Request("GET", f"{api}/get_goal?id={owner['uuid']}", token),
        Request("GET", f"{api}/no_such_endpoint", token),
        Request("POST", f"{root}/__mock__/blobs?filename=a.txt", token, "text/plain", "the content of a file"),
        Request("POST", f"{root}/__mock__/requests/verify", token, kind, '{"endpoint":"create_space","count":2}'),
        Request("POST", f"{api}/update_theme", token, kind, '{"theme":"dark"}'),
    ]


STATUSES: Final = [200, 200, 200, 200, 403, 404, 404, 201, 200, 200]


@pytest.fixture
def expected(raw_client: RawClient) -> list[Response]:
    """Send the requests over a plain socket, each on a new connection, and return the responses."""
    replies = []
    for request in requests_to_new_fork(raw_client):
        path = "/" + request.url.split("/", 3)[3]
        reply = raw_client.request(request.method, path, request.body.encode() or None, request.headers, token="")
        replies.append(Response(reply.status, reply.content.decode()))
    return replies


# --- clients ---------------------------------------------------------------------------------------------------------


def program(*command: str) -> Callable[[list[Request]], list[Response]]:
    """Return a function that sends requests with a client in another language.

    The client is a program that reads one request per line, with tabs between the fields. For each request, it writes a
    line with the body and the status of the response.
    """

    def send(requests: list[Request]) -> list[Response]:
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed")
        lines = "".join("\t".join(request) + "\n" for request in requests)
        ended = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode == 0, ended.stderr
        fields = [line.rsplit("\t", 1) for line in _lines(ended.stdout)]
        return [Response(int(status), body) for body, status in fields]

    return send


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def curl(requests: list[Request]) -> list[Response]:
    """Send the requests with curl, which offers an upgrade to HTTP/2. Fails unless curl uses a single connection."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    arguments: list[str] = []
    for request in requests:
        arguments += ["--next"] if arguments else []
        arguments += ["-sS", "--http2", "-X", request.method, request.url, "-w", "\t%{num_connects}\t%{http_code}\n"]
        arguments += [part for header in request.headers.items() for part in ("-H", ": ".join(header))]
        arguments += ["--data-binary", request.body] if request.body else []
    ended = subprocess.run(["curl", *arguments], capture_output=True, text=True, timeout=60, check=True)
    fields = [line.rsplit("\t", 2) for line in _lines(ended.stdout)]
    assert sum(int(connections) for _, connections, _ in fields) == 1
    return [Response(int(status), body) for body, _, status in fields]


def with_httpx(requests: list[Request]) -> list[Response]:
    with httpx.Client() as client:
        replies = [client.request(item.method, item.url, headers=item.headers, content=item.body) for item in requests]
        return [Response(reply.status_code, reply.text) for reply in replies]


def with_httpx_and_trio(requests: list[Request]) -> list[Response]:
    import trio

    async def send() -> list[Response]:
        async with httpx.AsyncClient() as client:
            replies = [
                await client.request(item.method, item.url, headers=item.headers, content=item.body)
                for item in requests
            ]
        return [Response(reply.status_code, reply.text) for reply in replies]

    received: list[Response] = trio.run(send)
    return received


def with_aiohttp(requests: list[Request]) -> list[Response]:
    import aiohttp

    async def send() -> list[Response]:
        replies = []
        async with aiohttp.ClientSession() as session:
            for one in requests:
                async with session.request(one.method, one.url, headers=one.headers, data=one.body or None) as reply:
                    replies.append(Response(reply.status, await reply.text()))
        return replies

    return asyncio.run(send())


def like_go(requests: list[Request]) -> list[Response]:
    """Send the requests as the HTTP client of Go does.

    All requests use one connection. The head and the body of a request are written separately, and header names are in
    title case.
    """
    replies = []
    address = urlsplit(requests[0].url)
    with socket.create_connection((str(address.hostname), address.port or 80), timeout=30) as connection:
        received = connection.makefile("rb")
        for one in requests:
            target = one.url.removeprefix(f"http://{address.netloc}")
            head = f"{one.method} {target} HTTP/1.1\r\nHost: {address.netloc}\r\nUser-Agent: Go-http-client/1.1\r\n"
            head += f"Content-Length: {len(one.body)}\r\n" if one.body else ""
            head += "".join(f"{name.title()}: {value}\r\n" for name, value in one.headers.items())
            connection.sendall(head.encode() + b"Accept-Encoding: gzip\r\n\r\n")
            if one.body:
                connection.sendall(one.body.encode())
            status = int(received.readline().split(b" ")[1])
            length = 0
            while (line := received.readline()) != b"\r\n":
                name, _, value = line.partition(b": ")
                length = int(value) if name.lower() == b"content-length" else length
            replies.append(Response(status, received.read(length).decode()))
    return replies


CLIENTS: Final[dict[str, Any]] = {
    "java": program("java", str(PROGRAMS / "Story.java")),
    "node": program("node", str(PROGRAMS / "story.mjs")),
    "curl": curl,
    "httpx": with_httpx,
    "httpx with trio": with_httpx_and_trio,
    "aiohttp": with_aiohttp,
    "like Go": like_go,
}


@pytest.mark.parametrize(
    "client", [pytest.param(name, marks=pytest.mark.extended) if name == "java" else name for name in CLIENTS]
)
def test_client_receives_the_expected_responses(raw_client: RawClient, expected: list[Response], client: str) -> None:
    received = CLIENTS[client](requests_to_new_fork(raw_client))

    assert [item.status for item in received] == STATUSES
    assert received == expected
