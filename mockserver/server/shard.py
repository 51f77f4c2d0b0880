"""A shard is one of several servers behind a proxy. The shards share no state, and each world belongs to one shard.

The tokens, world ids and build ids that a shard creates contain its prefix: its number between `s` and `_`, such as
`s2_`. The proxy sends each request to the shard whose prefix the token or id contains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

FORM: Final = re.compile("(0|[1-9][0-9]{0,3})/(0|[1-9][0-9]{0,3})")
SHARD_HEADER: Final = "x-mock-shard"
"""The header of the response to `/health` that contains the shard, such as `2/4`. A single server does not send this
header."""
TOKEN_START: Final = "opk_"
PREFIX_PATTERN: Final = re.compile(f"(?:{TOKEN_START})?s([0-9]{{1,4}})_")


@dataclass(frozen=True, slots=True)
class Shard:
    """The position of a server among `count` servers. `index` is the number of the server, from 0."""

    index: int = 0
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Parse a text such as `2/4`: `index` 2 and `count` 4. An empty text stands for a single server. Raises
        ValueError."""
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
    def prefix(self) -> str:
        """The prefix of this shard, or "" for a single server. World ids and build ids begin with the prefix. In
        tokens, the prefix follows `opk_`."""
        return f"s{self.index}_" if self.count > 1 else ""

    def owns_token(self, token: str) -> bool:
        """Return whether a token belongs to this shard. Tokens without a prefix, such as `opk_owner`, belong to shard
        0."""
        return self.count == 1 or (_index(token) or 0) == self.index

    def hint(self, text: str) -> str:
        """Return the end of an error message about `text`, which is a token or an id.

        The end names the shard to which `text` belongs. It is "" if there is only one shard, if `text` belongs to this
        shard, or if `text` is an id without a prefix.
        """
        index = _index(text)
        if index is None and text.startswith(TOKEN_START):
            index = 0
        if self.count == 1 or index is None or index == self.index:
            return ""
        return f"; it belongs to shard {index}, and this server is shard {self}"


ONLY_SERVER: Final = Shard()


def _index(text: str) -> int | None:
    """Return the number in the prefix of a token or an id, or None if it has no prefix."""
    found = PREFIX_PATTERN.match(text)
    return int(found[1]) if found else None
