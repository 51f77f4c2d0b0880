"""What the wire itself costs: uvicorn, run as the mock is, over an application that knows one answer.

Reads the answer from stdin (JSON: status, headers, body), prints the port it listens on.
"""

from __future__ import annotations

import json
import sys

from starlette.types import Message, Receive, Scope, Send

from mockserver.server.run import listen, serve
from mockserver.server.settings import Settings


def main() -> None:
    answer = json.load(sys.stdin)
    headers = [(name.encode(), value.encode()) for name, value in answer["headers"]]
    start: Message = {"type": "http.response.start", "status": answer["status"], "headers": headers}
    body: Message = {"type": "http.response.body", "body": answer["body"].encode()}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        await send(body)

    listener = listen("127.0.0.1", 0)
    serve(app, Settings(), listener, lambda: print(listener.getsockname()[1], flush=True))


if __name__ == "__main__":
    main()
