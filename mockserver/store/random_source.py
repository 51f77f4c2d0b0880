"""The random source of a world: a seed and a counter. The same seed gives the same values in the same order."""

from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import Final

MAX_SEED: Final = 2**63 - 1
"""The largest seed. The smallest is its negative."""


class RandomSource:
    __slots__ = ("_ids", "_key", "drawn", "seed")

    def __init__(self, seed: int, drawn: int = 0) -> None:
        self.seed = seed
        self.drawn = drawn
        self._key = seed.to_bytes(16, "big", signed=True)
        self._ids = blake2b(key=self._key, digest_size=16)

    def bytes(self, count: int) -> bytes:
        """The next `count` (at most 64) bytes."""
        self.drawn += 1
        return blake2b(self.drawn.to_bytes(8, "big"), key=self._key, digest_size=count).digest()

    def uuid(self) -> str:
        """A random (version 4) UUID in its canonical text."""
        self.drawn += 1
        hash = self._ids.copy()  # faster than `bytes(16)`
        hash.update(self.drawn.to_bytes(8, "big"))
        text = hash.hexdigest()
        variant = "89ab"[int(text[16], 16) & 3]
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"

    def text(self, count: int) -> str:
        """`count` random bytes as URL-safe base 64 without padding."""
        return urlsafe_b64encode(self.bytes(count)).rstrip(b"=").decode()

    def randbelow(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int.from_bytes(self.bytes(8), "big") % limit

    def fork(self) -> "RandomSource":
        """An independent source that gives the same values from here on."""
        return RandomSource(self.seed, self.drawn)
