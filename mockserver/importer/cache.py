"""Stores the responses of an import in a file, so that an interrupted import can continue where it stopped."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any, Final

Json = Any

VERSION: Final = 1


class OtherImport(ValueError):
    """Raised if the file does not belong to this import. For example, an import from another server, or with the token
    of another person, has created the file."""


class Cache:
    """The responses of an import, by request, in a file with one JSON value per line.

    The first line contains the server and the person of the token. Each further line contains a request and its
    response. Only the user who runs the import can read the file, because it contains the original data. The file never
    contains the token.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header: Json = None
        self._bodies: dict[str, Json] = {}
        self._lock = threading.Lock()
        self._read()

    @property
    def size(self) -> int:
        return len(self._bodies)

    def start(self, header: dict[str, Json]) -> None:
        """Create the file with this header, or check that the existing file has the same header. Raises OtherImport."""
        header = {"version": VERSION, **header}
        if self.header is None:
            self.header = header
            self._bodies.clear()
            with open(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(json.dumps(header) + "\n")
        elif self.header != header:
            raise OtherImport(
                f"{self.path} contains responses of an interrupted import from {self.header.get('url')}. That import "
                "had another server or the token of another person. To start again, delete this file."
            )

    def pop(self, key: str) -> Json:
        """Remove the response to the request `key` from memory and return it. Return None if the file did not contain
        this request."""
        return self._bodies.pop(key, None)

    def add(self, key: str, body: Json) -> None:
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([key, body]) + "\n")

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)

    def _read(self) -> None:
        """Read the file. If its last line is incomplete, delete this line. Raises OtherImport."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        complete, _, broken = text.rpartition("\n")
        try:
            header, *entries = [json.loads(line) for line in complete.splitlines()]
            self._bodies = dict(entries)
            self.header = header if isinstance(header, dict) else {}
        except (ValueError, TypeError):
            raise OtherImport(
                f"{self.path} is not the file of an interrupted import. Delete this file, or give another output file."
            ) from None
        if broken:
            self.path.write_text(complete + "\n", encoding="utf-8")
