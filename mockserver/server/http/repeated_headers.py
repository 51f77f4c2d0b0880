"""Recognises queries whose headers are the same as those of an earlier query. Such queries do not need the HTTP
parser."""

import re
from typing import Final

from mockserver.server.http.exchange import Exchange, RequestHeaders

QUERY: Final = re.compile(rb'GET (/[A-Za-z0-9/_-]{0,200})(?:\?([!"$-~]{0,2000}))? HTTP/1\.1\r\n')
"""The first line of the queries that are recognised. All other requests are parsed."""
END: Final = b"\r\n\r\n"
MAX_BYTES: Final = 4000
"""The maximum length of remembered headers."""
MAX_REMEMBERED: Final = 128


class RepeatedHeaders:
    """The headers of the latest queries of a server, by the bytes in which they were sent."""

    def __init__(self) -> None:
        self._headers: dict[bytes, RequestHeaders] = {}

    def find(self, data: bytes) -> Exchange | None:
        """Return the query in `data`, if `data` is one complete query with known headers.

        Otherwise, return None.
        """
        line = QUERY.match(data)
        if line is None:
            return None
        headers = self._headers.get(data[line.end() :])
        return None if headers is None else Exchange("GET", line[1].decode("ascii"), line[2] or b"", headers)

    def add(self, data: bytes, headers: RequestHeaders) -> None:
        """Remember the parsed headers of `data`, which the parser accepted as a complete request without a body."""
        line = QUERY.match(data)
        if line is None or data.find(END) != len(data) - len(END) or len(data) - line.end() > MAX_BYTES:
            return
        if len(self._headers) >= MAX_REMEMBERED:
            del self._headers[next(iter(self._headers))]
        self._headers[data[line.end() :]] = headers
