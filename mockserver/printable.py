"""Makes texts from users and clients safe for a terminal."""


def printable(text: str) -> str:
    """Return the text with escaped control characters, including line breaks. A terminal executes control
    characters."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
