"""Runs uvicorn with an application that sends a constant response, to measure the cost of HTTP alone.

The module reads the response from stdin as JSON with the keys `status`, `headers` and `body`. It prints the port on
which the server listens. uvicorn uses its default protocol.
"""

from __future__ import annotations

import json
import sys
from socket import socket

import uvicorn
from starlette.types import Message, Receive, Scope, Send

from mockserver.server.run import listen


class Server(uvicorn.Server):
    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            print(listener.getsockname()[1], flush=True)


def main() -> None:
    response = json.load(sys.stdin)
    headers = [(name.encode(), value.encode()) for name, value in response["headers"]]
    start: Message = {"type": "http.response.start", "status": response["status"], "headers": headers}
    body: Message = {"type": "http.response.body", "body": response["body"].encode()}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        await send(body)

    config = uvicorn.Config(app, lifespan="off", log_level="warning", access_log=False, server_header=False)
    Server(config).run(sockets=[listen("127.0.0.1", 0)])


if __name__ == "__main__":
    main()
