"""The random source of a world: a seed and a counter. The same seed gives the same values in the same order."""

from base64 import urlsafe_b64encode
from hashlib import blake2b
from struct import Struct
from typing import Final

MAX_SEED: Final = 2**63 - 1
"""The largest seed. The smallest seed is -MAX_SEED."""

_PACK: Final = Struct(">Q").pack
_VARIANTS: Final = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""Maps each random hexadecimal digit to 8, 9, a or b. The variant digit of a UUID must be one of these."""


class RandomSource:
    __slots__ = ("_ids", "_key", "counter", "seed")

    def __init__(self, seed: int, counter: int = 0) -> None:
        self.seed = seed
        self.counter = counter
        self._key = seed.to_bytes(16, "big", signed=True)
        self._ids = blake2b(key=self._key, digest_size=16)

    def bytes(self, count: int) -> bytes:
        """Return the next `count` random bytes. `count` must be at most 64."""
        self.counter += 1
        return blake2b(self.counter.to_bytes(8, "big"), key=self._key, digest_size=count).digest()

    def uuid(self) -> str:
        """Return a random (version 4) UUID in its canonical text form."""
        self.counter = counter = self.counter + 1
        hash = self._ids.copy()  # copying the keyed hash is faster than creating it as `self.bytes` does
        hash.update(_PACK(counter))
        text = hash.hexdigest()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{_VARIANTS[text[16]]}{text[17:20]}-{text[20:]}"

    def text(self, count: int) -> str:
        """Return `count` random bytes as URL-safe base 64 without padding."""
        return urlsafe_b64encode(self.bytes(count)).rstrip(b"=").decode()

    def randbelow(self, limit: int) -> int:
        """Return a random integer from 0 to `limit` - 1."""
        return int.from_bytes(self.bytes(8), "big") % limit

    def fork(self) -> "RandomSource":
        """Return an independent random source. Its next values are the same as the next values of this random
        source."""
        return RandomSource(self.seed, self.counter)
