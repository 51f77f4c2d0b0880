"""Parses the parameters of header values, such as `; q=0.5` (contract: wire 3 and 4)."""

import re

_PARAMETER = re.compile(r'[ \t\r\n]*([^\s()<>@,;:\\"/\[\]?={}\x00-\x1f\x7f]+)=(.*)', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t\r\n]*', re.DOTALL)
_TOKEN = re.compile(r'([^\s()<>@,;:\\"/\[\]?={}\x00-\x1f\x7f]*)[ \t\r\n]*')
_PIECES = re.compile(r'(?:[^";]|"[^"]*"?)+')


def parameters(text: str) -> dict[str, str]:
    """Map the names of the parameters, in lower case, to their values. Malformed parameters are left out."""
    found = {}
    for piece in _PIECES.findall(text):
        if match := _PARAMETER.fullmatch(piece):
            raw = match[2].rstrip(" \t")
            if quoted := _QUOTED.fullmatch(raw):
                found[match[1].lower()] = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL)
            elif raw and (token := _TOKEN.fullmatch(raw)):
                found[match[1].lower()] = token[1]
    return found
