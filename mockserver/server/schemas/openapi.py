"""The query string of the OpenAPI document."""

from typing import Annotated

from msgspec import Meta

from mockserver.server.schemas.base import Request


class OpenApiQuery(Request, frozen=True):
    """Selects the parts of the document."""

    control: Annotated[bool, Meta(description="Whether the document has the control API too.")] = True
