"""The request log: a line of text or JSON for each request to the external API."""

from typing import TextIO

import msgspec

from mockserver.printable import printable
from mockserver.server.http.exchange import Exchange
from mockserver.server.journal.serialize import summary
from mockserver.server.schemas.base import Json
from mockserver.server.schemas.journal import Entry
from mockserver.store.database import Database

SEVERITIES = {"debug": 0, "info": 0, "warning": 1, "error": 2}
"""Maps log levels to the minimum severity of the requests that are logged."""


class RequestLog:
    """Writes a line for each request whose severity is at least that of the log level."""

    def __init__(self, output: TextIO, log_format: str, log_level: str) -> None:
        self._output = output
        self._format = json_line if log_format == "json" else text_line
        self._min_severity = SEVERITIES[log_level]

    def write(self, world_id: str, db: Database, exchange: Exchange) -> None:
        """Log a request that was added to the journal."""
        if severity(exchange) >= self._min_severity:
            print(self._format(world_id, summary(db, exchange)), file=self._output, flush=True)


def severity(exchange: Exchange) -> int:
    """Return 0 for a success, 1 for a fault or a status 4xx, and 2 for a status 5xx."""
    status = exchange.response.status if exchange.response else 0
    return 2 if status >= 500 else 1 if status >= 400 or exchange.fault else 0


def text_line(world_id: str, entry: Entry) -> str:
    """Return a line of text: time, status, method, endpoint, duration, person and, if they exist, fault and hint. The
    status is `closed` if a fault closed the connection."""
    person = entry.person.full_name if entry.person else "-"
    line = f"{entry.at:%H:%M:%S} {entry.status or 'closed'} {entry.method} {entry.endpoint or '-'}"
    line += f" {entry.duration_ms:.1f}ms {person}"
    if entry.fault:
        line += f" fault={entry.fault}"
    return printable(line + (f" hint: {entry.hint}" if entry.hint else ""))


def json_line(world_id: str, entry: Entry) -> str:
    """Return a line of JSON with the values that `text_line` returns, and the id of the world."""
    line: dict[str, Json] = {
        "time": entry.at,
        "world": world_id,
        "person": entry.person.full_name if entry.person else None,
        "method": entry.method,
        "endpoint": entry.endpoint,
        "status": entry.status,
        "duration_ms": entry.duration_ms,
        "fault": entry.fault,
        "hint": entry.hint,
    }
    return msgspec.json.encode(line).decode()
