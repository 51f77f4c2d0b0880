"""Shards: several servers that divide the worlds among themselves, without shared state.

A shard puts its mark, such as `s2_`, into the tokens and ids that it makes. A proxy routes each request by this mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

FORM: Final = re.compile("([0-9]{1,4})/([0-9]{1,4})")
SHARD_HEADER: Final = "x-mock-shard"
"""The header of `/health` on a server with `--shard`."""
TOKEN_START: Final = "opk_"
MARK: Final = re.compile(f"(?:{TOKEN_START})?s([0-9]{{1,4}})_")


@dataclass(frozen=True, slots=True)
class Shard:
    """The server `index` of `count` servers, counted from 0. The only server has no mark."""

    index: int = 0
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard of a text such as `2/4`; the only server if the text is empty. Raises ValueError."""
        if not text:
            return cls()
        found = FORM.fullmatch(text)
        if found is None:
            raise ValueError(f"shard is INDEX/COUNT, such as 0/4 for the first of four servers, not {text[:80]!r}.")
        index, count = map(int, found.groups())
        if count == 0:
            raise ValueError(f"shard {text} has no servers. The number after the slash is at least 1.")
        if index >= count:
            raise ValueError(
                f"shard {text} does not exist. Shards are counted from 0: 0/{count} to {count - 1}/{count}."
            )
        return cls(index, count)

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"

    @property
    def mark(self) -> str:
        """The start of the ids of worlds and builds, and of tokens after `opk_`."""
        return f"s{self.index}_" if self.count > 1 else ""

    def owns_token(self, token: str) -> bool:
        """Whether this server may accept a token. Tokens without a mark, such as `opk_owner`, belong to shard 0."""
        return self.count == 1 or (_index(token) or 0) == self.index

    def hint(self, text: str) -> str:
        """The end of an error about a token or an id of another shard; empty if it belongs to this one."""
        index = _index(text)
        if index is None and text.startswith(TOKEN_START):
            index = 0
        if self.count == 1 or index is None or index == self.index:
            return ""
        return f"; it belongs to shard {index}, and this server is shard {self}"


ONLY_SERVER: Final = Shard()


def _index(text: str) -> int | None:
    """The index in the mark of a token or an id."""
    found = MARK.match(text)
    return int(found[1]) if found else None
