"""Uploaded files, which the API calls blobs."""

from typing import Any

from mockserver.model.company.companies import Blob
from mockserver.model.ids import Id
from mockserver.store.database import Database


def create(db: Database, company_id: Id, author_id: Id, content: bytes | None = None, **metadata: Any) -> Blob:
    """Create the record of an uploaded file with the fields in `metadata`. `content` is stored as the content of the
    file, unless it is None."""
    blob = db.put(
        Blob(id=db.new_id(), company_id=company_id, author_id=author_id, inserted_at=db.clock.now(), **metadata)
    )
    if content is not None:
        db.store_content(blob, content)
    return blob
