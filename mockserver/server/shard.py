"""Shards: several servers that divide the worlds among themselves without shared state.

Each shard puts its mark, a prefix such as `s2_`, before the tokens and ids that it creates. A proxy uses the mark to
send a request to the right shard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

FORM: Final = re.compile("(0|[1-9][0-9]{0,3})/(0|[1-9][0-9]{0,3})")
SHARD_HEADER: Final = "x-mock-shard"
"""The header in the response of `/health` if the server has the setting `--shard`."""
TOKEN_START: Final = "opk_"
MARK: Final = re.compile(f"(?:{TOKEN_START})?s([0-9]{{1,4}})_")


@dataclass(frozen=True, slots=True)
class Shard:
    """The server `index` of `count` servers, counted from 0. A single server has no mark."""

    index: int = 0
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Parse a text such as `2/4`. An empty text means a single server. Raises ValueError."""
        if not text:
            return cls()
        found = FORM.fullmatch(text)
        if found is None:
            raise ValueError(
                f"shard must be INDEX/COUNT, such as 0/4 for the first of four servers, not {text[:80]!r}."
            )
        index, count = map(int, found.groups())
        if count == 0:
            raise ValueError(f"shard {text} is invalid. The number after the slash must be at least 1.")
        if index >= count:
            raise ValueError(
                f"shard {text} does not exist. Shards are numbered from 0: 0/{count} to {count - 1}/{count}."
            )
        return cls(index, count)

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"

    @property
    def mark(self) -> str:
        """The prefix of the ids of worlds and builds. In tokens, it follows `opk_`."""
        return f"s{self.index}_" if self.count > 1 else ""

    def owns_token(self, token: str) -> bool:
        """Whether this server may accept a token. Tokens without a mark, such as `opk_owner`, belong to shard 0."""
        return self.count == 1 or (_index(token) or 0) == self.index

    def hint(self, text: str) -> str:
        """Return an addition to an error about a token or an id of another shard.

        It is empty if this shard owns `text`.
        """
        index = _index(text)
        if index is None and text.startswith(TOKEN_START):
            index = 0
        if self.count == 1 or index is None or index == self.index:
            return ""
        return f"; it belongs to shard {index}, and this server is shard {self}"


ONLY_SERVER: Final = Shard()


def _index(text: str) -> int | None:
    """Return the number of the shard in the mark of a token or an id, or None."""
    found = MARK.match(text)
    return int(found[1]) if found else None
