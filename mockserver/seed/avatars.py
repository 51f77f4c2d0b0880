"""Profile pictures: the initials of a person on a coloured square."""

from hashlib import blake2b
from html import escape
from typing import Final

COLOURS: Final = (
    "#4c6ef5",
    "#228be6",
    "#0c8599",
    "#2b8a3e",
    "#5c940d",
    "#e67700",
    "#d9480f",
    "#c92a2a",
    "#a61e4d",
    "#862e9c",
)
"""Background colours whose contrast to white is at least 3, the minimum of WCAG for large text."""

PICTURE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img" aria-label="{name}">'
    '<rect width="96" height="96" fill="{colour}"/>'
    '<text x="48" y="48" dy=".36em" fill="#fff" font-family="system-ui, sans-serif" font-size="38" font-weight="600" '
    'text-anchor="middle">{initials}</text></svg>\n'
)


def svg(full_name: str) -> bytes:
    """Create the picture of a person as SVG. The same name always gives the same picture."""
    digest = blake2b(full_name.encode(), digest_size=2).digest()
    colour = COLOURS[int.from_bytes(digest, "big") % len(COLOURS)]
    name = escape(full_name, quote=False).replace('"', "&quot;")
    return PICTURE.format(name=name, colour=colour, initials=escape(initials(full_name), quote=False)).encode()


def initials(full_name: str) -> str:
    """Return the first letters of the first and the last word."""
    words = full_name.split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
