"""The connection to a server. `MockWorld`, `AsyncMockWorld` and their HTTP clients send requests through it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import anyio.to_thread
import httpx

from mockserver.contract.catalogue import catalogue
from mockserver.server.settings import CONTROL_HEADER, CONTROL_PATH
from mockserver.server.worlds.registry import WorldRegistry


class SharedTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that remains open when a client that uses it is closed.

    Asynchronous clients send their requests in worker threads. Therefore the clients support asyncio and trio, and can
    be used in several event loops.
    """

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._transport.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return await anyio.to_thread.run_sync(partial(self._send_and_read, request), abandon_on_cancel=True)

    def _send_and_read(self, request: httpx.Request) -> httpx.Response:
        response = self._transport.handle_request(request)
        try:
            content = b"".join(response.iter_raw())
        finally:
            response.close()
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=httpx.ByteStream(content),
            extensions=response.extensions,
        )


class ServerConnection:
    """The root URL of a server, the transport for requests, and the token of its control API.

    `worlds` is the registry of the server's worlds, or None if the server runs in another process. With `worlds`, tests
    can open worlds from any fixture file.
    """

    def __init__(
        self, root: str, transport: httpx.BaseTransport, control_token: str = "", worlds: WorldRegistry | None = None
    ) -> None:
        self.root = root
        self.worlds = worlds
        self.transport = SharedTransport(transport)
        self.url = root + catalogue().base_path
        headers = {CONTROL_HEADER: control_token} if control_token else {}
        self.control = self.client(root + CONTROL_PATH, headers)

    def client(self, url: str, headers: Mapping[str, str]) -> httpx.Client:
        return httpx.Client(base_url=url, headers=headers, transport=self.transport, trust_env=False)

    def async_client(self, url: str, headers: Mapping[str, str]) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=url, headers=headers, transport=self.transport, trust_env=False)
