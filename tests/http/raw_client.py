"""A server that listens on a socket, and a client that sends raw requests to it."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from mockserver.server.app import App, create_app
from mockserver.server.run import in_background
from mockserver.server.settings import Settings

Json = Any
BASE = "/api/external/v1"
AUTHORIZATION = b"Authorization: Bearer opk_owner\r\n"


class Reply:
    """A response with the headers and bytes that the client received."""

    def __init__(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.status, self.headers, self.content = status, headers, content

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]

    def header(self, name: str) -> str:
        return ", ".join(self.all(name))

    @property
    def body(self) -> Json:
        """The body: the parsed value if it is JSON, otherwise the text."""
        try:
            return json.loads(self.content)
        except ValueError:
            return self.content.decode("utf-8", "replace")

    @property
    def hint(self) -> str:
        return self.header("x-mock-hint")

    def __repr__(self) -> str:
        return f"<{self.status} {self.headers} {self.content[:300]!r}>"


class RawClient:
    """A client that sends requests over a socket. `app` can be used only if the server runs in this process."""

    def __init__(self, app: App | None, host: str, port: int) -> None:
        self._app, self.host, self.port = app, host, port

    @property
    def app(self) -> App:
        assert self._app is not None, "the server is another process"
        return self._app

    def connect(self, timeout: float = 30) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=timeout)

    def send(self, *data: bytes) -> list[Reply]:
        """Send bytes on one connection, and return all responses.

        The last request must cause the server to close the connection.
        """
        with self.connect() as connection:
            for part in data:
                connection.sendall(part)
            return read_all(connection)

    def request(
        self, method: str, path: str, body: Json = None, headers: dict[str, str] | None = None, token: str = "opk_owner"
    ) -> Reply:
        """Send one request on a new connection. The body is encoded as JSON unless it is bytes."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"host": f"{self.host}:{self.port}", "connection": "close"}
        if token:
            sent["authorization"] = f"Bearer {token}"
        if body is not None:
            sent |= {"content-type": "application/json", "content-length": str(len(content))}
        lines = [f"{name}: {value}" for name, value in (sent | (headers or {})).items() if value]
        head = f"{method} {path} HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n"
        with self.connect() as connection:
            connection.sendall(head.encode("latin-1") + content)
            return read_all(connection, method)[0]

    def control(self, method: str, path: str, body: Json = None, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request(method, "/__mock__" + path, body, named, token="")


def read_all(connection: socket.socket, method: str = "GET") -> list[Reply]:
    """Return all responses on a connection that the server closes."""
    data = b""
    while chunk := connection.recv(65536):
        data += chunk
    return list(_replies(data, method))


def _replies(data: bytes, method: str) -> Iterator[Reply]:
    while data:
        head, _, data = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
        reply = Reply(int(first.split(" ")[1]), headers, b"")
        length = len(data) if not reply.header("content-length") else int(reply.header("content-length"))
        if method == "HEAD" or reply.status in (204, 304):
            length = 0
        reply.content, data = data[:length], data[length:]
        yield reply


@contextmanager
def serving(**settings: Any) -> Iterator[RawClient]:
    """Yield a client of a new server with these settings. The default fixture is demo."""
    server_settings = Settings(**{"port": 0, **settings})
    app = create_app(server_settings)
    with in_background(app, server_settings) as root:
        url = urlsplit(root)
        assert url.hostname and url.port
        yield RawClient(app, url.hostname, url.port)
