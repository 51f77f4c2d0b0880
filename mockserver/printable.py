"""Makes texts from users and clients safe for a terminal."""


def printable(text: str) -> str:
    """Return the text on one line, with escaped control characters, because a terminal would execute them."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
