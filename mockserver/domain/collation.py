"""Text comparison as in the real server's database: the operator ILIKE, and sorting in the locale en_US."""

import unicodedata
from functools import lru_cache


def ilike(pattern: str, text: str | None) -> bool:
    """Whether the SQL condition `text ILIKE %pattern%` is true. Case is ignored. In the pattern, `%` and `_` are
    wildcards, unless a `\\` precedes them. If `text` is None, the condition is not true."""
    if text is None:
        return False
    pattern, text = pattern.lower(), text.lower()
    if WILDCARDS.isdisjoint(pattern):
        return pattern in text
    return _matches(_tokens(pattern), text)


@lru_cache(maxsize=65_536)
def collation_key(text: str) -> tuple[str, tuple[str, ...], tuple[bool, ...], str]:
    """Return a key by which texts are sorted as in the real database, whose locale is en_US.

    Texts are compared by letters and digits, then by accents, then by case, and then by other characters.

    >>> sorted(["Zoe", "öl", "olaf", "Ol", "o-l"], key=collation_key)
    ['o-l', 'Ol', 'öl', 'olaf', 'Zoe']
    """
    if text.isascii():
        letters = [letter for letter in text if letter.isalnum()]
        return "".join(letters).lower(), ("",) * len(letters), tuple([letter.isupper() for letter in letters]), text
    letters, accents = [], []
    for letter in unicodedata.normalize("NFKD", text):
        if letter.isalnum():
            letters.append(letter)
            accents.append("")
        elif accents and unicodedata.combining(letter):
            accents[-1] += letter
    return "".join(letters).casefold(), tuple(accents), tuple([letter.isupper() for letter in letters]), text


WILDCARDS = frozenset("%_\\")
ANY, ONE = object(), object()


def _tokens(pattern: str) -> list[object]:
    """Return the characters of `%pattern%`, with ANY instead of `%` and ONE instead of `_`. Escaped characters are not
    replaced. A backslash at the end of the pattern escapes the `%` that is added after it."""
    tokens: list[object] = []
    letters = iter(f"%{pattern}%")
    for letter in letters:
        if letter == "\\":
            tokens.append(next(letters))
        else:
            tokens.append(ANY if letter == "%" else ONE if letter == "_" else letter)
    return tokens


def _matches(tokens: list[object], text: str) -> bool:
    """Whether a text matches the result of `_tokens`. After a mismatch, the search continues at the last ANY, and never
    at an earlier one. Therefore, at most len(tokens) × len(text) comparisons are needed."""
    position = token = 0
    backtrack: tuple[int, int] | None = None
    while position < len(text) or token < len(tokens):
        if token < len(tokens) and tokens[token] is ANY:
            backtrack, token = (token, position), token + 1
        elif position < len(text) and token < len(tokens) and (tokens[token] is ONE or tokens[token] == text[position]):
            position, token = position + 1, token + 1
        elif backtrack is not None and backtrack[1] < len(text):
            backtrack = (backtrack[0], backtrack[1] + 1)
            position, token = backtrack[1], backtrack[0] + 1
        else:
            return False
    return True
