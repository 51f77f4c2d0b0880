"""Blobs: the metadata of uploaded files, with or without their content."""

from typing import Annotated, Final

from msgspec import Meta

from mockserver.server.schemas.base import Request, Response

UNKNOWN_TYPE: Final = "application/octet-stream"


class CreateBlob(Request, frozen=True):
    filename: Annotated[str, Meta(description="The name of the file.")]
    size: Annotated[int, Meta(description="The size of the file in bytes.")] = 0
    content_type: Annotated[str, Meta(description="The media type.")] = UNKNOWN_TYPE
    width: Annotated[int | None, Meta(description="The width of an image in pixels.")] = None
    height: Annotated[int | None, Meta(description="The height of an image in pixels.")] = None


class BlobInfo(Response, frozen=True):
    id: Annotated[str, Meta(description="The id of the blob.")]
    url: Annotated[str, Meta(description="The path of the URL at which this server returns the file content.")]
