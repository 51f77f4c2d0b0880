"""Recognises queries with the same headers as an earlier query. Such a query is read without the HTTP parser."""

import re
from typing import Final

from mockserver.server.http.exchange import Exchange, RequestHeaders

QUERY: Final = re.compile(rb'GET (/[A-Za-z0-9/_-]{0,200})(?:\?([!"$-~]{0,2000}))? HTTP/1\.1\r\n')
"""Matches the first line of the queries that are recognised. The HTTP parser reads all other requests."""
END: Final = b"\r\n\r\n"
MAX_BYTES: Final = 4000
"""The maximum length of remembered headers, in bytes."""
MAX_REMEMBERED: Final = 128


class RepeatedHeaders:
    """A cache of the parsed headers of the latest queries. Each key consists of the bytes that a client sent after the
    first line of a query."""

    def __init__(self) -> None:
        self._headers: dict[bytes, RequestHeaders] = {}

    def find(self, data: bytes) -> Exchange | None:
        """Return the query in `data`, or None if `data` is not exactly one query with remembered headers."""
        line = QUERY.match(data)
        if line is None:
            return None
        headers = self._headers.get(data[line.end() :])
        return None if headers is None else Exchange("GET", line[1].decode("ascii"), line[2] or b"", headers)

    def add(self, data: bytes, headers: RequestHeaders) -> None:
        """Remember the headers of a query. `data` are the received bytes, and `headers` are the headers that the parser
        returned for them.

        Do nothing if `data` are not exactly one query, or if the headers are too long.
        """
        line = QUERY.match(data)
        if line is None or data.find(END) != len(data) - len(END) or len(data) - line.end() > MAX_BYTES:
            return
        if len(self._headers) >= MAX_REMEMBERED:
            del self._headers[next(iter(self._headers))]
        self._headers[data[line.end() :]] = headers
