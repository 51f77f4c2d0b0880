"""Texts of users and clients, for a terminal."""


def printable(text: str) -> str:
    """The text on one line, with its control characters escaped, because a terminal would execute them."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
