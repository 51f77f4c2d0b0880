"""Text comparison as in the real server's database: the operator ILIKE, and the sort order of the locale en_US."""

import unicodedata
from functools import lru_cache


def ilike(pattern: str, text: str | None) -> bool:
    """Whether `text ILIKE %pattern%` is true in SQL. Case is ignored. In the pattern, `%` and `_` are wildcards, and
    `\\` escapes them."""
    if text is None:
        return False
    pattern, text = pattern.lower(), text.lower()
    if WILDCARDS.isdisjoint(pattern):
        return pattern in text
    return _matches(_tokens(pattern), text)


@lru_cache(maxsize=65_536)
def collation_key(text: str) -> tuple[str, tuple[str, ...], tuple[bool, ...], str]:
    """Return the sort key of a text. Texts are sorted as in the real database, whose locale is en_US: by letters, then
    by accents, then by case, then by other characters.

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
    """Return the characters of `%pattern%`, with ANY for `%` and ONE for `_`. A backslash at the end escapes the last
    `%`."""
    tokens: list[object] = []
    letters = iter(f"%{pattern}%")
    for letter in letters:
        if letter == "\\":
            tokens.append(next(letters))
        else:
            tokens.append(ANY if letter == "%" else ONE if letter == "_" else letter)
    return tokens


def _matches(tokens: list[object], text: str) -> bool:
    """Whether the text matches the tokens. The function backtracks only to the last ANY, so at most len(tokens) ×
    len(text) comparisons are needed."""
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
