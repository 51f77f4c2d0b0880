"""Serves the content of blobs (uploaded files). The `url` of each blob is a path below `/blobs/`.

The real server redirects browsers from such a path to its storage.
"""

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
CONTENT_SECURITY_POLICY: Final = "default-src 'none'; sandbox"

INLINE_TYPES: Final = frozenset(
    {
        *("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/x-icon"),
        *("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "audio/aac", "audio/flac"),
        *("video/mp4", "video/ogg", "video/webm", "video/quicktime", "video/mpeg"),
        *("text/plain", "application/pdf"),
    }
)
"""Content types that browsers display directly. Files of these types cannot contain a script."""
ATTACHMENT_TYPES: Final = frozenset(
    {
        *("image/svg+xml", "image/tiff", "image/heic", "text/html", "text/css", "text/csv", "text/markdown"),
        *("application/json", "application/zip", "application/gzip", "application/msword", "application/rtf"),
        *("application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/x-tar", "font/woff2"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)
"""Content types of files that browsers must save instead of displaying them. A type that is neither in this set nor in
INLINE_TYPES is replaced by UNKNOWN_TYPE."""

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
"""Maps content types to a picture of a grey dot. The picture is sent for a blob whose content was not uploaded."""


class BlobPage:
    """The ASGI application of `/blobs/{id}`.

    The world of the token is searched for the blob first, and then all other worlds, from the newest to the oldest.
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
        return _blob_response(*found)


def _blob_response(blob: Blob, content: bytes | None) -> Response:
    """Return the response with the content of a blob, or with a placeholder if `content` is None.

    The parameters of the blob's content type are removed. A malformed type is replaced by UNKNOWN_TYPE, because a
    browser could interpret it differently. For example, it could interpret `image/png;,text/html` as HTML.
    """
    declared = _without_parameters(blob.content_type) if TYPE.fullmatch(blob.content_type) else UNKNOWN_TYPE
    type, body = _placeholder(declared) if content is None else (declared, content)
    if type not in INLINE_TYPES and type not in ATTACHMENT_TYPES:
        type = UNKNOWN_TYPE
    disposition = "inline" if type in INLINE_TYPES else "attachment"
    headers = {
        "content-type": type,
        "cache-control": "private, no-cache",
        "x-content-type-options": "nosniff",
        "content-disposition": f"{disposition}; {_filename_parameters(blob.filename)}",
        "content-security-policy": CONTENT_SECURITY_POLICY,
    }
    return Response(body, headers=headers)


def _placeholder(type: str) -> tuple[str, bytes]:
    """Return the content type and the bytes of a placeholder for a blob of this type. For image types that are not in
    PICTURES, the placeholder is a PNG."""
    if type in PICTURES:
        return type, PICTURES[type]
    if type.startswith("image/"):
        return "image/png", PNG
    return type, TEXT if type.startswith("text/") else EMPTY


def _without_parameters(type: str) -> str:
    return type.partition(";")[0].strip().lower()


def _filename_parameters(filename: str) -> str:
    """Return the parameters of a `content-disposition` header (RFC 6266) for a file name.

    Folders in front of the name are removed. Characters that the header cannot contain are removed or replaced.
    """
    name = re.split(r"[/\\]", filename)[-1]
    name = "".join(letter for letter in name if letter.isprintable()).strip(". ") or "file"
    plain = name.encode("ascii", "replace").decode().translate({ord('"'): "'", ord("?"): "_", ord("%"): "_"})
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
