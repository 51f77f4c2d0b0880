"""Files that were uploaded: the external API can only describe them."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mockserver.model.company.companies import Blob
from mockserver.server.control.helpers import Calls, ControlContext, Problem, answer, body, valid
from mockserver.server.pages.blobs import UNKNOWN_TYPE


class BlobSpec(msgspec.Struct, forbid_unknown_fields=True):
    filename: str
    size: int = 0
    content_type: str = UNKNOWN_TYPE
    width: int | None = None
    height: int | None = None


async def make(request: Request, context: ControlContext) -> Response:
    """A blob described by a JSON body; with a `filename` parameter the body is the file itself, of any type."""
    world, db = context.world(request), context.world(request).db
    described, content = dict(request.query_params), None
    if "filename" in described:
        content = await whole(request, context.settings.max_blob_bytes)
        described |= {"content_type": request.headers.get("content-type", UNKNOWN_TYPE), "size": str(len(content))}
        spec = valid(BlobSpec, lambda: msgspec.convert(described, BlobSpec, strict=False))
    else:
        spec = await body(request, BlobSpec)
    with db.transaction():
        blob = db.put(
            Blob(
                id=db.new_id(),
                company_id=world.company.id,
                author_id=world.owner_id,
                filename=spec.filename,
                size=spec.size,
                content_type=spec.content_type,
                width=spec.width,
                height=spec.height,
                inserted_at=db.clock.now(),
            )
        )
    if content is not None:
        db.keep(blob, content)
    return answer(201, {"id": blob.id, "url": f"/blobs/{blob.id}"})


async def whole(request: Request, limit: int) -> bytes:
    """The body as it is; reading stops where it gets larger than the limit."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limit:
            raise Problem(413, f"a file may have {limit} bytes; start the server with a larger `max_blob_bytes`")
    return bytes(content)


CALLS: Final[Calls] = [("POST", "/blobs", make)]
