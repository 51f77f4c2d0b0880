"""The upload of files. The external API has no operation for this: it only stores the metadata of files."""

import asyncio

import msgspec
from starlette.requests import Request

from mockserver.domain.company import blobs
from mockserver.server.control.routing import parse_body, route, validated
from mockserver.server.schemas.blobs import UNKNOWN_TYPE, BlobInfo, CreateBlob
from mockserver.server.worlds.world import World


@route(
    "POST",
    "/blobs",
    "Describe or upload a file",
    status=201,
    body=CreateBlob,
    problems={413: "The file is larger than the setting `--max-blob-bytes` allows."},
    example={"filename": "plan.pdf", "size": 1024, "content_type": "application/pdf"},
)
async def create_blob(world: World, http: Request) -> BlobInfo:
    """A blob is an uploaded file. Without query parameters, the JSON body describes a file without content. With the
    query parameter `filename`, the body is the file content, and the header `content-type` is the type of the file.
    """
    metadata, content = dict(http.query_params), None
    if "filename" in metadata:
        content = await http.body()
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
