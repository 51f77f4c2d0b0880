"""`GET /blobs/{id}`: what the `url` of a blob leads to. The real server sends a browser on to its storage instead."""

import re
from base64 import b64decode
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mockserver.model.company.companies import Blob
from mockserver.server.http import plug_parser
from mockserver.server.worlds.registry import WorldRegistry

PATH: Final = re.compile("/blobs/[^/]+")
UNKNOWN_TYPE: Final = "application/octet-stream"
TYPE: Final = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?: *;[ -~]*)?", re.ASCII)

PASSIVE: Final = re.compile(
    r"image/(png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)|(audio|video)/.*|text/plain|application/pdf"
)
"""What a browser may show in place. Everything else, HTML and SVG above all, could act as a page of this server."""

PNG: Final = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGM4AwAAzgDN1GaQsAAAAABJRU5ErkJggg==")
JPEG: Final = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////"
    "////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AT//Z"
)
GIF: Final = b64decode("R0lGODdhAQABAIEAAMzMzAAAAAAAAAAAACwAAAAAAQABAAAIBAABBAQAOw==")
WEBP: Final = b64decode("UklGRh4AAABXRUJQVlA4TBEAAAAvAAAAAAdQ5jKXuf+BiOh/AAA=")
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path fill="#ccc" d="M0 0h1v1H0z"/></svg>\n'
TEXT: Final = b"A placeholder: the content of this file was never uploaded.\n"
EMPTY: Final = bytes(64)

PICTURES: Final = {
    "image/png": PNG,
    "image/jpeg": JPEG,
    "image/gif": GIF,
    "image/webp": WEBP,
    "image/svg+xml": SVG,
}
"""A grey dot of each kind, for blobs that are described but have no content."""


class BlobPage:
    """The ASGI application of `/blobs/{id}`.

    The world of the token is searched first, then the other worlds, newest first.
    """

    def __init__(self, worlds: WorldRegistry) -> None:
        self.worlds = worlds

    def matches(self, scope: Scope) -> bool:
        return scope["method"] in ("GET", "HEAD") and PATH.fullmatch(scope["path"]) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        await self._respond(request)(scope, receive, send)

    def _respond(self, request: Request) -> Response:
        grant = self.worlds.tokens.get(plug_parser.bearer(request.headers.get("authorization")))
        id = request.scope["path"].rpartition("/")[2].lower()
        found = self.worlds.blob(id, grant.world if grant else None)
        if found is None:
            return Response("Not Found", 404, media_type="text/plain")
        return _served(*found)


def _served(blob: Blob, content: bytes | None) -> Response:
    declared = blob.content_type if TYPE.fullmatch(blob.content_type) else UNKNOWN_TYPE
    type, body = _placeholder(declared) if content is None else (declared, content)
    headers = {
        "content-type": type,
        "cache-control": "private, no-cache",
        "x-content-type-options": "nosniff",
        "content-disposition": f"inline; {_named(blob.filename)}",
    }
    if not PASSIVE.fullmatch(_bare(type)):
        headers["content-disposition"] = f"attachment; {_named(blob.filename)}"
        headers["content-security-policy"] = "default-src 'none'; sandbox"
    return Response(body, headers=headers)


def _placeholder(type: str) -> tuple[str, bytes]:
    """The type and the bytes that stand for content of a type; a picture of a rare kind is a PNG."""
    bare = _bare(type)
    if bare in PICTURES:
        return bare, PICTURES[bare]
    if bare.startswith("image/"):
        return "image/png", PNG
    return type, TEXT if bare.startswith("text/") else EMPTY


def _bare(type: str) -> str:
    return type.partition(";")[0].strip().lower()


def _named(filename: str) -> str:
    """The file's name for a header, without the folders before it and what could end the header (RFC 6266)."""
    name = re.split(r"[/\\]", filename)[-1]
    name = "".join(letter for letter in name if letter.isprintable()).strip(". ") or "file"
    plain = name.encode("ascii", "replace").decode().translate({ord('"'): "'", ord("?"): "_", ord("%"): "_"})
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
