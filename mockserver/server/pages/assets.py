"""The HTML, CSS and JavaScript files of the pages. The files are sent with a strict Content-Security-Policy."""

from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from starlette.responses import Response

TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
"""Maps file extensions to content types."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Browsers load scripts, styles, images and data only from this server, and ignore inline scripts and styles."""

HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


@cache
def names() -> frozenset[str]:
    """Return the names of all files in `static`."""
    return frozenset(entry.name for entry in _folder().iterdir() if entry.name.rpartition(".")[2] in TYPES)


@cache
def content(name: str) -> bytes:
    """Return the content of a file in `static`."""
    return _folder().joinpath(name).read_bytes()


def respond(name: str, if_none_match: str | None) -> Response:
    """Return a response whose body is the file `name` in `static`. `if_none_match` is the request header
    `If-None-Match`, or None."""
    return with_etag(content(name), TYPES[name.rpartition(".")[2]], if_none_match)


def with_etag(body: bytes, media_type: str, if_none_match: str | None) -> Response:
    """Return a response with an ETag.

    `if_none_match` is the request header `If-None-Match`, or None. If this header contains the ETag or is `*`, the
    status is 304, and there is no body.
    """
    etag = _etag(body)
    headers = {**HEADERS, "etag": etag, "cache-control": "no-cache"}
    if if_none_match is not None and (etag in if_none_match or if_none_match.strip() == "*"):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


@lru_cache(maxsize=64)
def _etag(body: bytes) -> str:
    """Return the hash of a body. The result is cached, because hashing a document of 500 KB takes 2 ms."""
    return f'"{sha256(body).hexdigest()[:20]}"'


def _folder() -> Traversable:
    return files("mockserver.server").joinpath("pages", "static")
