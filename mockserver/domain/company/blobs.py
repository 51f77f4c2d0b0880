"""Uploaded files."""

from mockserver.model.company.companies import Blob, Person
from mockserver.store.database import Database


def create(
    db: Database,
    author: Person,
    *,
    filename: str,
    size: int,
    content_type: str,
    width: int | None = None,
    height: int | None = None,
    content: bytes | None = None,
) -> Blob:
    """Create a file. Without content, only its metadata exists."""
    blob = db.put(
        Blob(
            id=db.new_id(),
            company_id=author.company_id,
            author_id=author.id,
            filename=filename,
            size=size,
            content_type=content_type,
            width=width,
            height=height,
            inserted_at=db.clock.now(),
        )
    )
    if content is not None:
        db.store_content(blob, content)
    return blob
