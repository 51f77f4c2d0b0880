"""The query string of a request for the OpenAPI document."""

from typing import Annotated

from msgspec import Meta

from mockserver.server.schemas.base import Request


class OpenApiQuery(Request, frozen=True):
    """The options of the OpenAPI document."""

    control: Annotated[bool, Meta(description="Whether the document contains the control API.")] = True
