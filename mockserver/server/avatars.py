"""Pictures of people who never uploaded one: their initials on a colour that is theirs, the same in every run."""

from typing import Final
from zlib import crc32

COLOURS: Final = ("#3454d1", "#0f766e", "#9a3412", "#7e22ce", "#be123c", "#15803d", "#1d4ed8", "#a16207", "#0e7490")

PICTURE: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img">
<rect width="96" height="96" fill="{colour}"/>
<circle cx="{x}" cy="{y}" r="44" fill="#fff" opacity=".12"/>
<text x="48" y="48" dy=".36em" text-anchor="middle" font-family="system-ui, sans-serif" font-size="38" \
font-weight="600" fill="#fff">{initials}</text>
</svg>
"""


def svg(full_name: str) -> bytes:
    """A picture for somebody of this name."""
    drawn = crc32(full_name.encode())
    return PICTURE.format(
        colour=COLOURS[drawn % len(COLOURS)],
        x=drawn // 16 % 96,
        y=drawn // 2048 % 96,
        initials=_initials(full_name),
    ).encode()


def _initials(full_name: str) -> str:
    words = [word for word in full_name.split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()
