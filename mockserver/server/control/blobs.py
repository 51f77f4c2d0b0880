"""Uploads of files. The external API can only announce them."""

import asyncio
from typing import Final

import msgspec
from starlette.requests import Request

from mockserver.domain.company import blobs
from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import ControlContext, Route, parse_body, route, validated
from mockserver.server.schemas.blobs import UNKNOWN_TYPE, BlobInfo, CreateBlob
from mockserver.server.worlds.world import World


@route(
    "POST",
    "/blobs",
    "Create or upload a blob",
    status=201,
    body=CreateBlob,
    problems={413: "The file is larger than `max_blob_bytes`."},
    example={"filename": "plan.pdf", "size": 1024, "content_type": "application/pdf"},
)
async def create_blob(world: World, context: ControlContext, http: Request) -> BlobInfo:
    """Without query parameters, the JSON body describes a blob that has no content. With the query parameter
    `filename`, the body is the content of the file, and its type is that of the header `content-type`.
    """
    metadata, content = dict(http.query_params), None
    if "filename" in metadata:
        content = await _read_content(http, context.settings.max_blob_bytes)
        metadata |= {"content_type": http.headers.get("content-type", UNKNOWN_TYPE), "size": str(len(content))}
        spec = validated(CreateBlob, lambda: msgspec.convert(metadata, CreateBlob, strict=False))
    else:
        spec = await parse_body(http, CreateBlob)
    if content is not None:
        await asyncio.to_thread(world.db.stage_content, content)
    try:
        with world.db.transaction():
            blob = blobs.create(world.db, world.company.id, world.owner_id, content, **msgspec.structs.asdict(spec))
    finally:
        if content is not None:
            world.db.unstage_content(content)
    return BlobInfo(id=blob.id, url=f"/blobs/{blob.id}")


async def _read_content(http: Request, limit: int) -> bytes:
    """The whole body. Reading stops as soon as it is larger than the limit."""
    content = bytearray()
    async for chunk in http.stream():
        content += chunk
        if len(content) > limit:
            raise ProblemError(
                413, f"the file is larger than {limit} bytes; start the server with a larger `max_blob_bytes`"
            )
    return bytes(content)


ROUTES: Final[tuple[Route, ...]] = (create_blob,)
